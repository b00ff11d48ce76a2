"""What a stand-in image is made of: one folder a recipe, `recipe.toml` and the files it names."""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

RECIPES = Path(__file__).resolve().parents[2] / "images"
# Raised when the way images are put together changes, so that cached ones are made anew.
FORMAT = 5


@dataclass(frozen=True)
class Recipe:
    """`stands_for` are the images of all versions of the chart; `suites` are Debian's, the first one for all packages
    that name none. `version_of` is a package, of Debian or of npm.

    `keep` names, by folder, the only entries that stay in it. `npm` is where the packages of the recipe's own
    `package-lock.json` go. `compiled` are folders of Python that is compiled ahead.
    """

    name: str
    folder: Path
    stands_for: list[str]
    suites: list[str]
    packages: list[str]
    version_of: str
    left_out: list[str]
    user: dict
    config: dict
    prune: list[str] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)
    keep: dict[str, list[str]] = field(default_factory=dict)
    npm: str = ""
    compiled: list[str] = field(default_factory=list)

    @property
    def digest(self) -> str:
        """Changes with any byte of the recipe's folder."""
        total = hashlib.sha256(f"format {FORMAT}".encode())
        for path in sorted(p for p in self.folder.rglob("*") if p.is_file()):
            total.update(path.relative_to(self.folder).as_posix().encode() + b"\0" + path.read_bytes())
        return total.hexdigest()[:16]


def load(folder: Path) -> Recipe:
    """The recipe in `folder`; a missing key is a KeyError, an unknown one a TypeError."""
    values = tomllib.loads((folder / "recipe.toml").read_text())
    return Recipe(name=folder.name, folder=folder, **values)


def load_all(root: Path = RECIPES) -> list[Recipe]:
    return [load(path.parent) for path in sorted(root.glob("*/recipe.toml"))]
