"""Values of a workspace's document that come from another of its services, told by that one's name.

``{"from_service": "Database", "key": "auth.password"}`` in the document is ``{"from_service": 12, …}`` in a
workspace. No database here.
"""

from .value_references import Neighbour, is_reference, references_in
from .values import specs_by_key


def named(values, names):
    """``values`` with names in place of ids; those of services that are not among ``names`` are left out."""
    return {
        key: {**value, "from_service": names[value["from_service"]]} if is_reference(value) else value
        for key, value in (values or {}).items()
        if not is_reference(value) or value["from_service"] in names
    }


def numbered(values, numbers):
    """The other way round: ids in place of names; 0, which no service has, for a name that is not there."""
    return {
        key: {**value, "from_service": numbers.get(value["from_service"], 0)} if is_reference(value) else value
        for key, value in values.items()
    }


def as_neighbour(name, provides, specs):
    """A service that is yet to be made, as those that want a value of it see it."""
    return Neighbour(name, provides or "", frozenset(specs_by_key(specs)))


def ambiguous(rows):
    """Place and key of each value that comes from a service whose name others have, too."""
    names = [row["name"] for row in rows]
    return [(place, key) for place, row in enumerate(rows)
            for key, value in references_in(row["values"]).items() if names.count(value["from_service"]) > 1]


def in_order(rows):
    """``rows`` so that each comes after those it takes values from, and those that wait for one another in a circle."""
    waiting, ordered, made = list(rows), [], set()
    while ready := [row for row in waiting if _sources(row) <= made]:
        ordered += ready
        made |= {row["name"] for row in ready}
        waiting = [row for row in waiting if row not in ready]
    return ordered, waiting


def _sources(row):
    return {value["from_service"] for value in references_in(row["values"]).values()}
