"""The product's main job, by a portal user in a real browser: from sign-in to a deleted web site."""

import re
import uuid

import pytest
from pages.login import sign_in
from pages.marketplace import ConfigurePage, MarketplacePage
from pages.service import ServicePage
from pages.workspaces import WorkspacePage, WorkspacesPage
from playwright.sync_api import expect

pytestmark = pytest.mark.lane("journey")
NAME = "Bakery site"
FILE = "Fresh bread from seven o'clock."


def test_from_sign_in_to_delete(site, owner, cluster, visit):
    subdomain = f"bakery-{uuid.uuid4().hex[:8]}"
    host = f"{subdomain}.{site.apps_domain}"
    window = visit(None)
    page = window.page

    page.goto("/woow")
    sign_in(page, "owner@example.com", site.accounts["owner@example.com"])
    page.wait_for_url(lambda url: "/web/login" not in url)
    ServicePage(page).settle()

    page.goto(f"/woow{WorkspacesPage.ROUTE}")
    workspace_id = WorkspacesPage(page).create(f"Bakery {subdomain}", "A test of the whole path")

    page.goto(f"/woow{MarketplacePage.route(workspace_id)}")
    choose_web_site(page)
    service_id = fill_in_and_launch(page, subdomain)
    watch_until_running(page)
    service = owner.service(workspace_id, service_id)

    read_in_browser(window, site, subdomain, NAME)
    upload(owner, site, service, host)
    change_title(page, site, host)
    stop_and_start(page, site, host)

    cluster.kill_pod(service)
    site.expect_text(host, FILE, "/bread.txt")

    window.missing.clear()
    delete(page, site, cluster, owner, service, host)
    assert not [url for url in window.missing if "/api/" in url], "the page of a deleted service asked for it"
    owner.call("DELETE", f"/api/workspaces/{workspace_id}")


def choose_web_site(page) -> None:
    market = MarketplacePage(page)
    expect(market.card("postgresql")).to_be_visible()
    market.search("web")
    expect(market.card("postgresql")).to_have_count(0)
    market.configure("website")


def fill_in_and_launch(page, subdomain: str) -> int:
    form = ConfigurePage(page)
    form.name(NAME)
    form.field("site.title").fill(NAME)
    form.subdomain("-bad-")
    expect(form.error("subdomain")).to_have_text(re.compile(r"\w+ .*\w"))
    form.subdomain("www")
    expect(form.error("subdomain")).to_have_text(re.compile(r"\w+ .*\w"))
    form.subdomain(subdomain)
    form.expect_free()
    return form.launch()


def watch_until_running(page) -> None:
    """Nobody reloads the page."""
    ServicePage(page).expect_state("running")


def read_in_browser(window, site, subdomain: str, title: str) -> None:
    """Chromium resolves *.localhost by itself, so this is what a person's click opens."""
    site.expect_text(f"{subdomain}.{site.apps_domain}", title)
    tab = window.context.new_page()
    tab.goto(site.app_url(subdomain))
    expect(tab).to_have_title(title)
    expect(tab.get_by_role("heading", name=title)).to_be_visible()
    tab.close()


def upload(owner, site, service: dict, host: str) -> None:
    account = ("owner", owner.reveal(service, "upload.password"))
    assert site.ask(host, "/bread.txt", "PUT", data=FILE).status_code == 401
    assert site.ask(host, "/bread.txt", "PUT", data=FILE, auth=account).status_code == 201
    site.expect_text(host, FILE, "/bread.txt")


def change_title(page, site, host: str) -> None:
    screen = ServicePage(page)
    screen.change("site.title", "Bakery & Café")
    screen.tab("overview")
    screen.expect_state("running")
    site.expect_text(host, "Bakery &amp; Café")
    site.expect_text(host, FILE, "/bread.txt")


def stop_and_start(page, site, host: str) -> None:
    screen = ServicePage(page)
    screen.stop()
    screen.expect_state("stopped")
    site.expect_status(host, 404, 503)
    screen.start()
    screen.expect_state("running")
    site.expect_text(host, FILE, "/bread.txt")


def delete(page, site, cluster, owner, service: dict, host: str) -> None:
    ServicePage(page).delete(NAME)
    owner.gone(service)
    workspace = WorkspacePage(page)
    page.goto(f"/woow{WorkspacePage.route(service['workspace_id'])}")
    workspace.settle()
    expect(workspace.service(NAME)).to_have_count(0)
    cluster.expect_nothing_left(service)
    site.expect_status(host, 404)
