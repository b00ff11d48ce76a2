"""How values look in JSON."""


def iso(moment):
    """A naive UTC moment as ``2026-01-01T00:00:00Z``; None for none."""
    return moment.replace(microsecond=0).isoformat() + "Z" if moment else None
