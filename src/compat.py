"""What differs between Odoo 18 and Odoo 19, so that no other module needs to know."""

from odoo import models

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
