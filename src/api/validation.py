"""Pydantic's findings told as one sentence a field, in the caller's language."""

from odoo import _
from pydantic import ValidationError

from .call import check_text
from .errors import Invalid


def validated(schema, values, strict):
    """An instance of ``schema``; ``strict`` for JSON, lax for what came as text in a query.

    Raises ``Invalid`` whose ``fields`` names each wrong field.
    """
    try:
        return schema.model_validate(values, strict=strict)
    except ValidationError as error:
        fields = {_field(finding["loc"]): _sentence(finding) for finding in error.errors(include_url=False)}
        raise Invalid(_("Please check these fields: %s.", ", ".join(fields)), fields) from error


def refuse_all(values):
    """Raise ``Invalid`` for a route that takes none of ``values``; nothing if there are none."""
    if values:
        fields = dict.fromkeys(values, _("There is no such field."))
        raise Invalid(_("Please check these fields: %s.", ", ".join(fields)), fields)


def query_values(arguments):
    """The query string as a dict of texts; a repeated name is its last value."""
    values = arguments.to_dict()
    for name, value in arguments.items(multi=True):
        check_text("query", name)
        check_text(name, value)
    return values


def _field(location):
    return ".".join(str(part) for part in location) or "body"


def _sentence(finding):
    """What a person reads for one finding of pydantic; its own words where we know no better ones."""
    kind, limits = finding["type"], finding.get("ctx", {})
    if kind == "value_error":
        return str(limits["error"])
    sentences = {
        "missing": lambda: _("This is required."),
        "extra_forbidden": lambda: _("There is no such field."),
        "string_type": lambda: _("This must be a text."),
        "string_too_short": lambda: _("This must have at least %s characters.", limits["min_length"]),
        "string_too_long": lambda: _("This must have at most %s characters.", limits["max_length"]),
        "string_pattern_mismatch": lambda: _("This is not written in the right form."),
        "int_type": lambda: _("This must be a whole number."),
        "int_parsing": lambda: _("This must be a whole number."),
        "int_from_float": lambda: _("This must be a whole number."),
        "bool_type": lambda: _("This must be true or false."),
        "bool_parsing": lambda: _("This must be true or false."),
        "dict_type": lambda: _("This must be an object."),
        "list_type": lambda: _("This must be a list."),
        "datetime_parsing": lambda: _("This must be a moment such as 2026-01-31T12:00:00Z."),
        "datetime_from_date_parsing": lambda: _("This must be a moment such as 2026-01-31T12:00:00Z."),
        "literal_error": lambda: _("This must be one of: %s.", limits["expected"]),
        "greater_than": lambda: _("This must be greater than %s.", limits["gt"]),
        "greater_than_equal": lambda: _("This must be at least %s.", limits["ge"]),
        "less_than_equal": lambda: _("This must be at most %s.", limits["le"]),
        "too_long": lambda: _("This must have at most %s entries.", limits["max_length"]),
    }
    return sentences[kind]() if kind in sentences else finding["msg"]
