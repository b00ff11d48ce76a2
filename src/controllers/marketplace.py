"""Applications to choose from."""

from odoo.http import Controller, request

from ..api.endpoint import endpoint
from ..api.paging import listing
from ..api.routes import TEMPLATES
from .lookup import found

TEMPLATE = "woow_paas_platform.cloud_app_template"
CATEGORY = "woow_paas_platform.cloud_app_category"
HOST_NAME = "woow_paas_platform.host_name"


class MarketplaceController(Controller):
    @endpoint("GET", TEMPLATES)
    def list_templates(self, query):
        templates = request.env[TEMPLATE]
        domain = templates._marketplace_domain(query.search, query.category)
        return listing(templates, domain, query, {"name": "name", "monthly_price": "monthly_price"}, search=())

    @endpoint("GET", f"{TEMPLATES}/<int:template_id>")
    def get_template(self, template_id):
        return found(TEMPLATE, template_id)._to_api(detail=True)[0]

    @endpoint("GET", "/api/cloud/categories")
    def list_categories(self, query):
        return listing(request.env[CATEGORY], [], query, {"sequence": "sequence", "name": "name"})

    @endpoint("GET", "/api/subdomains/<string:name>/availability")
    def availability(self, name):
        return request.env[HOST_NAME].availability(name)
