"""From a recipe to an image archive: resolve, download, unpack, prune, write. No root, no registry needed."""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
from pathlib import Path

from ..run import output_of
from . import npm
from .apt import Apt, Package
from .archive import write_archive
from .recipe import Recipe

# Nobody reads these inside an image. Licences (usr/share/doc/*/copyright) stay.
EVERYWHERE = [
    "usr/share/man",
    "usr/share/info",
    "usr/share/locale",
    "usr/share/lintian",
    "usr/share/bug",
    "usr/share/bash-completion",
    "usr/share/zsh",
    "usr/share/doc-base",
    "usr/lib/systemd",
    "etc/init.d",
    "var/cache",
]
MERGED = ("bin", "sbin", "lib", "lib64")


def build(recipe: Recipe, cache: Path) -> dict:
    """Make the archive of `recipe` in `cache`; answers its record (image, archive, id, package versions).

    Raises Problem when the packages can't be had.
    """
    apt = Apt(cache / f"apt-{'-'.join(recipe.suites)}", recipe.suites)
    apt.update()
    debs = apt.closure(recipe.packages, recipe.left_out)
    packages = debs + npm.packages(recipe)
    image = f"woow.local/{recipe.name}:{_version(recipe, packages)}-{recipe.digest[:8]}"
    archive = cache / f"{recipe.name}-{recipe.digest}.tar"
    with tempfile.TemporaryDirectory(dir=cache) as work:
        rootfs = Path(work) / "rootfs"
        unpack(apt.download(debs, Path(work) / "debs"), rootfs)
        npm.install(recipe, rootfs)
        prune(rootfs, [*EVERYWHERE, *recipe.prune])
        _keep(rootfs, recipe.keep)
        _bundle_certificates(rootfs)
        compile_python(rootfs, rootfs, recipe.compiled)
        _add_own_files(rootfs, recipe)
        image_id = write_archive(rootfs, archive, image, _config(recipe, packages), apt.arch)
    return {
        "image": image,
        "stands_for": recipe.stands_for,
        "archive": archive.name,
        "id": image_id,
        "suites": recipe.suites,
        "packages": {p.name: p.version for p in packages},
    }


def _version(recipe: Recipe, packages: list[Package]) -> str:
    """Upstream's version of the package that the image is about: `8.1.1` of `8.1.1+dfsg1-3+deb13u2`."""
    full = next(p.version for p in packages if p.name == recipe.version_of)
    return re.split(r"[-+~]", full.rpartition(":")[2])[0]


def unpack(archives: list[Path], rootfs: Path) -> None:
    for name in MERGED:
        (rootfs / "usr" / name).mkdir(parents=True)
        (rootfs / name).symlink_to(f"usr/{name}")
    for archive in archives:
        output_of(["dpkg-deb", "--extract", archive, rootfs], f"Unpacking {archive.name}")


def prune(rootfs: Path, patterns: list[str]) -> None:
    for pattern in patterns:
        for path in rootfs.glob(pattern):
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
    for path in (rootfs / "usr/share/doc").rglob("*"):
        if path.is_symlink() or (path.is_file() and path.name != "copyright"):
            path.unlink()


def _keep(rootfs: Path, folders: dict[str, list[str]]) -> None:
    """Remove from each folder all but what has one of the names, which may be patterns."""
    for folder, names in folders.items():
        for path in (rootfs / folder).iterdir():
            if not any(map(path.match, names)):
                shutil.rmtree(path) if path.is_dir() else path.unlink()


def _bundle_certificates(rootfs: Path) -> None:
    """Join the authorities that ca-certificates brings, as its maintainer script would."""
    found = sorted((rootfs / "usr/share/ca-certificates").rglob("*.crt"))
    if found:
        (rootfs / "etc/ssl/certs").mkdir(parents=True, exist_ok=True)
        (rootfs / "etc/ssl/certs/ca-certificates.crt").write_text("".join(path.read_text() for path in found))


def compile_python(interpreter: Path, rootfs: Path, folders: list[str]) -> None:
    """Compile folders of `rootfs` by the Python of `interpreter`, so that no container does it at each start."""
    if not folders:
        return
    loader = next((interpreter / "usr/lib").glob("*/ld-linux-*.so.*"))
    python = [loader, "--library-path", loader.parent, interpreter / "usr/bin/python3"]
    options = ["-m", "compileall", "-q", "--invalidation-mode", "unchecked-hash", "-s", rootfs, "-p", "/"]
    env = {"PYTHONHOME": str(interpreter / "usr"), "PATH": os.environ["PATH"]}
    command = [*python, *options, *(rootfs / folder for folder in folders)]
    output_of(command, "Compiling Python for an image", env=env, timeout=600)


def _add_own_files(rootfs: Path, recipe: Recipe) -> None:
    user = "{name}:x:{id}:{id}::{home}:/bin/sh\n".format(**recipe.user)
    texts = {
        "etc/passwd": f"root:x:0:0:root:/root:/bin/sh\n{user}",
        "etc/group": "root:x:0:\n{name}:x:{id}:\n".format(**recipe.user),
        "etc/nsswitch.conf": "passwd: files\ngroup: files\nhosts: files dns\n",
    }
    texts |= {path: (recipe.folder / source).read_text() for path, source in recipe.files.items()}
    for name, text in texts.items():
        target = rootfs / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)
        target.chmod(0o755 if name in recipe.files else 0o644)
    (rootfs / "tmp").chmod(0o1777)
    (rootfs / "var/run").rmdir()
    (rootfs / "var/run").symlink_to("/run")


def _config(recipe: Recipe, packages: list[Package]) -> dict:
    labels = {
        "org.opencontainers.image.title": recipe.name,
        "org.opencontainers.image.description": f"Stands in for {', '.join(recipe.stands_for)}",
        "woow.io/packages": json.dumps({p.name: p.version for p in packages}, sort_keys=True),
    }
    user = f"{recipe.user['id']}:{recipe.user['id']}"
    return {**recipe.config, "User": user, "WorkingDir": "/", "Labels": labels}
