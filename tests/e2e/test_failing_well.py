"""A service that failed says why in one sentence, and its page has the controls that mend it."""

import uuid

import pytest
from pages.review import Review
from pages.service import ServicePage
from playwright.sync_api import expect

pytestmark = pytest.mark.lane("journey")
MISSING = "9.9.9"


@pytest.fixture
def broken(owner, workspace, parts):
    """A web site whose chart can no longer be had in the version that it asks for."""
    name = f"broken-{uuid.uuid4().hex[:8]}"
    service = owner.launch(workspace["id"], "website", "Broken", subdomain=name, values={"site.title": "One"})
    service = owner.settled(service, "running")
    parts.sql(f"UPDATE woow_paas_platform_cloud_service SET chart_version = '{MISSING}' WHERE id = {service['id']}")
    owner.change(service, values={"site.title": "Two"})
    return owner.settled(service, "error")


def test_the_reason_and_the_way_back(broken, owner, visit, site):
    screen = ServicePage(visit("owner").open(ServicePage.route(broken["workspace_id"], broken["id"])))
    screen.expect_state("error")
    reason = screen.main.locator("[data-name=reason]")
    expect(reason).to_have_text(broken["state_reason"])
    assert broken["state_reason"].rstrip().endswith(".")
    for name in ("fix-retry", "fix-delete"):
        expect(screen.control(name)).to_be_visible()

    screen.main.locator("[data-name=fix-rollback]").click()
    screen.main.locator("[data-generation='1'] [data-name=rollback]").click()
    Review(screen.page).expect_checked().confirm()
    owner.settled(broken, "running")
    site.expect_text(f"{broken['subdomain']}.{site.apps_domain}", "One")


def test_a_size_that_does_not_fit_is_held_back(owner, workspace, parts, visit):
    """The quota is full: the review says which resource, and nothing is sent."""
    parts.sql(f"UPDATE woow_paas_platform_workspace SET quota_cpu = 0.3 WHERE id = {workspace['id']}")
    service = owner.launch(workspace["id"], "website", "Small", subdomain=f"small-{uuid.uuid4().hex[:8]}",
                           values={"site.title": "Small"})
    service = owner.settled(service, "running")
    screen = ServicePage(visit("owner").open(ServicePage.route(workspace["id"], service["id"], "configuration")))
    screen.main.locator("[data-key='resources.preset'] select").select_option(index=3)
    screen.control("save").click()
    dialog = screen.page.get_by_role("dialog")
    expect(dialog.locator("[data-fits=no]").first).to_contain_text("does not fit")
    expect(dialog.locator("[data-name=confirm]")).to_have_attribute("aria-disabled", "true")
    screen.page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    assert owner.service(workspace["id"], service["id"])["generation"] == service["generation"]
