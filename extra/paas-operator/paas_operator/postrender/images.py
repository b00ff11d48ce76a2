"""Image names: their full form, and the site's map of replacements."""

from typing import Any

Json = dict[str, Any]


def full_name(image: str) -> str:
    """`postgres` -> `docker.io/library/postgres:latest`; a digest is left out when there is a tag."""
    name, _, digest = image.partition("@")
    registry, slash, rest = name.partition("/")
    if not slash or not ("." in registry or ":" in registry or registry == "localhost"):
        registry, rest = "docker.io", name
    if registry == "docker.io" and "/" not in rest:
        rest = f"library/{rest}"
    if ":" in rest:
        return f"{registry}/{rest}"
    return f"{registry}/{rest}@{digest}" if digest else f"{registry}/{rest}:latest"


def replace_image(container: Json, images: dict[str, str]) -> None:
    """Use the stand-in that the map names, with its own tag and no digest; it is on the node, not in a registry."""
    image = container.get("image")
    stand_in = images.get(full_name(image)) if isinstance(image, str) else None
    if stand_in:
        container["image"] = stand_in
        container["imagePullPolicy"] = "IfNotPresent"
