"""The first screen: figures, what needs attention and what happened lately, of all that the caller sees."""

from odoo import api, models

SERVICE = "woow_paas_platform.cloud_service"
SHOWN = 6
ACTIVITIES = 15


class Dashboard(models.AbstractModel):
    _name = "woow_paas_platform.dashboard"
    _description = "Dashboard"

    @api.model
    def _to_api(self):
        """The answer of ``GET /api/dashboard``; always as many queries, however much there is."""
        services = self.env[SERVICE]
        troubled = ["|", ("state", "=", "error"), ("state_reason", "not in", (False, ""))]
        return {
            "stats": {**self._stats(), "attention": services.search_count(troubled)},
            "attention": services.search(troubled, limit=SHOWN, order="write_date desc, id")._to_api(),
            "recent": services.search([], limit=SHOWN, order="create_date desc, id desc")._to_api(),
            "activity": self._activity(),
        }

    def _stats(self):
        by_state = dict(self.env[SERVICE]._read_group([], ["state"], ["__count"]))
        by_template = self.env[SERVICE]._read_group([], ["template_id"], ["__count"])
        return {
            "workspaces": self.env["woow_paas_platform.workspace"].search_count([]),
            "services": sum(by_state.values()),
            "by_state": by_state,
            "monthly_cost": {
                # sudo: cloud_app_template - the price of a service stays known when its template is withdrawn
                "amount": sum(template.sudo().monthly_price * count for template, count in by_template),
                "currency": self.env.company.currency_id.name,
            },
        }

    def _activity(self):
        return self.env["woow_paas_platform.activity"]._newest(ACTIVITIES)._to_api()
