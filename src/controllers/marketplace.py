"""Applications to choose from."""

from odoo.http import Controller, request

from ..api.answer import Answer
from ..api.endpoint import endpoint
from ..api.paging import listing, text_domain
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
        if query.order == "recent":
            return _recent_first([*domain, *text_domain(TEMPLATE_TEXTS, query.search)], query)
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


def _recent_first(domain, query):
    """What the caller launched lately, then the rest by name: all are read, which are some dozens."""
    templates = request.env[TEMPLATE].search(domain, order="name, id")._recent_first()
    return Answer(templates[query.offset:query.offset + query.limit]._to_api(), count=len(templates))


def found_template(template_id):
    """The application with this id if it is published; raises ``NotFound`` like ``found``."""
    return found(TEMPLATE, template_id, ("is_published", "=", True))
