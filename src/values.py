"""The values of a guided form: what a template offers, what a person asked for, what Helm is given.

A template's specs are a whitelist: ``{"required": [spec…], "optional": [spec…]}``. Nothing that no spec names
ever reaches Helm. Values are kept by dotted key and become nested at the very end. No database here: whoever
calls hands in ``_``, which translates the sentences (``env._``).
"""

import json
import re
import secrets
import string
from dataclasses import dataclass, field

from .timezones import is_timezone, timezones
from .value_references import is_reference, reference, reference_problem

MAX_BYTES = 256 * 1024
MAX_TEXT = 16 * 1024
MAX_NUMBER = 2**53  # what JSON carries exactly
KEY = re.compile(r"[A-Za-z_][\w-]*(\.[A-Za-z_][\w-]*)*", re.ASCII)
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
PLACE = re.compile(r"\{(host|url|release)\}")
TEXTS = ("text", "password", "textarea")
SIZES = ("vcpu", "ram_gb", "storage_gb")
TYPES = (*TEXTS, "number", "integer", "boolean", "select")
FORMATS = ("timezone",)  # lists of values that are too long for a select


@dataclass
class Resolved:
    """``values`` and new ``secrets`` by dotted key, ``held`` secrets that stay, ``ignored`` keys, ``errors`` by key."""

    values: dict = field(default_factory=dict)
    secrets: dict = field(default_factory=dict)
    held: list = field(default_factory=list)
    ignored: list = field(default_factory=list)
    errors: dict = field(default_factory=dict)


def specs_by_key(specs):
    """All specs by their key, in the form's order, each with ``required`` told by the list or by itself."""
    both = {}
    for name in ("required", "optional"):
        for spec in (specs or {}).get(name) or []:
            both[spec["key"]] = {**spec, "required": name == "required" or bool(spec.get("required"))}
    return both


def secret_keys(specs):
    """The keys whose values are secret."""
    return [key for key, spec in specs_by_key(specs).items() if spec.get("secret")]


def resolve(specs, wanted, _, current=None, unset=(), held=(), neighbours=None):
    """What a launch (``current`` is None) or a change makes of the ``wanted`` values.

    ``current`` are the values so far and ``held`` the keys of secrets that the cluster holds; keys in ``unset``, and
    those wanted as None, go back to their default, which for a secret that can be made is a new one. ``neighbours``
    are those that a value may come from, by id. Never raises for what a person typed: the sentences are in
    ``errors``.
    """
    known = specs_by_key(specs)
    result = Resolved(ignored=sorted(key for key in {*wanted, *unset} if key not in known))
    before = current or {}
    for key, spec in known.items():
        value, goes_back = wanted.get(key), key in unset or (key in wanted and wanted[key] is None)
        is_given = value is not None and not (spec.get("secret") and value == "")
        if not is_given:
            value = spec.get("default") if goes_back or key not in before else before[key]
        if _stands_for_default(spec, value):
            value = spec["default"]
        if is_reference(value):
            result.values[key] = reference(spec, value)
        elif spec.get("secret"):
            _resolve_secret(result, spec, value if is_given else None, key in held, goes_back, _)
        elif value is not None:
            result.values[key] = value
    _check(result, known, {**dict.fromkeys(held), **before}, current is None, neighbours or {}, _)
    return result


def _stands_for_default(spec, value):
    """Whether an emptied field is one that may not be empty: nothing was entered, which is what defaults are for."""
    if value != "" or spec["type"] not in TEXTS or spec["required"] or not spec.get("default"):
        return False
    return bool(spec.get("min") or spec.get("format")) or not re.fullmatch(spec.get("pattern") or "", "")


def _resolve_secret(result, spec, value, is_held, goes_back, _):
    """A secret that is given, kept, made anew, made by the operator, given up, or missing."""
    if value is not None:
        result.secrets[spec["key"]] = value
    elif is_held and not goes_back:
        result.held.append(spec["key"])
    elif is_held and spec.get("generate"):
        result.secrets[spec["key"]] = made_secret(spec["generate"]["length"])
    elif spec["required"] and not spec.get("generate"):
        result.errors[spec["key"]] = _("This is needed.")


def made_secret(length):
    """Letters and digits that nobody can guess."""
    return "".join(secrets.choice(string.ascii_letters + string.digits) for _letter in range(length))


def _check(result, known, before, is_launch, neighbours, _):
    shown = {key for key, spec in known.items() if is_shown(spec, result.values)}
    for found in (result.values, result.secrets, result.errors):
        for key in set(found) - shown:
            del found[key]
    for key, value in [*result.values.items(), *result.secrets.items()]:
        spec = known[key]
        if sentence := value_problem(spec, value, neighbours, _):
            result.errors[key] = sentence
        elif spec.get("immutable") and not is_launch and before.get(key, value) != value:
            result.errors[key] = _("This cannot be changed after the launch.")
        elif spec["type"] == "integer" and not is_reference(value):
            result.values[key] = int(value)
    for key in shown - set(result.values) - set(result.errors):
        if known[key]["required"] and not known[key].get("secret"):
            result.errors[key] = _("This is needed.")
    if not result.errors and len(json.dumps([result.values, result.secrets])) > MAX_BYTES:
        result.errors["values"] = _("All values together may have at most 256 KB.")


def value_problem(spec, value, neighbours, _):
    """Why ``value`` does not fit ``spec``, wherever it comes from, as a sentence; None if it does."""
    if is_reference(value):
        return reference_problem(spec, value, neighbours, _)
    return problem(spec, value, _)


def is_shown(spec, values):
    """Whether the ``show_if`` of a spec (key to value, or to a list of values) holds for ``values``."""
    return all(
        values.get(key) in (wish if isinstance(wish, list) else [wish])
        for key, wish in (spec.get("show_if") or {}).items()
    )


def problem(spec, value, _):
    """Why ``value`` does not fit ``spec``, as a sentence; None if it does."""
    kind = spec["type"]
    if kind == "boolean":
        return None if isinstance(value, bool) else _("Choose yes or no.")
    if kind == "select":
        choices = [option["value"] for option in spec.get("options") or []]
        fits = any(value == choice and type(value) is type(choice) for choice in choices)
        return None if fits else _("Choose one of the options.")
    if kind in TEXTS:
        return _text_problem(spec, value, _)
    return _number_problem(spec, value, _)


def _number_problem(spec, value, _):
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not abs(value) <= MAX_NUMBER:
        return _("Enter a whole number.") if spec["type"] == "integer" else _("Enter a number.")
    if spec["type"] == "integer" and value != int(value):
        return _("Enter a whole number.")
    if spec.get("min") is not None and value < spec["min"]:
        return _("Enter at least %s.", spec["min"])
    if spec.get("max") is not None and value > spec["max"]:
        return _("Enter at most %s.", spec["max"])
    return None


def _text_problem(spec, value, _):
    if not isinstance(value, str):
        return _("Enter a text.")
    if not value:
        return _("This is needed.") if spec["required"] else None
    if UNPRINTABLE.search(value) or (spec["type"] != "textarea" and re.search(r"[\r\n]", value)):
        return _("Control characters and line breaks are not possible here.")
    if len(value) < (spec.get("min") or 0):
        return _("Enter at least %s characters.", spec["min"])
    if len(value) > min(spec.get("max") or MAX_TEXT, MAX_TEXT):
        return _("Enter at most %s characters.", min(spec.get("max") or MAX_TEXT, MAX_TEXT))
    if spec.get("pattern") and not re.fullmatch(spec["pattern"], value):
        return spec.get("help") or _("This does not have the form that is asked for.")
    if spec.get("format") == "timezone" and not is_timezone(value):
        return _("Choose a time zone from the list, such as Europe/Berlin.")
    return None


def localised(specs, lang):
    """``specs`` as a form in ``lang``: each spec's own ``translations`` of that language laid over it.

    A spec with a ``format`` gets the ``choices`` that it stands for.
    """
    return {
        name: [_localised_spec(spec, lang) for spec in (specs or {}).get(name) or []]
        for name in ("required", "optional")
    }


def option_labels(spec):
    """What each value of a choice is called, by the value as a text; empty where there is no choice."""
    return {str(option["value"]): option["label"] for option in spec.get("options") or ()}


def _localised_spec(spec, lang):
    words = (spec.get("translations") or {}).get(lang) or {}
    labels = words.get("options") or {}
    shown = {key: value for key, value in spec.items() if key != "translations"}
    shown.update((key, value) for key, value in words.items() if key != "options")
    if labels:
        shown["options"] = [{**option, "label": labels.get(str(option["value"]), option["label"])}
                            for option in spec["options"]]
    if spec.get("format") == "timezone":
        shown["choices"] = timezones()
    return shown


def size(specs, values, least):
    """How much of each of ``SIZES`` a service with ``values`` uses at most: what its options need, or ``least``."""
    total = dict(least)
    for key, spec in specs_by_key(specs).items():
        for option in spec.get("options") or []:
            if option["value"] == values.get(key):
                total.update({name: max(need, least[name]) for name, need in option.get("needs", {}).items()})
    return total


def nested(dotted):
    """``{"a.b": 1}`` as ``{"a": {"b": 1}}``."""
    tree = {}
    for key, value in dotted.items():
        *path, leaf = key.split(".")
        branch = tree
        for step in path:
            branch = branch.setdefault(step, {})
        branch[leaf] = value
    return tree


def words_in(tree):
    """All texts of a tree of values as one, to look for a place such as ``{host}`` in it."""
    return json.dumps(tree or {}, ensure_ascii=False)


def filled_in(tree, places):
    """``tree`` with each place such as ``{host}`` in its texts replaced by what ``places`` says of that word."""
    if isinstance(tree, dict):
        return {key: filled_in(value, places) for key, value in tree.items()}
    if isinstance(tree, list):
        return [filled_in(value, places) for value in tree]
    if not isinstance(tree, str):
        return tree
    return PLACE.sub(lambda found: places.get(found[1], found[0]), tree)


def merged(base, above):
    """``base`` with ``above`` laid over it, at every depth; neither is changed."""
    result = dict(base)
    for key, value in above.items():
        both_trees = isinstance(value, dict) and isinstance(result.get(key), dict)
        result[key] = merged(result[key], value) if both_trees else value
    return result
