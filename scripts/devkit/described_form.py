"""The forms of the shelf as the descriptions of charts need them: read, filled in as a person might, told apart."""

import hashlib
import importlib
import json
import sys
from pathlib import Path
from types import ModuleType

CHECKOUT = Path(__file__).resolve().parents[2]
DATA = CHECKOUT / "src" / "data"
TELLING = ("key", "type", "default", "required", "secret", "show_if")


def _values():
    """`src/values.py`, which needs no Odoo, in a package of the same files without the code around them, which does."""
    package = ModuleType("woow_forms")
    package.__path__ = [str(CHECKOUT / "src")]
    sys.modules.setdefault(package.__name__, package)
    return importlib.import_module("woow_forms.values")


values = _values()


class Form:
    """The form and the fixed values of one application of the shelf."""

    def __init__(self, application: str) -> None:
        self.specs = json.loads((DATA / "forms" / f"{application}.json").read_text())
        fixed = DATA / "fixed" / f"{application}.json"
        self.fixed = json.loads(fixed.read_text()) if fixed.exists() else {}
        self.by_key = values.specs_by_key(self.specs)

    def digest(self) -> str:
        """Changes with all that changes what the chart renders."""
        told = [
            [*(spec.get(name) for name in TELLING), [option["value"] for option in spec.get("options") or []]]
            for spec in self.by_key.values()
        ]
        return hashlib.sha256(json.dumps([told, self.fixed], sort_keys=True).encode()).hexdigest()[:16]

    def fillings(self, places: dict[str, str]) -> list[dict]:
        """Helm's values for the form as it opens, and with every field of it shown."""
        return [self._filled(wish, places) for wish in ({}, self._showing_all())]

    def _showing_all(self) -> dict:
        wishes = [spec.get("show_if") or {} for spec in self.by_key.values()]
        return {key: wish[0] if isinstance(wish, list) else wish for all_of in wishes for key, wish in all_of.items()}

    def _filled(self, wish: dict, places: dict[str, str]) -> dict:
        given = {}
        for key, spec in self.by_key.items():
            value = wish.get(key, spec.get("default"))
            given[key] = _sample(spec) if value is None and (spec["required"] or spec.get("secret")) else value
        given = {key: value for key, value in given.items() if value is not None}
        plain = {key: value for key, value in given.items() if not self.by_key[key].get("secret")}
        shown = {key: value for key, value in given.items() if values.is_shown(self.by_key[key], plain)}
        return values.merged(values.filled_in(self.fixed, places), values.nested(shown))


def _sample(spec: dict) -> object:
    if spec["type"] in ("integer", "number"):
        return spec.get("min") or 1
    return "s3cretS3cret" * 4 if spec.get("secret") else "sample"
