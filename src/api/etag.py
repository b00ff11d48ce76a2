"""``ETag`` and ``If-Match`` (RFC 9110, 8.8.3 and 13.1.1): a record's version is its generation."""

from odoo import _
from odoo.http import request

from .errors import VersionChanged


def etag_of(generation):
    """The entity tag of a generation."""
    return f'"{generation}"'


def check_if_match(generation):
    """Refuse with VersionChanged if the request's ``If-Match`` names another generation."""
    wanted = request.httprequest.headers.get("If-Match", "*")
    tags = {tag.strip() for tag in wanted.split(",")}
    if not tags & {"*", etag_of(generation)}:
        raise VersionChanged(_("Somebody changed this in the meantime. Load it anew and try again."))
