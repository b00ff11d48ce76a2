"""Names of time zones that an application can be given, wherever its image comes from."""

from functools import cache

UTC = "UTC"


def is_timezone(name):
    """Whether every tz database knows ``name``."""
    return name == UTC or name in timezones()


@cache
def timezones():
    """The zones of the tz database's ``zone.tab``, and UTC, in order.

    Older spellings such as Asia/Calcutta or US/Pacific are left out: they are links that a distribution may keep in a
    package of their own (Debian: tzdata-legacy), and a server that does not find its zone does not start.
    """
    import pytz  # here: Odoo brings it, and scripts that only read forms do without

    return sorted({UTC, *(zone for zones in pytz.country_timezones.values() for zone in zones)})
