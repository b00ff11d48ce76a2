"""People come, get another role, take a workspace over and go; it is archived, restored and deleted for good."""

import pytest
from pages.team import ActivityPage, SettingsPage, TeamPage
from playwright.sync_api import expect

pytestmark = pytest.mark.lane("screens")
ADDRESS = "stranger@example.com"


@pytest.fixture
def shared(owner):
    """A workspace that the test itself hands over and deletes."""
    return owner.create_workspace("Handed over")


def test_from_an_invitation_to_a_new_owner(shared, visit):
    team = TeamPage(visit("owner").open(TeamPage.route(shared["id"])))
    assert team.invite(f"{ADDRESS}; not an address\nowner@example.com", "user") == {
        ADDRESS: "invited", "not an address": "invalid", "owner@example.com": "already_member"}
    link = team.link_of(ADDRESS)
    team.close()
    expect(team.invitation(ADDRESS)).to_contain_text("Invited")

    invited = visit("stranger").page
    invited.goto(link)
    invited.get_by_role("button", name="Join the workspace").click()
    invited.wait_for_url(f"**/woow#/workspace/{shared['id']}")
    expect(team.member(ADDRESS)).to_be_visible()
    expect(team.invitation(ADDRESS)).to_have_count(0)

    team.give_role(ADDRESS, "admin")
    expect(team.member(ADDRESS).locator("[data-name=role]")).to_contain_text("Admin")

    team.offer(ADDRESS)
    theirs = TeamPage(invited)
    invited.goto(f"/woow{TeamPage.route(shared['id'])}")
    theirs.control("accept").click()
    theirs.confirm()
    expect(theirs.member(ADDRESS).locator("[data-name=owner]")).to_be_visible()
    expect(team.member(ADDRESS).locator("[data-name=owner]")).to_be_visible()

    team.leave()
    expect(team.main.get_by_role("heading", name="Workspaces")).to_be_visible()
    expect(theirs.member("owner@example.com")).to_have_count(0)

    invited.goto(f"/woow{ActivityPage.route(shared['id'])}")
    activity = ActivityPage(invited)
    for action in ("member.invited", "member.joined", "member.role_changed", "ownership.accepted", "member.left"):
        expect(activity.rows(action)).to_have_count(1)
    activity.main.get_by_role("combobox", name="Kind").select_option("ownership")
    expect(activity.rows("member.left")).to_have_count(0)
    expect(activity.rows("ownership.offered")).to_have_count(1)

    end_of(invited, shared)


def end_of(page, workspace):
    page.goto(f"/woow{SettingsPage.route(workspace['id'])}")
    settings = SettingsPage(page)
    settings.control("archive").click()
    settings.confirm()
    settings.control("restore").click()
    settings.confirm()
    settings.control("archive").click()
    settings.confirm()
    settings.control("delete-forever").click()
    settings.confirm(typed=workspace["name"])
    page.wait_for_url("**/woow#/workspaces")
    settings.heading("Workspaces")
    expect(settings.main.get_by_text(workspace["name"])).to_have_count(0)


def test_a_guest_is_told_what_it_takes(owner, visit):
    workspace = next(w for w in owner.get("/api/workspaces?limit=200") if w["member_count"] >= 4)
    phone = {"width": 390, "height": 844}
    team = TeamPage(visit("guest", viewport=phone).open(TeamPage.route(workspace["id"])))
    for name in ("invite", "select"):
        control = team.control(name)
        expect(control).to_have_attribute("aria-disabled", "true")
        expect(team.page.locator(f"#{control.get_attribute('aria-describedby')}")).to_contain_text("Admin")
        control.focus()
        expect(team.page.locator(f"#{control.get_attribute('aria-describedby')}")).to_be_in_viewport(ratio=1)
    expect(team.main.locator("[data-invitation]")).to_have_count(0)
