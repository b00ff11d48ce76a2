"""How a controller method becomes a route of the table."""

from odoo import http

from . import dispatcher  # noqa: F401 - registers the type "paas_api" before the first route uses it
from .routes import route_of


def endpoint(verb, rule):
    """Serve the table's route for ``verb`` on ``rule`` with the decorated method.

    The method gets the path's arguments, and ``body`` or ``query`` if the route has such a schema; it answers
    data or an ``Answer``. KeyError at load time if the table has no such route.
    """
    route = route_of(verb, rule)
    return http.route(
        rule, type="paas_api", auth=route.auth, methods=list(route.verbs),
        readonly=route.reads and not route.bare, paas_route=route,
    )
