"""Every screen in both themes and at three widths: readable by everyone, nothing wider than the window."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from pages.marketplace import ConfigurePage, MarketplacePage
from pages.service import ServicePage
from pages.shell import Shell
from pages.team import ActivityPage, SettingsPage, TeamPage
from pages.workspaces import WorkspacePage, WorkspacesPage
from playwright.sync_api import expect

WIDTHS = {"phone": (390, 844), "tablet": (820, 1180), "desktop": (1440, 900)}
pytestmark = pytest.mark.lane("screens")
STANDARD = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
RULES = {"light": {"runOnly": STANDARD}, "dark": {"runOnly": COLOURS}}  # the themes differ in nothing but colours


@pytest.fixture(scope="module")
def routes(owner, workspaces):
    """All screens, of a workspace with a service that needs no cluster to be looked at."""
    workspace = workspaces.make("Looks")
    template = owner.template("website")["id"]
    service = owner.launch(workspace["id"], "postgresql", "Looked at")
    yield {
        "dashboard": "#/dashboard",
        "workspaces": WorkspacesPage.ROUTE,
        "workspace": WorkspacePage.route(workspace["id"]),
        "marketplace": MarketplacePage.route(workspace["id"]),
        "configure": f"#/workspaces/{workspace['id']}/services/configure/{template}",
        "overview": ServicePage.route(workspace["id"], service["id"]),
        "configuration": ServicePage.route(workspace["id"], service["id"], "configuration"),
        "resources": ServicePage.route(workspace["id"], service["id"], "resources"),
        "logs": ServicePage.route(workspace["id"], service["id"], "logs"),
        "metrics": ServicePage.route(workspace["id"], service["id"], "metrics"),
        "service_activity": ServicePage.route(workspace["id"], service["id"], "activity"),
        "revisions": ServicePage.route(workspace["id"], service["id"], "revisions"),
        "team": TeamPage.route(workspace["id"]),
        "settings": SettingsPage.route(workspace["id"]),
        "activity": ActivityPage.route(workspace["id"]),
        "account": "#/account",
        "not_found": "#/nowhere",
    }
    workspaces.leave(workspace)


def too_wide(page) -> int:
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_screen_is_accessible(routes, visit, theme):
    page = visit("owner", color_scheme=theme, reduced_motion="reduce").open(routes["dashboard"])
    problems = []
    for name, route in routes.items():
        Shell(page).show(route)
        for violation in Axe().run(page, options=RULES[theme]).response["violations"]:
            nodes = [node["html"][:160] for node in violation["nodes"][:3]]
            problems.append(f"{name}: {violation['id']}: {violation['help']}: {nodes}")
    assert not problems, "\n".join(problems)


@pytest.mark.lane("journey")
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", ["phone", "desktop"])
def test_a_review_is_accessible_and_fits(routes, visit, theme, width):
    size = dict(zip(("width", "height"), WIDTHS[width], strict=True))
    page = visit("owner", color_scheme=theme, reduced_motion="reduce", viewport=size).open(routes["configure"])
    form = ConfigurePage(page)
    form.expect_free()
    review = form.review()
    assert review.objects()["Deployment"] == "New"
    violations = Axe().run(page, options=RULES[theme]).response["violations"]
    assert not [(found["id"], found["nodes"][0]["html"][:160]) for found in violations]
    assert too_wide(page) <= 0
    page.keyboard.press("Escape")
    expect(review.dialog).to_have_count(0)
    expect(page.locator("[data-name=review]")).to_be_focused()


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_is_wider_than_the_window(routes, visit, width):
    size = dict(zip(("width", "height"), WIDTHS[width], strict=True))
    page = visit("owner", viewport=size).open(routes["dashboard"])
    wide = {}
    for name, route in routes.items():
        Shell(page).show(route)
        if too_wide(page) > 0:
            wide[name] = too_wide(page)
    assert wide == {}


def test_a_menu_stays_in_the_window_of_a_phone(routes, visit):
    size = dict(zip(("width", "height"), WIDTHS["phone"], strict=True))
    page = visit("owner", viewport=size).open(routes["workspace"])
    page.locator("[data-name=workspace-menu]").click()
    expect(page.get_by_role("menuitem").first).to_be_focused()
    expect(page.get_by_role("menu")).to_be_in_viewport(ratio=1)


def background(page) -> str:
    return page.evaluate("getComputedStyle(document.body).backgroundColor")


def test_the_theme_follows_the_system_until_chosen(visit, routes):
    page = visit("owner", color_scheme="dark").open(routes["dashboard"])
    shell = Shell(page)
    shell.settle()
    dark = background(page)
    page.emulate_media(color_scheme="light")
    page.wait_for_function("dark => getComputedStyle(document.body).backgroundColor !== dark", arg=dark)
    shell.theme("Dark")
    page.wait_for_function("dark => getComputedStyle(document.body).backgroundColor === dark", arg=dark)
    page.reload()
    shell.settle()
    page.wait_for_function("dark => getComputedStyle(document.body).backgroundColor === dark", arg=dark)
