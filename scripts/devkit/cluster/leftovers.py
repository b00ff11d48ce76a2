"""What containers leave on the machine when their node is gone: processes, mounts, address leases."""

import shutil
from collections.abc import Iterator
from pathlib import Path

from . import process
from .paths import Layout
from .process import Identity, run

_GRACE = 15.0
_CNI_RESULTS = Path("/var/lib/cni/results")


def end_containers(layout: Layout) -> None:
    """End all containers of this cluster (asked first, forced after 15 s), then the shims that hold them."""
    shims = list(_shims(layout))
    tree = process.children()
    inside = [child for shim in shims for child in _below(shim.pid, tree)]
    process.end(inside, _GRACE)
    process.end(shims, 1)


def unmount(layout: Layout) -> None:
    """Unmount what the node mounted, the deepest first."""
    for target in mounts_below(Path("/proc/self/mounts").read_text(), (layout.run, layout.state)):
        run(["umount", "--lazy", target], f"{target} could not be unmounted")


def forget_network(layout: Layout) -> None:
    """Drop address leases and CNI's notes about our network."""
    shutil.rmtree(layout.state / "cni", ignore_errors=True)
    if _CNI_RESULTS.is_dir():
        for note in _CNI_RESULTS.glob("woow-*"):
            note.unlink(missing_ok=True)


def mounts_below(table: str, folders: tuple[Path, ...]) -> list[str]:
    """Mount points of /proc/mounts (octal escapes, proc(5)) inside the folders, the deepest first."""
    targets = [line.split()[1].encode().decode("unicode_escape") for line in table.splitlines()]
    inside = [target for target in targets if any(folder in Path(target).parents for folder in folders)]
    return sorted(inside, key=len, reverse=True)


def _shims(layout: Layout) -> Iterator[Identity]:
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            argv = (entry / "cmdline").read_bytes().decode(errors="replace").split("\0")
        except (FileNotFoundError, ProcessLookupError):
            continue
        if "containerd-shim" in argv[0] and str(layout.containerd_socket) in argv:
            yield process.identity(int(entry.name))


def _below(pid: int, tree: dict[int, list[int]]) -> list[Identity]:
    found = []
    for child in tree.get(pid, []):
        found += [process.identity(child), *_below(child, tree)]
    return found
