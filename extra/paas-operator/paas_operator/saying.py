"""What the operator says to people, as data: keys of one table (`sentences.py`) with named parameters.

Odoo has the same table and translates by it, so a sentence reaches each reader in their own language; the English text
travels beside it for whoever does not know the key. Words of others (the cluster's, Helm's, a program's) are parameters
and stay as they are.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from paas_operator.sentences import PLAIN, SENTENCES

Json = dict[str, Any]
Param = str | int
Reason = dict[str, Any]
"""A machine-readable cause and what to say about it: `{"code", "message", "said"}`."""

LONGEST_QUOTE = 400


@dataclass(frozen=True)
class Saying:
    """One sentence or several: each a key of the table with its parameters."""

    parts: tuple[tuple[str, tuple[tuple[str, Param], ...]], ...] = ()

    def __add__(self, more: "Saying") -> "Saying":
        return Saying(self.parts + more.parts)

    def __str__(self) -> str:
        return " ".join(SENTENCES[key] % dict(params) for key, params in self.parts)

    @property
    def code(self) -> str:
        """What the first key begins with: sentences of one code differ behind a dot."""
        return self.parts[0][0].partition(".")[0]

    def naming(self, **more: Param) -> "Saying":
        """The same with further parameters for every sentence."""
        return Saying(tuple((key, (*params, *more.items())) for key, params in self.parts))

    def mapped(self, change: Callable[[str], str]) -> "Saying":
        """The same with every text among the parameters changed, as for blotting out secrets."""
        return Saying(
            tuple(
                (key, tuple((name, change(p) if isinstance(p, str) else p) for name, p in params))
                for key, params in self.parts
            )
        )

    def to_json(self) -> Json:
        """`message` in English, and `said`, the same as data; empty where a part is none of the table's own."""
        said = [{"key": key, "params": dict(params)} for key, params in self.parts]
        return {"message": str(self), "said": said if all(part["key"] != PLAIN for part in said) else []}

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> "Saying":
        """What `to_json` gave, also when it was an operator that knew fewer or other sentences."""
        try:
            found = cls(tuple((part["key"], tuple(part["params"].items())) for part in raw["said"]))
            return found if str(found) == raw["message"] else say(PLAIN, text=raw["message"])
        except (KeyError, TypeError, ValueError):
            return say(PLAIN, text=raw.get("message", ""))


NOTHING = Saying()


def say(key: str, /, **params: Param) -> Saying:
    """One sentence of the table."""
    return Saying(((key, tuple(params.items())),))


def quote(key: str, text: str) -> Saying:
    """Words of others, on one line and not endless; nothing when they are empty.

    No word is cut: half a secret would not be blotted out any more.
    """
    words = re.sub(r"\s+", " ", text).strip().rstrip(".")
    if len(words) > LONGEST_QUOTE:
        words = words[:LONGEST_QUOTE].rpartition(" ")[0] + " …"
    return say(key, text=words) if words else NOTHING


def reason(code: str, saying: Saying) -> Reason:
    return {"code": code, **saying.to_json()}
