"""Words to find an application by."""

from odoo import fields, models

from ..compat import Constraint


class CloudAppTag(models.Model):
    _name = "woow_paas_platform.cloud_app_tag"
    _description = "Application tag"
    _inherit = ["woow_paas_platform.shipped_record"]
    _shipped_key = ("name",)
    _order = "name, id"

    name = fields.Char(required=True, translate=True)
    color = fields.Integer()

    _name_unique = Constraint("UNIQUE(name)", "This tag exists already.")
