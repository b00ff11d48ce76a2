"""Shelves of the marketplace."""

from odoo import fields, models

from ..compat import Constraint


class CloudAppCategory(models.Model):
    _name = "woow_paas_platform.cloud_app_category"
    _description = "Application category"
    _inherit = ["woow_paas_platform.shipped_record"]
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    slug = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    template_ids = fields.One2many("woow_paas_platform.cloud_app_template", "category_id", "Templates")

    _slug_unique = Constraint("UNIQUE(slug)", "Another category has this short name.")

    def _to_api(self, detail=False):
        """One dict a category, with how many templates the caller finds in it."""
        groups = self.env["woow_paas_platform.cloud_app_template"]._read_group(
            [("category_id", "in", self.ids), ("is_published", "=", True)], ["category_id"], ["__count"])
        counts = {category.id: count for category, count in groups}
        return [
            {"id": category.id, "name": category.name, "slug": category.slug,
             "template_count": counts.get(category.id, 0)}
            for category in self
        ]
