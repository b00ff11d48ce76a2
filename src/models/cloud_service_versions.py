"""Versions of a service's application: what is offered, and what differs between two generations."""

from odoo import _, api, fields, models

from .. import values as form
from ..api.errors import Invalid, NotFound
from .cloud_service_preview import values_that_differ


class CloudAppTemplate(models.Model):
    _inherit = "woow_paas_platform.cloud_app_template"

    def _version_to_launch(self, chart_version="", closest=False):
        """The version with that number if it is offered; the newest one without a number.

        Raises ``Invalid`` for another number, unless the ``closest``, which is the newest, will do, too.
        """
        offered = self.version_ids.filtered("is_offered")
        wanted = offered.filtered(lambda version: version.chart_version == chart_version)
        if chart_version and not wanted and not closest:
            sentence = _("Version %s is not offered.", chart_version)
            raise Invalid(sentence, {"version": sentence})
        return wanted or self.latest_version_id


class CloudService(models.Model):
    _inherit = "woow_paas_platform.cloud_service"

    update_available = fields.Char(
        compute="_compute_update_available", compute_sudo=True, help="The newest version that is offered, if newer.")

    @api.depends("state", "chart_version", "template_id.version_ids.is_offered", "template_id.version_ids.precedence")
    def _compute_update_available(self):
        for service in self:
            is_there = service.state not in ("deleting", "deleted")
            newer = service.template_id.version_ids._newer_than(service.chart_version) if is_there else []
            service.update_available = newer[0].chart_version if newer else ""

    @api.private
    def list_versions(self):
        """What is offered, and the version of now; the newest first."""
        service_sudo = self._elevated_for("service.view")
        versions = service_sudo.template_id.version_ids
        newer, current = versions._newer_than(service_sudo.chart_version), service_sudo.chart_version
        shown = versions.filtered(lambda version: version.is_offered or version.chart_version == current)
        return [
            {"version": version.chart_version, "app_version": version.app_version or "", "notes": version.notes or "",
             "current": version.chart_version == current, "newer": version in newer}
            for version in shown.with_env(service_sudo.env).sorted("precedence", reverse=True)
        ]

    @api.private
    def compare_revisions(self, generation, against=None):
        """What differs between two generations; ``against`` is the one before unless told.

        Raises ``NotFound`` for a generation that there never was.
        """
        service_sudo = self._elevated_for("service.view")
        newer = service_sudo._intent(generation)
        older = service_sudo._intent(against) if against else newer._one_before()
        if not newer or (against and not older):
            raise NotFound(_("There is no such generation."))
        specs = {**form.specs_by_key(form.localised(service_sudo._form_at(older)["specs"], self.env.lang)),
                 **form.specs_by_key(form.localised(service_sudo._form_at(newer)["specs"], self.env.lang))}
        rows = values_that_differ(specs, older.values or {}, newer.values or {}, newer.hidden_keys or ())
        return {
            "values": service_sudo._with_names(rows),
            "chart_version": {"before": older.chart_version or "", "after": newer.chart_version or ""},
            "host": {"before": older.host_name_id.name or "", "after": newer.host_name_id.name or ""},
        }
