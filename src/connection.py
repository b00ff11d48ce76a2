"""How an application says that it can be reached: its template's ``connection``, checked when it is saved.

``inside`` lists what a neighbour needs (a host, a port, values of the form, secrets), ``outside`` is a sentence for
those who come from elsewhere, ``uri`` an address with places for the same. Both texts may stand in other languages
below ``translations``.
"""

import re

from .values import KEY

KINDS = ("host", "port", "value", "secret", "text")
NEEDED = {"value": "key", "secret": "key", "text": "text"}
PLACE = re.compile(r"\{([^{}]*)\}")
ATTRIBUTES = {"inside", "outside", "uri", "translations"}


def problem_of(connection, _):
    """What is wrong with ``connection`` as a sentence translated by ``_``; None if nothing is, or if it is empty."""
    if not connection:
        return None
    if not isinstance(connection, dict) or set(connection) - ATTRIBUTES:
        return _("A connection is an object with “inside”, “outside”, “uri” and “translations”.")
    entries = connection.get("inside", [])
    if not isinstance(entries, list) or not all(map(_is_entry, entries)):
        return _("Each entry of “inside” has a “label”, a “kind” (%s) and its “key” or “text”.", ", ".join(KINDS))
    if any(not isinstance(connection.get(name, ""), str) for name in ("outside", "uri")):
        return _("“outside” and “uri” are texts.")
    unknown = [place for place in PLACE.findall(connection.get("uri", ""))
               if place not in ("host", "port") and not KEY.fullmatch(place)]
    return _("“uri” has the place {%s}, which is no key.", unknown[0]) if unknown else None


def _is_entry(entry):
    if not isinstance(entry, dict) or entry.get("kind") not in KINDS or not isinstance(entry.get("label"), str):
        return False
    needed = NEEDED.get(entry["kind"])
    if set(entry) - {"label", "kind", needed, "translations"} or not isinstance(entry.get(needed, ""), str):
        return False
    return needed != "key" or bool(KEY.fullmatch(entry.get("key", "")))


def localised(connection, lang):
    """``connection`` in ``lang``: its own ``translations`` laid over it."""
    return {
        **_localised(connection or {}, lang),
        "inside": [_localised(entry, lang) for entry in (connection or {}).get("inside", [])],
    }


def _localised(part, lang):
    words = (part.get("translations") or {}).get(lang) or {}
    return {**{key: value for key, value in part.items() if key != "translations"}, **words}


def address(uri, known, secret_keys):
    """``uri`` with its places filled in by ``known``; a secret's place stays as ``<key>``, to be replaced by hand.

    "" while something that is no secret is not known yet.
    """
    if any(place not in secret_keys and known.get(place) in (None, "") for place in PLACE.findall(uri)):
        return ""
    return PLACE.sub(lambda found: f"<{found[1]}>" if found[1] in secret_keys else str(known[found[1]]), uri)
