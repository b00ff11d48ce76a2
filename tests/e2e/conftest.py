"""Fixtures of the end-to-end tests: the site, people, the cluster, a real browser."""

import os
import shutil
from pathlib import Path

import pytest
import requests
from playwright.sync_api import BrowserContext, sync_playwright
from support.api import Api
from support.browser import Visitor
from support.cluster import Cluster
from support.parts import Parts
from support.site import Site

pytest.register_assert_rewrite("applications")
ARTIFACTS = Path(os.environ.get("WOOW_ARTIFACTS") or Path(__file__).resolve().parents[2] / ".woow" / "e2e")
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


def pytest_addoption(parser):
    parser.addoption("--long", action="store_true", help="run the long forms, too")


def pytest_collection_modifyitems(config, items):
    if not config.getoption("--long"):
        for item in items:
            if item.get_closest_marker("long"):
                item.add_marker(pytest.mark.skip(reason="long form: --long"))


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """Remember on the item whether its test failed, so that the visitor's fixture takes a picture."""
    outcome = yield
    if call.when == "call":
        item.failed = outcome.get_result().failed


@pytest.fixture(scope="session")
def site() -> Site:
    """The platform under test; without one, no test is begun."""
    described = Site.from_environment()
    try:
        requests.get(f"{described.url}/web/health", timeout=30).raise_for_status()
    except requests.RequestException as error:
        pytest.exit(f"The platform at {described.url} does not answer: {error}", returncode=1)
    return described


@pytest.fixture(scope="session")
def parts(site) -> Parts:
    return Parts(site)


@pytest.fixture(scope="session")
def cluster(site) -> Cluster:
    ARTIFACTS.mkdir(parents=True, exist_ok=True)
    return Cluster(site.kubeconfig, ARTIFACTS / "kubectl.log")


@pytest.fixture(scope="session")
def people(site):
    """`people("owner")`: the API as that demo account, signed in once."""
    signed_in: dict[str, Api] = {}

    def person(name: str) -> Api:
        login = f"{name}@example.com"
        if name not in signed_in:
            signed_in[name] = Api(site.url, login, site.accounts[login])
        return signed_in[name]

    return person


@pytest.fixture(scope="session")
def owner(people) -> Api:
    return people("owner")


@pytest.fixture
def workspace(owner, request):
    """A workspace of the owner's alone; its services are deleted afterwards."""
    made = owner.create_workspace(request.node.name[:80])
    yield made
    clear(owner, made)


def clear(api: Api, workspace: dict) -> None:
    services = api.get(f"/api/workspaces/{workspace['id']}/services?limit=200")
    for service in services:
        if service["state"] != "deleting":
            api.delete(service)
    for service in services:
        api.gone(service)
    api.call("DELETE", f"/api/workspaces/{workspace['id']}")


@pytest.fixture(scope="session")
def browser():
    program = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    assert program, "Install chromium, or name one in CHROMIUM."
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def visit(browser, site, people, request):
    """`visit("owner")`: a browser window of that person, signed in; None is nobody.

    At the end of the test no window may have had an error on its console or asked anything of another site.
    """
    visitors: list[Visitor] = []

    def open_window(name: str | None = "owner", **options: object) -> Visitor:
        context: BrowserContext = browser.new_context(base_url=site.url, locale="en-US", **options)
        if name:
            cookies = people(name).session.cookies
            context.add_cookies([{"name": c.name, "value": c.value, "url": site.url} for c in cookies])
        visitors.append(Visitor(context, site))
        return visitors[-1]

    yield open_window
    if getattr(request.node, "failed", False):
        for number, visitor in enumerate(visitors):
            visitor.picture(ARTIFACTS / f"{request.node.name}-{number}.png")
    for visitor in visitors:
        visitor.context.close()
    for visitor in visitors:
        assert visitor.strangers == [], "the page asked something of another site"
        assert visitor.faults == [], "the page had errors"
