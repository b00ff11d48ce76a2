"""Whether a template's specs make sense, told when they are saved and not when a customer launches."""

import re

from .values import FORMATS, KEY, SIZES, TEXTS, TYPES, problem

ATTRIBUTES = (
    "key", "label", "type", "default", "options", "required", "min", "max", "pattern", "format", "help",
    "placeholder", "secret", "generate", "immutable", "from", "show_if", "group", "translations",
)
TRANSLATED = {"label", "help", "placeholder", "group", "options"}
FLAGS = ("required", "secret", "immutable")
SENTENCES = ("help", "placeholder", "group", "pattern")


def ordered(specs):
    """``specs`` in the order in which people write them; the database keeps another one."""
    return {
        name: [{key: spec[key] for key in ATTRIBUTES if key in spec} for spec in (specs or {}).get(name) or []]
        for name in ("required", "optional")
    }


def problems_of(specs, _):
    """What is wrong with ``helm_value_specs``, a sentence each, translated by ``_``; none if nothing is."""
    if not isinstance(specs, dict) or set(specs) - {"required", "optional"}:
        return [_("Specs are an object with the lists “required” and “optional”.")]
    lists = [specs.get(name) or [] for name in ("required", "optional")]
    if not all(isinstance(entries, list) for entries in lists):
        return [_("“required” and “optional” are lists.")]
    entries = lists[0] + lists[1]
    found = [sentence for entry in entries for sentence in _spec_problems(entry, _)]
    return found or _problems_between(entries, _)


def _spec_problems(spec, _):
    if not isinstance(spec, dict) or not isinstance(spec.get("key"), str) or not KEY.fullmatch(spec["key"]):
        return [_("Each spec has a “key”: a dotted Helm path such as “auth.password”.")]
    checks = (_shape_problem, _bounds_problem, _options_problem, _pattern_problem, _format_problem, _secret_problem,
              _default_problem, _from_problem, _translations_problem)
    sentence = next(filter(None, (check(spec, _) for check in checks)), None)
    return [f"{spec['key']}: {sentence}"] if sentence else []


def _shape_problem(spec, _):
    if unknown := set(spec).difference(ATTRIBUTES):
        return _("“%s” is not an attribute of a spec.", min(unknown))
    if spec.get("type") not in TYPES:
        return _("“type” is one of %s.", ", ".join(TYPES))
    if not isinstance(spec.get("label"), str) or not spec["label"].strip():
        return _("“label” is needed.")
    if any(not isinstance(spec.get(name, False), bool) for name in FLAGS):
        return _("“required”, “secret” and “immutable” are true or false.")
    if any(not isinstance(spec.get(name, ""), str) for name in SENTENCES):
        return _("“help”, “placeholder”, “group” and “pattern” are texts.")
    return None


def _bounds_problem(spec, _):
    low, high = spec.get("min"), spec.get("max")
    if any(bound is not None and (isinstance(bound, bool) or not isinstance(bound, (int, float)))
           for bound in (low, high)):
        return _("“min” and “max” are numbers.")
    if low is not None and high is not None and low > high:
        return _("“min” is more than “max”.")
    return None


def _options_problem(spec, _):
    if spec["type"] != "select":
        return _("Only a select has “options”.") if "options" in spec else None
    options = spec.get("options")
    if not isinstance(options, list) or not options:
        return _("A select needs “options”.")
    if not all(isinstance(option, dict) and set(option) - {"needs"} == {"value", "label"} for option in options):
        return _("Each option has “value” and “label”.")
    if not all(_is_size(option.get("needs", {})) for option in options):
        return _("“needs” of an option says %s as numbers.", ", ".join(SIZES))
    return None


def _is_size(needs):
    return isinstance(needs, dict) and set(needs) <= set(SIZES) and all(
        isinstance(need, (int, float)) and not isinstance(need, bool) and need >= 0 for need in needs.values())


def _pattern_problem(spec, _):
    if "pattern" not in spec:
        return None
    if spec["type"] not in TEXTS:
        return _("Only texts have a “pattern”.")
    try:
        re.compile(spec["pattern"])
    except re.error:
        return _("“pattern” is not a regular expression.")
    return None


def _format_problem(spec, _):
    if "format" not in spec:
        return None
    if spec["type"] != "text" or spec.get("secret"):
        return _("Only plain texts have a “format”.")
    return None if spec["format"] in FORMATS else _("“format” is one of %s.", ", ".join(FORMATS))


def _secret_problem(spec, _):
    if spec.get("secret") and spec["type"] not in TEXTS:
        return _("Only a text can be secret.")
    if spec.get("secret") and spec.get("default") is not None:
        return _("A secret has no default.")
    if "generate" not in spec:
        return None
    length = spec["generate"].get("length") if isinstance(spec["generate"], dict) else None
    if not spec.get("secret") or isinstance(length, bool) or not isinstance(length, int) or not 8 <= length <= 128:
        return _("“generate” is for secrets and says a “length” from 8 to 128.")
    return None


def _default_problem(spec, _):
    if spec.get("default") is None:
        return None
    sentence = problem({**spec, "required": False}, spec["default"], _)
    return _("the default does not fit: %s", sentence) if sentence else None


def _from_problem(spec, _):
    source = spec.get("from")
    if source is None:
        return None
    if not isinstance(source, dict) or set(source) != {"provides", "key"} or not all(
        isinstance(part, str) for part in source.values()
    ):
        return _("“from” names what a neighbour “provides” and the “key” of it.")
    if source["key"] not in ("@host", "@port") and not KEY.fullmatch(source["key"]):
        return _("The “key” of “from” is @host, @port or a dotted Helm path.")
    return None


def _translations_problem(spec, _):
    translations = spec.get("translations", {})
    if not isinstance(translations, dict) or not all(
        isinstance(words, dict) and set(words) <= TRANSLATED for words in translations.values()
    ):
        return _("“translations” says %s by language.", ", ".join(sorted(TRANSLATED)))
    return None


def _problems_between(specs, _):
    keys = [spec["key"] for spec in specs]
    if len(set(keys)) < len(keys):
        return [_("A key is used twice.")]
    inside = next((key for key in keys for other in keys if key.startswith(f"{other}.")), None)
    if inside:
        return [_("%s: lies inside another key.", inside)]
    plain = {spec["key"] for spec in specs if not spec.get("secret")}
    for spec in specs:
        condition = spec.get("show_if") or {}
        if not isinstance(condition, dict) or set(condition) - (plain - {spec["key"]}):
            return [_("%s: “show_if” names another key that is not secret, and its value.", spec["key"])]
    return []
