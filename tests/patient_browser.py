"""A browser that may take its time: Odoo allows Chromium ten seconds to start, as many for an answer, five to end."""

from unittest.mock import patch

from odoo.tests import common

SLOWNESS = 12  # of a machine on which other suites run beside this one


def be_patient(case):
    """Give the browser of ``case`` so many times longer, until the class is done."""
    browsers = common.ChromeBrowser
    ask, spawn = browsers._websocket_request, browsers._spawn_chrome

    def ask_patiently(browser, method, *, params=None, timeout=10.0):
        return ask(browser, method, params=params, timeout=timeout * SLOWNESS)

    def spawn_patiently(browser, command):
        chrome, port = spawn(browser, command)
        wait = chrome.wait
        chrome.wait = lambda timeout=None: wait(timeout and timeout * SLOWNESS)
        return chrome, port

    looks = common.CHECK_BROWSER_ITERATIONS * SLOWNESS
    case.enterClassContext(patch.object(common, "CHECK_BROWSER_ITERATIONS", looks))
    case.enterClassContext(patch.multiple(
        browsers, _websocket_request=ask_patiently, _spawn_chrome=spawn_patiently))
