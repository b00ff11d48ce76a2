"""Helm values as plain JSON: limits, secret paths, merging."""

import copy
import json
from typing import Any

from paas_operator.errors import Invalid, ValuesTooLarge
from paas_operator.saying import say

VALUES_LIMIT = 256 << 10
DEPTH = 20
KEYS = 5_000

Json = dict[str, Any]


def check_values(values: Json) -> None:
    """Raise ValuesTooLarge or ValueError for values that Helm is not to see."""
    if len(json.dumps(values, ensure_ascii=False).encode(errors="replace")) > VALUES_LIMIT:
        raise ValuesTooLarge(say("values_too_large", kib=VALUES_LIMIT >> 10))
    keys, level, depth = 0, [("", values)], 0
    while level:
        depth += 1
        if depth > DEPTH:
            raise ValueError(f"the values are nested deeper than {DEPTH} levels")
        keys += len(level)
        if keys > KEYS:
            raise ValueError(f"the values have more than {KEYS} entries")
        level = [child for path, value in level for child in _children(path, value)]


def _children(path: str, value: Any) -> list[tuple[str, Any]]:
    if value is None:
        raise ValueError(f"{path}: null is not a value, leave the key out instead")
    if isinstance(value, str):
        _check_text(path, value)
        return []
    if isinstance(value, dict):
        for key in value:
            _check_text(path, key)
        return [(f"{path}.{key}" if path else key, child) for key, child in value.items()]
    if isinstance(value, list):
        return [(f"{path}[{index}]", child) for index, child in enumerate(value)]
    if (isinstance(value, float) and value in (float("inf"), float("-inf"))) or value != value:
        raise ValueError(f"{path}: not a number")
    return []


def _check_text(path: str, text: str) -> None:
    if "\x00" in text:
        raise ValueError(f"{path}: a NUL character is not allowed")
    try:
        text.encode()
    except UnicodeEncodeError as exc:
        raise ValueError(f"{path}: half a character is not allowed") from exc


def with_secrets(values: Json, secrets: Json) -> Json:
    """The values with each secret at its dotted path; raises Invalid where the path leads through a value."""
    merged = copy.deepcopy(values)
    for dotted, secret in secrets.items():
        *parents, last = dotted.split(".")
        place = merged
        for part in parents:
            place = place.setdefault(part, {})
            if not isinstance(place, dict):
                raise Invalid(say("secret_below_value", key=dotted, part=part))
        if isinstance(place.get(last), dict):
            raise Invalid(say("secret_over_group", key=dotted))
        place[last] = secret
    return merged
