"""Secret values of a release: given, generated once and never again, or kept."""

import secrets as random
import string

from paas_operator.errors import Invalid
from paas_operator.releases.models import SecretSource

_ALPHABET = string.ascii_letters + string.digits
_SHORTEST_REDACTED = 4


def resolve(
    sources: dict[str, SecretSource], given: dict[str, str], generated: dict[str, str]
) -> tuple[dict[str, str], dict[str, str]]:
    """What a new intent holds: (given values, all generated values ever made).

    `given` are those of the intent before. A generated value is made only if none is held under its key; raises
    Invalid when `keep` names a key that holds nothing.
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
            raise Invalid(f"The secret {key} can't be kept: none is held.")
    return held, made


def redact(text: str, values: dict[str, str]) -> str:
    """The text with every secret value blotted out."""
    for value in sorted(values.values(), key=len, reverse=True):
        if len(value) >= _SHORTEST_REDACTED:
            text = text.replace(value, "•••")
    return text


def _generate(length: int) -> str:
    return "".join(random.choice(_ALPHABET) for _ in range(length))
