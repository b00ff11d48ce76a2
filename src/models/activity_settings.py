"""What the settings in the rows of the activity log are called: the log keeps keys, people read labels."""

from odoo import models

from .. import values as form
from ..value_references import is_reference, references_in

SERVICE = "woow_paas_platform.cloud_service"


class Activity(models.Model):
    _inherit = "woow_paas_platform.activity"

    def _settings_told(self):
        """By row's id: ``before`` and ``after`` with neighbours by name, and label and options of each setting."""
        # sudo: cloud_service - the caller may read the rows, which tell of these services
        services_sudo = self.env[SERVICE].sudo().with_context(active_test=False)
        rows = self.filtered(lambda row: row.subject_model == "service" and (row.before or row.after))
        forms = {service.id: form.specs_by_key(form.localised(service.specs, self.env.lang))
                 for service in services_sudo.search([("id", "in", rows.mapped("subject_id"))])}
        names = _names(services_sudo, rows)
        return {row.id: {
            "before": _with_names(row.before, names), "after": _with_names(row._after_told(), names),
            "settings": _words(forms.get(row.subject_id, {}), row),
        } for row in rows}


def _names(services, rows):
    ids = {value["from_service"] for row in rows for side in (row.before, row.after)
           for value in references_in(side).values()}
    return {service.id: service.name for service in services.search([("id", "in", list(ids))])} if ids else {}


def _with_names(values, names):
    return {key: {**value, "from_service_name": names.get(value["from_service"], "")} if is_reference(value) else value
            for key, value in (values or {}).items()}


def _words(specs, row):
    """Label and options of the settings that ``row`` tells of."""
    after = row.after or {}
    told = {*(row.before or {}), *after, *(after.get("hidden_values") or ())}
    return {key: {"label": specs[key]["label"], "options": form.option_labels(specs[key])}
            for key in sorted(told & set(specs))}
