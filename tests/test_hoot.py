"""The front end's unit tests (Hoot), in a browser."""

from odoo.tests import HttpCase, tagged

from .patient_browser import be_patient


@tagged("post_install", "-at_install")
class TestHoot(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        be_patient(cls)

    def test_unit_tests(self):
        self.browser_js(
            "/web/tests?headless&loglevel=2&preset=desktop&timeout=60000&filter=%40woow_paas_platform",
            "", "", login="admin", timeout=900, success_signal="[HOOT] Test suite succeeded",
        )
