"""A browser that may take its time: Odoo allows Chromium ten seconds to start, and as many for each answer."""

from unittest.mock import patch

from odoo.tests import common

SLOWNESS = 12  # of a machine on which other suites run beside this one


def be_patient(case):
    """Give the browser of ``case`` so many times longer, until the class is done."""
    ask = common.ChromeBrowser._websocket_request

    def ask_patiently(browser, method, *, params=None, timeout=10.0):
        return ask(browser, method, params=params, timeout=timeout * SLOWNESS)

    looks = common.CHECK_BROWSER_ITERATIONS * SLOWNESS
    case.enterClassContext(patch.object(common, "CHECK_BROWSER_ITERATIONS", looks))
    case.enterClassContext(patch.object(common.ChromeBrowser, "_websocket_request", ask_patiently))
