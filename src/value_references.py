"""Values that come from another service of the workspace: ``{"from_service": 12, "key": "auth.password"}``.

A spec allows one with ``from``: ``{"provides": "postgresql", "key": "auth.password" | "@host" | "@port"}``. The
operator reads the value when it carries a generation out; Odoo never sees it. No database here.
"""

from dataclasses import dataclass, field

PLACES = ("@host", "@port")


@dataclass
class Neighbour:
    """A living service of the same workspace: what it provides, and the keys that it has a value or a secret for."""

    name: str
    provides: str = ""
    keys: frozenset = field(default_factory=frozenset)


def is_reference(value):
    """Whether a value is to come from another service."""
    return isinstance(value, dict) and "from_service" in value


def reference(spec, value):
    """``value`` as it is kept; its key is the one that ``spec`` names, unless another one was asked for."""
    source = spec.get("from") or {}
    return {"from_service": value["from_service"], "key": value.get("key") or source.get("key") or ""}


def references_in(values):
    """Those of ``values`` that come from other services, by dotted key."""
    return {key: value for key, value in (values or {}).items() if is_reference(value)}


def own_values(values):
    """Those of ``values`` that are the service's own."""
    return {key: value for key, value in (values or {}).items() if not is_reference(value)}


def reference_problem(spec, value, neighbours, _):
    """Why ``value`` cannot come from where it says, as a sentence; None if it can."""
    source = spec.get("from")
    if not source or value["key"] != source["key"]:
        return _("This value cannot be taken from another service.")
    neighbour = neighbours.get(value["from_service"])
    if neighbour is None:
        return _("The service it comes from is not there any more. Choose another one, or enter a value.")
    if neighbour.provides != source["provides"] or source["key"] not in {*PLACES, *neighbour.keys}:
        return _("“%s” has nothing that can be used here.", neighbour.name)
    return None
