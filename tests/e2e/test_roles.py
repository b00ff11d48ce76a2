"""What a guest, a stranger and nobody see."""

import pytest
from pages.service import ServicePage
from pages.workspaces import WorkspacePage
from playwright.sync_api import expect

pytestmark = pytest.mark.lane("screens")
CONTROLS = ("stop", "restart")


@pytest.fixture(scope="module")
def demo(owner, site):
    """A running service of the demo workspace, in which every demo account but the stranger has a role."""
    workspace = next(w for w in owner.get("/api/workspaces?limit=200") if w["member_count"] >= 4)
    service = owner.launch(workspace["id"], "website", "Shared site", values={"site.title": "Shared"})
    service = owner.settled(service, "running")
    yield service
    owner.delete(service)


def test_a_guest_sees_what_is_not_allowed_and_why(demo, visit):
    screen = ServicePage(visit("guest").open(ServicePage.route(demo["workspace_id"], demo["id"])))
    screen.expect_state("running")
    for name in CONTROLS:
        control = screen.control(name)
        expect(control).to_have_attribute("aria-disabled", "true")
        reason = screen.page.locator(f"#{control.get_attribute('aria-describedby')}")
        expect(reason).to_contain_text("Guest")
        expect(reason).to_contain_text("Owner")
    screen.menu()
    expect(screen.control("delete")).to_have_attribute("aria-disabled", "true")
    expect(screen.control("delete")).to_contain_text("Guest")


def test_a_guest_reads_no_logs(demo, people, visit):
    page = visit("guest").open(ServicePage.route(demo["workspace_id"], demo["id"], "logs"))
    expect(page.locator("[data-name=logs-locked]")).to_contain_text("Guest")
    answer = people("guest").send("GET", f"/api/workspaces/{demo['workspace_id']}/services/{demo['id']}/logs")
    assert (answer.status_code, answer.json()["code"]) == (403, "insufficient_role")


def test_a_guests_click_on_a_disabled_control_does_nothing(demo, people, visit):
    screen = ServicePage(visit("guest").open(ServicePage.route(demo["workspace_id"], demo["id"])))
    screen.control("stop").click(force=True)
    expect(screen.page.get_by_role("dialog")).to_have_count(0)
    answer = people("guest").send("POST", f"/api/workspaces/{demo['workspace_id']}/services/{demo['id']}/stop")
    assert (answer.status_code, answer.json()["code"]) == (403, "insufficient_role")


def test_a_member_may_restart(demo, people):
    member = people("member")
    member.act(demo, "restart")
    member.settled(demo, "running")


@pytest.mark.parametrize("page_of", ["workspace", "service"])
def test_a_stranger_finds_nothing(demo, visit, page_of):
    routes = {
        "workspace": WorkspacePage.route(demo["workspace_id"]),
        "service": ServicePage.route(demo["workspace_id"], demo["id"]),
    }
    page = visit("stranger").open(routes[page_of])
    expect(page.get_by_role("heading", name="This is not here")).to_be_visible()
    expect(page.get_by_text("Shared site")).to_have_count(0)


def test_a_strangers_calls_are_404_like_what_does_not_exist(demo, people):
    stranger = people("stranger")
    foreign = stranger.send("GET", f"/api/workspaces/{demo['workspace_id']}/services/{demo['id']}")
    missing = stranger.send("GET", "/api/workspaces/999999/services/999999")
    assert foreign.status_code == missing.status_code == 404
    assert foreign.json() == missing.json()


def test_nobody_is_asked_to_sign_in(visit):
    page = visit(None).open("#/dashboard")
    page.wait_for_url(lambda url: "/web/login" in url)
    expect(page.get_by_label("Password")).to_be_visible()
