"""Images that the cluster itself needs, put together on the spot, and the import of any image."""

import hashlib
import io
import json
import platform
import shutil
import tarfile
from dataclasses import dataclass, field
from pathlib import Path

from .node import PAUSE_IMAGE
from .paths import Layout
from .process import run
from .storage import BUSYBOX_IMAGE

_ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}
_USERS = "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n"
_GROUPS = "root:x:0:\nnogroup:x:65534:\n"


@dataclass
class Image:
    """A single-layer image: path -> content for files, path -> target for links."""

    reference: str
    files: dict[str, bytes]
    config: dict[str, object]
    links: dict[str, str] = field(default_factory=dict)


def ensure(layout: Layout, pause: Path) -> None:
    """Import the pause and the busybox image unless the node holds them."""
    for reference, make in ((PAUSE_IMAGE, lambda: _pause(pause)), (BUSYBOX_IMAGE, _busybox)):
        if not present(layout, reference):
            archive = layout.state / "image.tar"
            archive.write_bytes(pack(make()))
            load(layout, archive)
            archive.unlink()


def present(layout: Layout, reference: str) -> bool:
    """Whether the node holds the image; `reference` as containers name it."""
    name = canonical(reference)
    return name in _ctr(layout, "images", "list", "-q", f"name=={name}").split()


def load(layout: Layout, archive: Path) -> None:
    """Import an image archive (OCI layout or `docker save`) into the node."""
    _ctr(layout, "images", "import", str(archive))


def canonical(reference: str) -> str:
    """The full name of an image: registry, path, tag (distribution/reference, "familiar names")."""
    first, _, rest = reference.partition("/")
    if not rest:
        reference = f"docker.io/library/{reference}"
    elif not ("." in first or ":" in first or first == "localhost"):
        reference = f"docker.io/{reference}"
    last = reference.rpartition("/")[2]
    return reference if ":" in last or "@" in last else f"{reference}:latest"


def pack(image: Image) -> bytes:
    """The image as a `docker save` archive; the same content gives the same bytes."""
    layer = _layer(image)
    digest = hashlib.sha256(layer).hexdigest()
    config = json.dumps(
        {
            "architecture": _ARCHITECTURES.get(platform.machine(), platform.machine()),
            "os": "linux",
            "config": image.config,
            "rootfs": {"type": "layers", "diff_ids": [f"sha256:{digest}"]},
        }
    ).encode()
    config_name = f"{hashlib.sha256(config).hexdigest()}.json"
    manifest = [{"Config": config_name, "RepoTags": [image.reference], "Layers": [f"{digest}.tar"]}]
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w") as tar:
        for name, content in (
            (f"{digest}.tar", layer),
            (config_name, config),
            ("manifest.json", json.dumps(manifest).encode()),
        ):
            _add(tar, name, content, 0o644)
    return archive.getvalue()


def _layer(image: Image) -> bytes:
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w") as tar:
        for folder, mode in (("bin", 0o755), ("etc", 0o755), ("tmp", 0o1777)):
            entry = tarfile.TarInfo(folder)
            entry.type, entry.mode = tarfile.DIRTYPE, mode
            tar.addfile(entry)
        for name, data in image.files.items():
            _add(tar, name, data, 0o755 if name.startswith("bin/") else 0o644)
        for name, target in image.links.items():
            entry = tarfile.TarInfo(name)
            entry.type, entry.linkname = tarfile.SYMTYPE, target
            tar.addfile(entry)
    return content.getvalue()


def _add(tar: tarfile.TarFile, name: str, content: bytes, mode: int) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = len(content), mode
    tar.addfile(entry, io.BytesIO(content))


def _pause(program: Path) -> Image:
    config = {"Entrypoint": ["/bin/pause"], "User": "65534:65534"}
    return Image(PAUSE_IMAGE, {"bin/pause": program.read_bytes()}, config)


def _busybox() -> Image:
    program = shutil.which("busybox") or "/bin/busybox"
    applets = run([program, "--list"], "busybox could not be asked for its commands").split()
    files = {
        "bin/busybox": Path(program).read_bytes(),
        "etc/passwd": _USERS.encode(),
        "etc/group": _GROUPS.encode(),
    }
    links = {f"bin/{applet}": "busybox" for applet in applets if applet != "busybox"}
    config = {"Cmd": ["sh"], "Env": ["PATH=/bin"]}
    return Image(BUSYBOX_IMAGE, files, config, links)


def _ctr(layout: Layout, *arguments: str) -> str:
    argv = ["ctr", "--address", str(layout.containerd_socket), "--namespace", "k8s.io", *arguments]
    return run(argv, "The node's image store could not be used", "Is the cluster up?")
