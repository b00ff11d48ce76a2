"""Finding what a path names, under the caller's own rules."""

from odoo.http import request

from ..api.errors import NotFound
from ..api.refusals import not_found_sentence
from ..api.routes import WORKSPACE


def found(model, record_id, *domain):
    """The record of ``model`` with this id that the caller may see.

    ``domain`` is what it has to match besides. Raises ``NotFound`` for unknown and foreign alike.
    """
    record = request.env[model].search([("id", "=", record_id), *domain], limit=1)
    if not record:
        raise NotFound(not_found_sentence())
    return record


def found_workspace(workspace_id):
    """The workspace with this id, archived or not; raises ``NotFound`` like ``found``."""
    return found(WORKSPACE, workspace_id, ("active", "in", (True, False)))
