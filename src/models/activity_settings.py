"""What the settings in the rows of the activity log are called: the log keeps keys, people read labels."""

from odoo import models

from .. import values as form
from ..value_references import is_reference, references_in

SERVICE = "woow_paas_platform.cloud_service"
SIDES = ("before", "after")


class Activity(models.Model):
    _inherit = "woow_paas_platform.activity"

    def _to_api(self, detail=False):
        """As everywhere; of services with neighbours by name, and with label and options of each setting."""
        answers = super()._to_api(detail=detail)
        told = [answer for answer in answers
                if answer["subject_model"] == "service" and (answer["before"] or answer["after"])]
        # sudo: cloud_service - the caller may read the rows, which tell of these services
        services_sudo = self.env[SERVICE].sudo().with_context(active_test=False)
        forms = {service.id: form.specs_by_key(form.localised(service.specs, self.env.lang))
                 for service in services_sudo.search([("id", "in", [answer["subject_id"] for answer in told])])}
        names = _names(services_sudo, told)
        for answer in told:
            answer["settings"] = _words(forms.get(answer["subject_id"], {}), answer)
            answer |= {side: _with_names(answer[side], names) for side in SIDES}
        return answers


def _names(services, told):
    ids = {value["from_service"] for answer in told for side in SIDES
           for value in references_in(answer[side]).values()}
    return {service.id: service.name for service in services.search([("id", "in", list(ids))])} if ids else {}


def _with_names(values, names):
    return {key: {**value, "from_service_name": names.get(value["from_service"], "")} if is_reference(value) else value
            for key, value in values.items()}


def _words(specs, answer):
    """Label and options of the settings that ``answer`` tells of."""
    after = answer["after"]
    told = {*answer["before"], *after, *(after.get("hidden_values") or ())}
    return {key: {"label": specs[key]["label"], "options": form.option_labels(specs[key])}
            for key in sorted(told & set(specs))}
