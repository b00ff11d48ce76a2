"""What differs between Odoo 18 and Odoo 19, so that no other module needs to know."""

from odoo import models, release

if hasattr(models, "Constraint"):
    Constraint = models.Constraint
else:

    class Constraint:
        """Odoo 19's ``models.Constraint`` on Odoo 18: ``_unique_name = Constraint("UNIQUE(name)", "A sentence.")``."""

        def __init__(self, definition, message):
            self.definition = definition
            self.message = message

        def __set_name__(self, owner, name):
            inherited = list(owner.__dict__.get("_sql_constraints", ()))
            owner._sql_constraints = [*inherited, (name.removeprefix("_"), self.definition, self.message)]


def sign_in(request, credential):
    """Sign ``request``'s session in with ``credential``; raises like ``session.authenticate``.

    Odoo 18 wants the database's name for it, Odoo 19 an environment.
    """
    place = request.env if release.version_info[0] >= 19 else request.db
    return request.session.authenticate(place, credential)
