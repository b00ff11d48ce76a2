"""How values look in JSON."""

from odoo.tools import SQL


def iso(moment):
    """A naive UTC moment as ``2026-01-01T00:00:00Z``; None for none."""
    return moment.isoformat(timespec="seconds") + "Z" if moment else None


def iso_sql(column):
    """The same as SQL, of a column."""
    return SQL("replace(date_trunc('second', %s)::text, ' ', 'T') || 'Z'", column)
