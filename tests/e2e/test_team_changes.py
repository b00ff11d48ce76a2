"""What is taken back, changed or refused in a team: invitations, offers, several members at once."""

import pytest
from pages.team import TeamPage
from playwright.sync_api import expect

pytestmark = pytest.mark.lane("screens")
NEW = "new@example.com"


@pytest.fixture
def shared(owner):
    """A workspace of the owner's, archived afterwards."""
    made = owner.create_workspace("Team changes")
    yield made
    owner.call("DELETE", f"/api/workspaces/{made['id']}")


@pytest.fixture
def join(owner, people, shared):
    """`join("member", "user")`: that demo account becomes a member; answers its API."""

    def joined(name: str, role: str):
        results = owner.post(f"/api/workspaces/{shared['id']}/members", {"emails": f"{name}@example.com", "role": role})
        people(name).post(f"/api/invitations/{results[0]['link'].rsplit('/', 1)[1]}/accept")
        return people(name)

    return joined


@pytest.fixture
def team(shared, visit):
    return TeamPage(visit("owner").open(TeamPage.route(shared["id"])))


def test_an_invitation_is_changed_sent_again_and_cancelled(team, visit):
    team.invite(NEW, "guest")
    old_link = team.link_of(NEW)
    team.close()
    row = team.invitation(NEW)
    row.locator("[data-name=role]").click()
    team.control("role-user").click()
    expect(row.locator("[data-name=role]")).to_contain_text("User")

    row.locator("[data-name=invitation-menu]").click()
    team.control("resend").click()
    dialog = team.page.get_by_role("dialog")
    expect(dialog.locator(".w-copy .w-mono")).not_to_have_text(old_link)
    dialog.get_by_role("button", name="Close").last.click()
    nobody = visit(None).page
    nobody.goto(old_link)
    expect(nobody.get_by_text("This link is not valid")).to_be_visible()

    row.locator("[data-name=invitation-menu]").click()
    team.control("cancel").click()
    team.confirm()
    expect(row).to_have_count(0)


def test_an_offer_is_declined_and_another_one_withdrawn(team, shared, join, visit):
    join("member", "user")
    expect(team.member("member@example.com")).to_be_visible()
    theirs = TeamPage(visit("member").open(TeamPage.route(shared["id"])))
    banner = "transfer-banner"

    team.offer("member@example.com")
    theirs.control("decline").click()
    expect(theirs.control(banner)).to_have_count(0)
    expect(team.control(banner)).to_have_count(0)

    team.offer("member@example.com")
    expect(theirs.control("accept")).to_be_visible()
    team.control("withdraw").click()
    expect(theirs.control(banner)).to_have_count(0)
    expect(team.member("owner@example.com").locator("[data-name=owner]")).to_be_visible()


def test_several_members_are_changed_all_or_none(team, shared, join):
    leaving = join("guest", "guest")
    join("member", "guest")
    both = [team.member(f"{name}@example.com") for name in ("guest", "member")]
    expect(both[1]).to_be_visible()
    choose(team, both)
    team.control("batch-role").click()
    team.control("batch-user").click()
    team.page.get_by_role("dialog").locator("[data-name=confirm]").click()
    expect(team.control("applied")).to_be_visible()
    team.close()
    for row in both:
        expect(row.locator("[data-name=role]")).to_contain_text("User")

    choose(team, both)
    team.control("batch-remove").click()
    leaving.post(f"/api/workspaces/{shared['id']}/leave")
    dialog = team.page.get_by_role("dialog")
    dialog.locator("[data-name=confirm]").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Nothing was changed")
    team.close()
    expect(both[0]).to_have_count(0)
    expect(both[1]).to_be_visible()


def choose(team, rows) -> None:
    team.control("select").click()
    for row in rows:
        row.get_by_role("checkbox").check()
