"""Clocks that stand still, so that no window ends in the middle of a test, whatever the hour and the machine."""

from unittest.mock import patch

from odoo import fields

from ..src.models import rate_limit

COUNT = rate_limit.COUNT
CLOCK = "clock_timestamp()"
THEN = 1_800_000_000  # seconds; here a minute, five minutes and an hour begin


def count_at(case, second=10.0):
    """Calls are counted ``second`` seconds after ``THEN``, until the test is over or this is called again."""
    case.assertIn(CLOCK, COUNT)
    still = COUNT.replace(CLOCK, f"to_timestamp({THEN + second})")
    case.enterContext(patch.object(rate_limit, "COUNT", still))


def stop_odoo(case):
    """Odoo's own clock (``fields.Datetime.now``) stands still until the test is over; the moment at which it does."""
    moment = fields.Datetime.now()
    case.enterContext(patch.object(fields.Datetime, "now", staticmethod(lambda *_args: moment)))
    return moment
