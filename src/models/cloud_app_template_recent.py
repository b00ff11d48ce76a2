"""What a person launched lately, which the marketplace shows first."""

from odoo import api, models

RECENT = 6


class CloudAppTemplate(models.Model):
    _inherit = "woow_paas_platform.cloud_app_template"

    @api.model
    def _recent_ids(self):
        """Ids of what the caller launched lately, the newest first; one query."""
        # sudo: cloud_service - of the caller's own launches only which application it was, also of deleted ones
        services_sudo = self.env["woow_paas_platform.cloud_service"].sudo().with_context(active_test=False)
        rows = services_sudo._read_group(
            [("create_uid", "=", self.env.uid)], ["template_id"], order="create_date:max desc, template_id",
            limit=RECENT)
        return [template.id for template, in rows]

    def _recent_first(self):
        """These in their order, but what the caller launched lately before the rest."""
        ids = self._recent_ids()
        return self.sorted(lambda template: ids.index(template.id) if template.id in ids else RECENT)
