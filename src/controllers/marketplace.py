"""Applications to choose from."""

from odoo.http import Controller, request

from ..api.endpoint import endpoint
from ..api.paging import listing
from ..api.routes import TEMPLATES
from .lookup import found

TEMPLATE = "woow_paas_platform.cloud_app_template"
CATEGORY = "woow_paas_platform.cloud_app_category"
HOST_NAME = "woow_paas_platform.host_name"
TEMPLATE_ORDERS = {"name": "name", "monthly_price": "monthly_price"}
TEMPLATE_TEXTS = ("name", "description", "tag_ids.name")


class MarketplaceController(Controller):
    @endpoint("GET", TEMPLATES)
    def list_templates(self, query):
        domain = request.env[TEMPLATE]._marketplace_domain(category=query.category)
        return listing(request.env[TEMPLATE], domain, query, TEMPLATE_ORDERS, search=TEMPLATE_TEXTS)

    @endpoint("GET", f"{TEMPLATES}/<int:template_id>")
    def get_template(self, template_id):
        return found_template(template_id)._to_api(detail=True)[0]

    @endpoint("GET", "/api/cloud/categories")
    def list_categories(self, query):
        return listing(request.env[CATEGORY], [], query, {"sequence": "sequence", "name": "name"})

    @endpoint("GET", "/api/subdomains/<string:name>/availability")
    def availability(self, name):
        return request.env[HOST_NAME].availability(name)


def found_template(template_id):
    """The application with this id if it is published; raises ``NotFound`` like ``found``."""
    return found(TEMPLATE, template_id, ("is_published", "=", True))
