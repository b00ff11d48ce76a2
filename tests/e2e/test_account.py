"""A person makes an access token, a script uses it as far as it goes, and the person revokes it."""

import pytest
import requests
from playwright.sync_api import expect
from support.wait import PATIENCE

pytestmark = pytest.mark.lane("screens")
ACCOUNT = "#/account"


@pytest.fixture
def account(visit):
    return visit("guest").open(ACCOUNT)


def ask(site, token, path):
    return requests.get(site.url + path, headers={"Authorization": f"Bearer {token}"}, timeout=PATIENCE)


def test_a_token_from_making_to_revoking(site, account):
    tokens = account.locator("[data-name=tokens]")
    expect(tokens.locator("[data-name=no-tokens]")).to_be_visible()
    tokens.get_by_role("button", name="New token").click()
    modal = account.get_by_role("dialog")
    modal.get_by_role("button", name="Make the token").click()
    expect(modal.get_by_text("Say what the token is for.")).to_be_visible()
    modal.get_by_label("What is it for?").fill("Watchman")
    modal.get_by_role("button", name="Make the token").click()
    token = modal.locator("[data-name=token] .w-mono").inner_text()
    modal.get_by_role("button", name="Done").click()
    row = tokens.locator("[data-token=Watchman]")
    expect(row).to_contain_text("Never used")
    expect(account.get_by_text(token)).to_have_count(0)

    assert ask(site, token, "/api/workspaces").json()["count"] >= 1
    assert ask(site, token, "/api/me").json()["code"] == "insufficient_scope"
    account.reload()
    expect(row).to_contain_text("Used")

    row.get_by_role("button", name="Revoke").click()
    modal.get_by_role("button", name="Revoke").click()
    expect(row).to_have_count(0)
    assert ask(site, token, "/api/workspaces").status_code == requests.codes.unauthorized


def test_name_and_time_zone_are_kept(account):
    name = account.get_by_label("Name")
    before = name.input_value()
    name.fill("")
    account.get_by_role("button", name="Save").click()
    expect(account.get_by_text("Please enter your name.")).to_be_visible()
    for changed in (f"{before} II", before):
        name.fill(changed)
        account.get_by_role("button", name="Save").click()
        expect(account.get_by_role("banner").get_by_text(changed, exact=True)).to_be_visible()
        expect(account.get_by_role("button", name="Save")).to_have_count(0)
