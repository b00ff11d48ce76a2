"""Image names: their full form, where they come from, whether they stay the same, and the site's replacements."""

import re
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]

_DIGEST = re.compile(r"^sha256:[0-9a-f]{64}$")


def full_name(image: str) -> str:
    """`postgres` -> `docker.io/library/postgres:latest`; a digest is left out when there is a tag."""
    name, _, digest = image.partition("@")
    registry, slash, rest = name.partition("/")
    if not slash or not ("." in registry or ":" in registry or registry == "localhost"):
        registry, rest = "docker.io", name
    if registry == "index.docker.io":
        registry = "docker.io"
    if registry == "docker.io" and "/" not in rest:
        rest = f"library/{rest}"
    if ":" in rest:
        return f"{registry}/{rest}"
    return f"{registry}/{rest}@{digest}" if digest else f"{registry}/{rest}:latest"


def is_floating(image: str) -> bool:
    """Whether the same name may mean another image tomorrow: no digest, and a tag that names no version."""
    name, _, digest = image.partition("@")
    if _DIGEST.match(digest):
        return False
    tag = full_name(name).rpartition("/")[2].partition(":")[2]
    return tag.startswith("latest") or not re.search(r"[0-9]", tag)


@dataclass(frozen=True)
class Images:
    """The site's view of images: what replaces which, and the registries (or paths in them) that are trusted."""

    replaced: dict[str, str]
    registries: tuple[str, ...]

    def stand_in(self, image: str) -> str | None:
        return self.replaced.get(full_name(image))

    def is_the_sites_own(self, image: str) -> bool:
        """Whether what runs is one of the site's own stand-ins, whatever the chart calls it."""
        return self.stand_in(image) is not None or image in self.replaced.values()

    def is_allowed(self, image: str) -> bool:
        name = full_name(image).partition("@")[0]
        trusted = ("*" in self.registries) or any(name.startswith(f"{entry}/") for entry in self.registries)
        return trusted or self.is_the_sites_own(image)

    def describe(self, image: str) -> Json:
        floating = is_floating(image) and not self.is_the_sites_own(image)
        return {"image": image, "floating": floating, "allowed": self.is_allowed(image)}


def replace_image(container: Json, images: Images) -> None:
    """Use the stand-in that the map names, with its own tag and no digest; it is on the node, not in a registry."""
    image = container.get("image")
    stand_in = images.stand_in(image) if isinstance(image, str) else None
    if stand_in:
        container["image"] = stand_in
        container["imagePullPolicy"] = "IfNotPresent"
