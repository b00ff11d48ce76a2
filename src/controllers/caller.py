"""The caller and what the platform can do."""

from odoo.http import Controller, request

from ..api.endpoint import endpoint
from .preferences import follow_preferences


class CallerController(Controller):
    @endpoint("GET", "/api/me")
    def get_me(self):
        return request.env.user._to_api()[0]

    @endpoint("PATCH", "/api/me")
    def update_me(self, body):
        request.env.user._update_preferences(**body.model_dump(exclude_unset=True))
        follow_preferences()
        return request.env.user._to_api()[0]

    @endpoint("GET", "/api/config")
    def get_config(self):
        return request.env["woow_paas_platform.platform"]._to_api()

    @endpoint("GET", "/api/dashboard")
    def get_dashboard(self):
        return request.env["woow_paas_platform.dashboard"]._to_api()
