"""Where things are: the checkout, its state, the user's caches."""

import hashlib
import os
import tempfile
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
STATE = CHECKOUT / ".woow"
REQUIREMENTS = Path(__file__).resolve().parent / "requirements"
ADDON = "woow_paas_platform"
SOCKET_PATH_LIMIT = 107  # sun_path of unix(7), without the closing zero byte


def cache_folder() -> Path:
    """The folder shared by all checkouts of this user; safe to delete at any time."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "woow-paas"


def checkout_digest() -> str:
    """Ten characters that tell this checkout from others on the machine."""
    return hashlib.sha256(str(CHECKOUT).encode()).hexdigest()[:10]


def private_folder(path: Path) -> Path:
    """Make `path` if needed, readable by its owner alone."""
    path.mkdir(parents=True, exist_ok=True)
    path.chmod(0o700)
    return path


def write_private(path: Path, text: str) -> Path:
    """Write `text` to `path` with mode 0600 from the first byte on, replacing it whole."""
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    with os.fdopen(descriptor, "w") as stream:
        stream.write(text)
    os.replace(temporary, path)
    return path


def addons_folder() -> Path:
    """An addons path whose one entry links to this checkout.

    It lies outside the checkout: Odoo's term export walks the addon's folder and follows links.
    """
    folder = cache_folder() / "addons" / checkout_digest()
    folder.mkdir(parents=True, exist_ok=True)
    link = folder / ADDON
    if not link.is_symlink() or link.resolve() != CHECKOUT:
        link.unlink(missing_ok=True)
        link.symlink_to(CHECKOUT)
    return folder


def socket_folder(preferred: Path, longest_name: int = 24) -> Path:
    """A private folder for Unix sockets: `preferred`, or a short one when that path is too long."""
    if len(os.fsencode(preferred)) + 1 + longest_name <= SOCKET_PATH_LIMIT:
        return private_folder(preferred)
    digest = hashlib.sha256(os.fsencode(preferred)).hexdigest()[:10]
    base = os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir()
    folder = private_folder(Path(base) / f"woow-{os.getuid()}-{digest}")
    if folder.stat().st_uid != os.getuid():
        raise PermissionError(f"{folder} belongs to another user")
    return folder
