"""Takes the pictures of docs/: `scripts/pictures` runs it against a platform that is up.

Two applications are launched in the demo workspace and left there; what is there already is used.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pages.marketplace import ConfigurePage, MarketplacePage
from pages.review import Review
from pages.service import ServicePage
from pages.shell import Shell
from pages.workspaces import WorkspacePage
from playwright.sync_api import Page, sync_playwright
from support.api import Api
from support.browser import context_of, launched
from support.site import Site

DESKTOP, PHONE = {"width": 1200, "height": 780}, {"width": 390, "height": 780}
QUALITY = 72
LOGIN = "owner@example.com"


class Stage:
    """The demo workspace with a web site and a database that run."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.api = Api(site.url, LOGIN, site.accounts[LOGIN])
        self.workspace = next(w for w in self.api.get("/api/workspaces?limit=200") if w["member_count"] >= 4)
        self.web = self._running("website", "Bakery", subdomain="bakery-guide", values={"site.title": "Fresh bread"})
        self._running("postgresql", "Orders", values={"auth.database": "orders", "auth.username": "orders"})

    def _running(self, slug: str, name: str, **body: object) -> dict:
        place = self.workspace["id"]
        known = [s for s in self.api.get(f"/api/workspaces/{place}/services?limit=200") if s["name"] == name]
        service = known[0] if known else self.api.launch(place, slug, name, **body)
        return self.api.settled(service, "running", 240)

    def route(self, tab: str = "") -> str:
        return ServicePage.route(self.workspace["id"], self.web["id"], tab)

    def template(self, slug: str) -> str:
        return f"#/workspaces/{self.workspace['id']}/services/configure/{self.api.template(slug)['id']}"


def review_of_a_launch(page: Page) -> None:
    form = ConfigurePage(page)
    form.expect_free()
    form.review()


def review_of_a_change(page: Page) -> None:
    screen = ServicePage(page)
    screen.main.locator("[data-key='site.title'] input").fill("Fresh bread & cake")
    screen.control("save").click()
    Review(page).expect_checked()


def drawer(page: Page) -> None:
    MarketplacePage(page).card("postgresql").click()
    page.locator("[role=dialog] dl").wait_for()


def delete(page: Page) -> None:
    screen = ServicePage(page)
    screen.menu()
    screen.control("delete").click()
    page.get_by_role("dialog").wait_for()


def some_log(page: Page) -> None:
    ServicePage(page).log().wait_for()
    page.get_by_role("searchbox", name="Search the log").fill("GET")


def charts(page: Page) -> None:
    page.locator("[data-chart=cpu]").wait_for(timeout=120_000)


def parts(page: Page) -> None:
    ServicePage(page).resource("Pod").first.wait_for()


def nothing(_page: Page) -> None:
    """The page as it comes."""


def pictures(stage: Stage) -> Iterator[tuple[str, str, dict, Callable[[Page], None]]]:
    """Name, route, window and what is done before the picture."""
    place = stage.workspace["id"]
    yield "dashboard", "#/dashboard", DESKTOP, nothing
    yield "workspace", WorkspacePage.route(place), DESKTOP, nothing
    yield "marketplace", MarketplacePage.route(place), DESKTOP, nothing
    yield "drawer", MarketplacePage.route(place), DESKTOP, drawer
    yield "configure", stage.template("website"), DESKTOP, nothing
    yield "review", stage.template("website"), DESKTOP, review_of_a_launch
    yield "service", stage.route(), DESKTOP, nothing
    yield "change", stage.route("configuration"), DESKTOP, review_of_a_change
    yield "resources", stage.route("resources"), DESKTOP, parts
    yield "logs", stage.route("logs"), DESKTOP, some_log
    yield "metrics", stage.route("metrics"), DESKTOP, charts
    yield "revisions", stage.route("revisions"), DESKTOP, nothing
    yield "delete", stage.route(), DESKTOP, delete
    yield "team", f"#/workspace/{place}/team", DESKTOP, nothing
    yield "phone", stage.route(), PHONE, nothing


@contextmanager
def window(browser, stage: Stage, size: dict) -> Iterator[Page]:
    """A window of the owner's."""
    looks = {"color_scheme": "light", "reduced_motion": "reduce"}
    context = context_of(browser, stage.site.url, stage.api, viewport=size, **looks)
    yield context.new_page()
    context.close()


def take(browser, stage: Stage, target: Path, chosen: list[str]) -> None:
    for name, route, size, act in pictures(stage):
        if chosen and name not in chosen:
            continue
        with window(browser, stage, size) as page:
            page.goto(f"/woow{route}")
            Shell(page).settle()
            act(page)
            page.wait_for_timeout(400)
            page.screenshot(path=target / f"{name}.jpg", type="jpeg", quality=QUALITY)
        sys.stdout.write(f"{name}.jpg\n")


def main(target: str, *chosen: str) -> None:
    """Write the chosen pictures, or all of them, into the folder."""
    site = Site.from_environment()
    with sync_playwright() as playwright, launched(playwright, site) as browser:
        take(browser, Stage(site), Path(target), list(chosen))


if __name__ == "__main__":
    main(*sys.argv[1:])
