"""The API's own description."""

from odoo.http import Controller, request

from ..api.endpoint import endpoint
from ..api.headers import API_HEADERS, docs_headers
from ..api.openapi import document


class DocsController(Controller):
    @endpoint("GET", "/api/openapi.json")
    def openapi(self):
        return request.make_json_response(document(), headers=[*API_HEADERS.items()])

    @endpoint("GET", "/api/docs")
    def docs(self):
        response = request.render("woow_paas_platform.docs")
        response.headers.update(docs_headers())
        return response
