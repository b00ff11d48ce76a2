"""Where Odoo's program comes from: a given folder, the cache, a clone, or Debian's package."""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from . import locks
from .apt import PrivateSuite
from .paths import cache_folder
from .report import Problem, Report
from .run import run_logged

REPOSITORY = "https://github.com/odoo/odoo"
DEBIAN_PACKAGES = [
    "odoo-19",
    "libjs-jquery",
    "libjs-underscore",
    "libjs-jquery-form",
    "fonts-font-awesome",
    "fonts-roboto-unhinted",
    "fonts-montserrat",
    "fonts-inconsolata",
]
# The package's manifests name this script, which Debian leaves out for its licence; it blurs a camera's background.
LEFT_OUT = "mail/static/lib/selfie_segmentation/selfie_segmentation.js"
SERIES = ("18.0", "19.0")


@dataclass(frozen=True)
class OdooSource:
    """A runnable Odoo: `series` (18.0, 19.0), where `import odoo` finds it, and its addons folders."""

    series: str
    library: Path
    addons: tuple[Path, ...]

    @property
    def exists(self) -> bool:
        """Whether the program is there, whole."""
        return (self.library / "odoo" / "__main__.py").exists() and all(map(Path.is_dir, self.addons))

    @property
    def identity(self) -> str:
        """Text that changes when this Odoo is another one: its release, and the commit of a checkout."""
        head = self.library / ".git" / "logs" / "HEAD"
        commit = head.read_text().splitlines()[-1].split()[1] if head.exists() else ""
        return f"{(self.library / 'odoo' / 'release.py').read_text()}{commit}"


def ensure(report: Report, log: Path, series: str | None = None) -> OdooSource:
    """The Odoo to run: of `series` when one is asked for, else 18.0 where it can be had, else 19.0."""
    if series not in (None, *SERIES):
        raise Problem(f"Odoo {series} is not supported.", f"Choose one of {', '.join(SERIES)}.")
    with locks.held(locks.in_cache("odoo-source")):
        return find(series) or _obtain(report, log, series)


def _obtain(report: Report, log: Path, series: str | None) -> OdooSource:
    if series != "19.0" and _clone(report, log):
        return _checked(checkout_layout(cache_folder() / "odoo-18.0"))
    if series == "18.0":
        raise Problem(
            "The source of Odoo 18.0 is not on this machine and cannot be cloned.",
            "Set ODOO_SOURCE to a checkout of the 18.0 branch, or choose Odoo 19.0 with WOOW_ODOO=19.0.",
        )
    return _unpack_debian(report, log)


def find(series: str | None = None) -> OdooSource | None:
    """An Odoo that is already on this machine, or None; downloads nothing."""
    given = os.environ.get("ODOO_SOURCE")
    if given:
        source = _checked(checkout_layout(Path(given).expanduser()))
        if series in (None, source.series):
            return source
    candidates = [checkout_layout(cache_folder() / "odoo-18.0"), debian_layout(cache_folder() / "odoo-19.0")]
    for source in candidates:
        if series in (None, source.series) and source.exists:
            return source
    return None


def checkout_layout(folder: Path) -> OdooSource:
    """Odoo as a checkout of its repository lays it out."""
    return OdooSource(
        series=_series_of(folder / "odoo" / "release.py"),
        library=folder,
        addons=(folder / "addons",),
    )


def debian_layout(root: Path) -> OdooSource:
    """Odoo as Debian's package unpacks below `root`."""
    library = root / "usr" / "lib" / "python3" / "dist-packages"
    return OdooSource(
        series=_series_of(library / "odoo" / "release.py"),
        library=library,
        addons=(library / "odoo" / "addons",),
    )


def _series_of(release: Path) -> str:
    if not release.exists():
        return ""
    match = re.search(r"^version_info = \((\d+), (\d+)", release.read_text(), re.MULTILINE)
    return f"{match[1]}.{match[2]}" if match else ""


def _checked(source: OdooSource) -> OdooSource:
    if source.series not in SERIES or not source.exists:
        raise Problem(
            f"{source.library} holds no Odoo of {' or '.join(SERIES)}.",
            "Set ODOO_SOURCE to the top folder of an Odoo checkout, or unset it.",
        )
    return source


def _clone(report: Report, log: Path) -> bool:
    if not shutil.which("git") or not _reachable(REPOSITORY):
        report.say("Odoo's repository cannot be reached from here; using Debian's package")
        return False
    target = cache_folder() / "odoo-18.0"
    partial = target.with_name("odoo-18.0.partial")
    shutil.rmtree(partial, ignore_errors=True)
    with report.step("Cloning Odoo 18.0"):
        command = ["git", "clone", "--depth", "1", "--single-branch", "-b", "18.0", REPOSITORY, partial]
        run_logged(command, log, "git clone of Odoo 18.0")
    partial.rename(target)
    return True


def _reachable(repository: str) -> bool:
    """Whether the repository answers within a few seconds, asked without ever prompting."""
    env = {**os.environ, "GIT_TERMINAL_PROMPT": "0", "GIT_HTTP_LOW_SPEED_LIMIT": "1", "GIT_HTTP_LOW_SPEED_TIME": "8"}
    command = ["git", "ls-remote", "--exit-code", repository, "refs/heads/18.0"]
    try:
        return subprocess.run(command, env=env, capture_output=True, timeout=15, check=False).returncode == 0
    except subprocess.TimeoutExpired:
        return False


def _unpack_debian(report: Report, log: Path) -> OdooSource:
    target = cache_folder() / "odoo-19.0"
    partial = target.with_name("odoo-19.0.partial")
    shutil.rmtree(partial, ignore_errors=True)
    with report.step("Fetching Odoo 19.0 from Debian"):
        PrivateSuite("sid", cache_folder() / "apt-sid", log).unpack(DEBIAN_PACKAGES, partial)
        _stand_in(debian_layout(partial).addons[0] / LEFT_OUT)
    partial.rename(target)
    return _checked(debian_layout(target))


def _stand_in(script: Path) -> None:
    """Put an empty script where a bundle would not be complete without one."""
    if not script.exists():
        script.parent.mkdir(parents=True, exist_ok=True)
        script.write_text("/* left out of this distribution */\n")
