"""The front end's unit tests (Hoot), in a browser."""

from odoo.tests import HttpCase, tagged


@tagged("post_install", "-at_install")
class TestHoot(HttpCase):
    def test_unit_tests(self):
        self.browser_js(
            "/web/tests?headless&loglevel=2&preset=desktop&timeout=15000&filter=%40woow_paas_platform",
            "", "", login="admin", timeout=240, success_signal="[HOOT] Test suite succeeded",
        )
