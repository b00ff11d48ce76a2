"""The browser, and a person's window in it, watched."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Page, Playwright, Request, Response

from .api import Api
from .quiet_network import quiet
from .site import Site

PATIENCE = 90_000  # ms for anything on a page, on a machine where everything else runs; it looks by itself after 45 s
REMEMBERED = 60  # requests
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]

# Chromium writes each refused request to the console, too; the tests provoke refusals on purpose.
EXPECTED = ("Failed to load resource",)


@contextmanager
def launched(playwright: Playwright, site: Site) -> Iterator[Browser]:
    """Chromium: the one that CHROMIUM names, or this machine's."""
    installed = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    assert installed, "Install chromium, or name one in CHROMIUM."
    with quiet(site, installed) as program:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS, timeout=PATIENCE)
        try:
            yield browser
        finally:
            browser.close()


def context_of(browser: Browser, url: str, person: Api | None, **options: object) -> BrowserContext:
    """A window on the site at `url` in which `person` is signed in; None is nobody."""
    context = browser.new_context(base_url=url, locale="en-US", **options)
    if person:
        context.add_cookies([{"name": c.name, "value": c.value, "url": url} for c in person.session.cookies])
    return context


class Visitor:
    """One window.

    `strangers` are requests that left the site, `faults` errors of its scripts, `missing` what was not found, `asked`
    what it asked for of late and what came of that.
    """

    def __init__(self, context: BrowserContext, site: Site):
        self.context = context
        self.site = site
        self.strangers: list[str] = []
        self.faults: list[str] = []
        self.missing: list[str] = []
        self.asked: dict[Request, str] = {}
        context.set_default_timeout(PATIENCE)
        self.page: Page = context.new_page()
        context.on("request", self._on_request)
        context.on("response", self._on_response)
        context.on("requestfailed", self._on_failure)
        self.page.on("pageerror", self._on_page_error)
        self.page.on("console", self._on_console)

    def open(self, route: str = "") -> Page:
        """Open a screen by its hash route, such as `#/workspaces`."""
        self.page.goto(f"/woow{route}")
        return self.page

    def picture(self, path: Path) -> None:
        """The page as it looks, and beside it what it asked for and what its console says."""
        path.parent.mkdir(parents=True, exist_ok=True)
        told = [f"{what} {request.method} {request.url}" for request, what in self.asked.items()]
        path.with_suffix(".txt").write_text("\n".join([*told[-REMEMBERED:], *self.faults]))
        self.page.screenshot(path=path, full_page=True)

    def _on_request(self, request: Request) -> None:
        """Of the site are: Odoo itself, and the applications that a test opens on purpose."""
        self.asked[request] = "no answer yet"
        host = urlsplit(request.url).hostname
        own = host == urlsplit(self.site.url).hostname or (host or "").endswith(f".{self.site.apps_domain}")
        if not own and urlsplit(request.url).scheme not in ("data", "blob"):
            self.strangers.append(request.url)

    def _on_failure(self, request: Request) -> None:
        self.asked[request] = request.failure or "failed"

    def _on_response(self, response: Response) -> None:
        self.asked[response.request] = str(response.status)
        if response.status == 404:
            self.missing.append(response.url)

    def _on_page_error(self, error: Error) -> None:
        self.faults.append(str(error))

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(EXPECTED):
            self.faults.append(message.text)
