"""Writes a folder as an image archive (`docker save` format), byte for byte the same for the same content."""

from __future__ import annotations

import hashlib
import io
import json
import os
import stat
import tarfile
from dataclasses import dataclass
from pathlib import Path

EPOCH = "1970-01-01T00:00:00Z"


@dataclass(frozen=True)
class Layer:
    """A layer's tar, the digest of its content, and the processor it is for."""

    path: Path
    diff_id: str
    arch: str


def write_archive(rootfs: Path, target: Path, name: str, config: dict, arch: str) -> str:
    """Write `rootfs` as image `name` of one layer to `target`; answers the image's id."""
    layer = target.with_suffix(".layer")
    try:
        return write_image([write_layer(rootfs, layer, arch)], target, name, config)
    finally:
        layer.unlink(missing_ok=True)


def write_image(layers: list[Layer], target: Path, name: str, config: dict) -> str:
    """Write an image of layers, the lowest first; answers its id (digest of its configuration)."""
    document = json.dumps(
        {
            "architecture": layers[0].arch,
            "os": "linux",
            "created": EPOCH,
            "config": config,
            "rootfs": {"type": "layers", "diff_ids": [f"sha256:{layer.diff_id}" for layer in layers]},
        },
        sort_keys=True,
    ).encode()
    image_id = hashlib.sha256(document).hexdigest()
    names = [f"{layer.diff_id}.tar" for layer in layers]
    manifest = [{"Config": f"{image_id}.json", "RepoTags": [name], "Layers": names}]
    partial = target.with_suffix(".partial")
    with tarfile.open(partial, "w") as tar:
        _add_bytes(tar, f"{image_id}.json", document)
        _add_bytes(tar, "manifest.json", json.dumps(manifest).encode())
        for layer, layer_name in zip(layers, names, strict=True):
            with layer.path.open("rb") as content:
                tar.addfile(_plain(tarfile.TarInfo(layer_name), size=layer.path.stat().st_size), content)
    partial.replace(target)
    return image_id


def write_layer(rootfs: Path, target: Path, arch: str) -> Layer:
    """Write `rootfs` as a layer to `target`."""
    with tarfile.open(target, "w", format=tarfile.PAX_FORMAT) as tar:
        for path in sorted(rootfs.rglob("*")):
            _add_path(tar, path, path.relative_to(rootfs).as_posix())
    with target.open("rb") as content:
        return Layer(target, hashlib.file_digest(content, "sha256").hexdigest(), arch)


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
