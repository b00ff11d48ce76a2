"""What the operator reports."""

from odoo import _
from odoo.http import Controller, request

from ..api.endpoint import endpoint
from ..api.errors import Invalid
from ..api.operator_signature import DELIVERY, SIGNATURE, is_delivery
from ..api.routes import SERVICE

DELIVERIES = "woow_paas_platform.event_delivery"


class OperatorController(Controller):
    @endpoint("POST", "/api/operator/events")
    def take_events(self, body):
        headers = request.httprequest.headers
        delivery = headers.get(DELIVERY, "")
        if not is_delivery(delivery):
            sentence = _("This must be a UUID.")
            raise Invalid(sentence, {DELIVERY: sentence})
        # sudo: event_delivery - the operator is no user; its signature was checked
        request.env[DELIVERIES].sudo()._take(delivery, headers[SIGNATURE])
        # sudo: cloud_service - as above, and it only reports on what it was asked for
        services_sudo = request.env[SERVICE].sudo()
        for status in body.events:
            services_sudo._apply_status(status.model_dump(exclude_unset=True))
        services_sudo._operator_is_here()
