"""The caller's language and time zone in the session."""

from odoo.http import request


def follow_preferences():
    """Give session and request the caller's language and time zone, which may have changed since they signed in."""
    preferences = dict(request.env["res.users"].context_get())
    if preferences != request.session.context:
        request.session.context = preferences
    request.update_context(**preferences)
