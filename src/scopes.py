"""What a token may be allowed: one table. Which route takes which scope stands in ``src/api/routes.py``.

A route without a scope is reached by no token.
"""

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

SCOPES = {
    "workspace:read": _lt("See workspaces, their members and what happened"),
    "service:read": _lt("See applications and services, without their secrets"),
    "service:write": _lt("Launch, change, stop and delete services"),
}
