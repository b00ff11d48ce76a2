"""Journeys through the application as customers (portal users), in a browser."""

from odoo.tests import tagged

from ..src.api.routes import WORKSPACE
from .api_case import ACCESS, SERVICE, ApiCase
from .patient_browser import be_patient
from .people import make_people

WEBSITE = "woow_paas_platform.template_website"


@tagged("post_install", "-at_install")
class TestTours(ApiCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        be_patient(cls)

    def test_first_app(self):
        make_people(self.env, "woow", ["tour"], name="Tora Tour", tz="UTC")
        self.start_tour("/woow", "woow_first_app", login="woow_tour", timeout=600)
        workspace = self.env[WORKSPACE].search([("name", "=", "Tour workspace")])
        service = self.env[SERVICE].search([("workspace_id", "=", workspace.id)])
        self.assertEqual(workspace.access_ids.user_id.login, "woow_tour")
        self.assertEqual((service.name, service.subdomain, service.generation), ("Tour site", "tour-site", 2))
        self.assertEqual(service.values["site.title"], "Bread and cake")

    def test_guest(self):
        workspace = self.make_workspace("owner", "Guest house")
        self.env[ACCESS].create({
            "workspace_id": workspace.id, "user_id": self.people["guest"].id, "role": "guest",
        })
        self.launch("owner", workspace, "Their site", "their-site")
        self.start_tour(f"/woow#/workspace/{workspace.id}", "woow_guest", login="api_guest", timeout=600)
