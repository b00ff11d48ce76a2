"""An application that needs another one: picked among the neighbours, or launched on the way."""

import pytest
from pages.marketplace import ConfigurePage
from pages.review import Review
from playwright.sync_api import expect

pytestmark = pytest.mark.lane("journey")


@pytest.fixture
def form(workspace, owner, visit) -> ConfigurePage:
    """Odoo's form in a workspace where nothing runs yet."""
    route = f"#/workspaces/{workspace['id']}/services/configure/{owner.template('odoo')['id']}"
    return ConfigurePage(visit("owner").open(route))


def picker(form: ConfigurePage):
    return form.main.locator("[data-provides=postgresql]")


def test_a_database_is_launched_first_and_taken(form, owner, workspace):
    form.name("Books")
    expect(picker(form)).to_contain_text("No service of this workspace offers PostgreSQL yet")
    picker(form).locator("[data-name=launch-neighbour]").click()
    expect(form.main.locator("[data-name=for-another]")).to_be_visible()
    form.name("Ledger")
    form.review()
    form.page.get_by_role("dialog").locator("[data-name=launch-now]").click()

    expect(picker(form).get_by_role("combobox")).to_contain_text("Ledger")
    expect(form.field("name")).to_have_value("Books")
    host = form.main.locator("[data-key='database.host']")
    expect(host).to_contain_text("From Ledger")
    password = form.main.locator("[data-key='database.password']")
    password.locator("[data-name=type-instead]").click()
    expect(password.locator("input")).to_have_value("")
    picker(form).get_by_role("combobox").select_option(label="Another one: fill it in below")
    expect(host.locator("input")).to_have_value("")
    ledger = owner.get(f"/api/workspaces/{workspace['id']}/services")[0]
    picker(form).get_by_role("combobox").select_option(str(ledger["id"]))
    expect(host).to_contain_text("From Ledger")

    owner.settled(ledger, "running")
    form.main.locator("[data-name=review]").click()
    review = Review(form.page).expect_checked()
    expect(review.value("database.host")).to_contain_text("From Ledger")
    expect(review.value("database.password")).to_contain_text("From Ledger")
