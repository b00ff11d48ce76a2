"""Where two objects differ: paths alone, never what stands there."""

from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]

LONGEST = 60

# What the cluster writes by itself.
_OWN_METADATA = ("managedFields", "resourceVersion", "uid", "creationTimestamp", "generation", "selfLink")


def differing(before: Json, after: Json) -> list[str]:
    """Dotted paths of all differences but those the cluster makes itself; at most `LONGEST` of them."""
    found = _differences(_said(before), _said(after), "")
    return [path for _, path in zip(range(LONGEST), found, strict=False)]


def _said(obj: Json) -> Json:
    metadata = {key: value for key, value in (obj.get("metadata") or {}).items() if key not in _OWN_METADATA}
    return {**{key: value for key, value in obj.items() if key != "status"}, "metadata": metadata}


def _differences(before: Any, after: Any, path: str) -> Iterator[str]:
    if before == after:
        return
    if isinstance(before, dict) and isinstance(after, dict):
        for key in sorted(before.keys() | after.keys()):
            yield from _differences(before.get(key), after.get(key), _below(path, str(key)))
    elif isinstance(before, list) and isinstance(after, list) and (keys := _named(before, after)):
        first, second = ({item["name"]: item for item in items} for items in (before, after))
        for key in keys:
            yield from _differences(first.get(key), second.get(key), f"{path}[{key}]")
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for index, pair in enumerate(zip(before, after, strict=True)):
            yield from _differences(*pair, f"{path}[{index}]")
    else:
        yield path


def _named(before: list[Any], after: list[Any]) -> list[str]:
    """The names by which the items of both lists are known, or none when they are not known by name."""
    for items in (before, after):
        names = [item.get("name") if isinstance(item, dict) else None for item in items]
        if not all(isinstance(name, str) for name in names) or len(set(names)) != len(names):
            return []
    return sorted({item["name"] for item in before + after})


def _below(path: str, key: str) -> str:
    if "." in key or "/" in key:
        return f'{path}["{key}"]'
    return f"{path}.{key}" if path else key
