"""Secret values of a release: given, generated once and never again, or kept."""

import base64
import json
import re
import secrets as random
import string
from urllib.parse import quote

from paas_operator.errors import Invalid
from paas_operator.releases.models import SecretSource
from paas_operator.saying import say

_ALPHABET = string.ascii_letters + string.digits
_SHORTEST_REDACTED = 4
_SHORTEST_LINE = 12


def resolve(
    sources: dict[str, SecretSource], given: dict[str, str], generated: dict[str, str]
) -> tuple[dict[str, str], dict[str, str]]:
    """What a new intent holds: (given values, all generated values ever made).

    `given` are those that are held, from whichever kept intent. A generated value is made only if none is held under
    its key; raises Invalid when `keep` names a key that holds nothing.
    """
    held, made = {}, dict(generated)
    for key, source in sources.items():
        if source.value is not None:
            held[key] = source.value
        elif key in given:
            held[key] = given[key]
        elif source.generate:
            made.setdefault(key, _generate(source.generate.length))
        elif key not in made:
            raise Invalid(say("secret_not_held", key=key))
    return held, made


class Blot:
    """Blots secret values out of texts, also where they stand in base64, in a URL, in JSON, or over several lines."""

    def __init__(self, values: dict[str, str]) -> None:
        spellings = {text for value in values.values() for text in _spellings(value)}
        longest_first = sorted((s for s in spellings if len(s) >= _SHORTEST_REDACTED), key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, longest_first))) if longest_first else None

    def __call__(self, text: str) -> str:
        return self._pattern.sub("•••", text) if self._pattern else text


def redact(text: str, values: dict[str, str]) -> str:
    """The text with every secret value blotted out."""
    return Blot(values)(text)


def _spellings(value: str) -> set[str]:
    lines = value.splitlines() if "\n" in value else []
    encoded = {base64.b64encode(value.encode()).decode(), quote(value, safe=""), json.dumps(value)[1:-1]}
    return {value, *(line for line in lines if len(line) >= _SHORTEST_LINE), *encoded}


def _generate(length: int) -> str:
    return "".join(random.choice(_ALPHABET) for _ in range(length))
