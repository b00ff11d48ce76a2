"""Packages of npm inside an image: exactly those of the recipe's `package-lock.json`, without their install scripts."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from ..run import output_of
from .apt import Package
from .recipe import Recipe

FILES = ("package.json", "package-lock.json")
COMMAND = ["npm", "ci", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier"]
WAY_ON = "Install Node.js with npm, or give the machine a network in which the real images can be pulled."


def packages(recipe: Recipe) -> list[Package]:
    """What the recipe asks of npm itself, with the versions that are locked; not what those need."""
    if not recipe.npm:
        return []
    lock = json.loads((recipe.folder / "package-lock.json").read_text())["packages"]
    return [Package(name, lock[f"node_modules/{name}"]["version"]) for name in lock[""]["dependencies"]]


def install(recipe: Recipe, rootfs: Path) -> None:
    """Put them where the recipe says. Raises Problem when npm is missing or a package can't be had."""
    if not recipe.npm:
        return
    folder = rootfs / recipe.npm
    folder.mkdir(parents=True)
    for name in FILES:
        shutil.copyfile(recipe.folder / name, folder / name)
    output_of(COMMAND, f"Installing Node packages for {recipe.name}", cwd=folder, way_on=WAY_ON, timeout=600)
