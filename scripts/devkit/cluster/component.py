"""What the supervisor runs: a program, its arguments, and when it may start."""

import shutil
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

# Of plan.json and status.json; a supervisor of another version is replaced.
VERSION = 1


@dataclass(frozen=True)
class Component:
    """One process of the cluster.

    It starts once every component in `after` is ready and the file `wait_for` exists; it is ready once it
    accepts connections at `listens` ("host:port", or a socket's path), or at once without one. `digest`
    changes when files that the program reads once have changed, and has it restarted.
    """

    name: str
    argv: list[str]
    env: dict[str, str] = field(default_factory=dict)
    after: list[str] = field(default_factory=list)
    wait_for: str = ""
    listens: str = ""
    digest: str = ""

    def of_program(self) -> "Component":
        """The same, with a digest that also changes when the program's file is replaced."""
        file = Path(shutil.which(self.argv[0]) or self.argv[0]).stat()
        return replace(self, digest=f"{self.digest} {file.st_size} {file.st_mtime_ns}".strip())

    def to_json(self) -> dict[str, Any]:
        return asdict(self)
