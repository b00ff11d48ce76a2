"""Writes a folder as an image archive (`docker save` format), byte for byte the same for the same content."""

from __future__ import annotations

import hashlib
import io
import json
import os
import stat
import tarfile
from pathlib import Path

EPOCH = "1970-01-01T00:00:00Z"


def write_archive(rootfs: Path, target: Path, name: str, config: dict, arch: str) -> str:
    """Write `rootfs` as image `name` to `target`; answers the image's id (digest of its configuration)."""
    layer = target.with_suffix(".layer")
    try:
        diff_id = _write_layer(rootfs, layer)
        document = json.dumps(
            {
                "architecture": arch,
                "os": "linux",
                "created": EPOCH,
                "config": config,
                "rootfs": {"type": "layers", "diff_ids": [f"sha256:{diff_id}"]},
            },
            sort_keys=True,
        ).encode()
        image_id = hashlib.sha256(document).hexdigest()
        manifest = [{"Config": f"{image_id}.json", "RepoTags": [name], "Layers": [f"{diff_id}.tar"]}]
        partial = target.with_suffix(".partial")
        with tarfile.open(partial, "w") as tar:
            _add_bytes(tar, f"{image_id}.json", document)
            _add_bytes(tar, "manifest.json", json.dumps(manifest).encode())
            with layer.open("rb") as content:
                tar.addfile(_plain(tarfile.TarInfo(f"{diff_id}.tar"), size=layer.stat().st_size), content)
        partial.replace(target)
    finally:
        layer.unlink(missing_ok=True)
    return image_id


def _write_layer(rootfs: Path, target: Path) -> str:
    with tarfile.open(target, "w", format=tarfile.PAX_FORMAT) as tar:
        for path in sorted(rootfs.rglob("*")):
            _add_path(tar, path, path.relative_to(rootfs).as_posix())
    with target.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _add_path(tar: tarfile.TarFile, path: Path, name: str) -> None:
    mode = path.lstat().st_mode
    info = _plain(tarfile.TarInfo(name), mode=stat.S_IMODE(mode))
    if stat.S_ISLNK(mode):
        info.type, info.linkname = tarfile.SYMTYPE, os.readlink(path)
        tar.addfile(info)
    elif stat.S_ISDIR(mode):
        info.type = tarfile.DIRTYPE
        tar.addfile(info)
    elif stat.S_ISREG(mode):
        info.size = path.lstat().st_size
        with path.open("rb") as content:
            tar.addfile(info, content)


def _add_bytes(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    tar.addfile(_plain(tarfile.TarInfo(name), size=len(content)), io.BytesIO(content))


def _plain(info: tarfile.TarInfo, **values: int) -> tarfile.TarInfo:
    """Owned by root, without time: TarInfo's own defaults, with what is given on top."""
    for key, value in values.items():
        setattr(info, key, value)
    return info
