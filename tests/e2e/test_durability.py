"""What is committed is carried out, what is rolled back leaves nothing, and the operator may be away."""

import time
import uuid

import pytest
from pages.service import ServicePage
from playwright.sync_api import expect
from support.wait import wait_for

pytestmark = pytest.mark.lane("alone")
REFUSE_AT_COMMIT = """
CREATE OR REPLACE FUNCTION e2e_refuse() RETURNS trigger LANGUAGE plpgsql AS
  $$ BEGIN RAISE EXCEPTION 'refused at commit'; END $$;
CREATE CONSTRAINT TRIGGER e2e_refuse AFTER INSERT ON woow_paas_platform_cloud_service
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.name = 'Refused at commit')
  EXECUTE FUNCTION e2e_refuse();
"""
READ_LIMIT = 5  # seconds that Odoo waits for the operator
FORGET = "DROP FUNCTION IF EXISTS e2e_refuse CASCADE;"


def subdomain() -> str:
    return f"d-{uuid.uuid4().hex[:10]}"


@pytest.fixture
def commit_fails(parts):
    """Launches named `Refused at commit` get through all of Odoo and fail in the database's COMMIT."""
    parts.sql(REFUSE_AT_COMMIT)
    yield
    parts.sql(FORGET)


def test_a_launch_that_is_rolled_back_leaves_nothing(owner, site, cluster, workspace, commit_fails):
    name = subdomain()
    before = {release["name"] for release in site.releases}
    template = owner.template("website")["id"]
    body = {
        "template_id": template,
        "name": "Refused at commit",
        "subdomain": name,
        "values": {"site.title": "No"},
    }
    answer = owner.send("POST", f"/api/workspaces/{workspace['id']}/services", body)
    assert answer.status_code >= 500
    assert "refused at commit" not in answer.text
    time.sleep(3)
    prefix = site.operator_get("/api/info")["prefix"]
    assert owner.get(f"/api/workspaces/{workspace['id']}/services") == []
    assert owner.get(f"/api/subdomains/{name}/availability")["available"] is True
    assert {release["name"] for release in site.releases} <= before
    assert not cluster.has_namespace(f"{prefix}{workspace['id']}")


def test_a_launch_that_commits_is_carried_out_though_everything_is_killed(owner, site, parts, workspace):
    name = subdomain()
    service = owner.launch(workspace["id"], "website", "Tough", subdomain=name, values={"site.title": "Tough"})
    parts.kill("odoo", "operator")
    parts.bring_back()
    service = owner.settled(service, "running")
    site.expect_text(f"{name}.{site.apps_domain}", "Tough")


def test_a_change_is_carried_out_though_the_operator_is_killed_in_the_middle(owner, site, parts, workspace):
    name = subdomain()
    service = owner.launch(workspace["id"], "website", "Midway", subdomain=name, values={"site.title": "One"})
    owner.settled(service, "running")
    wish = owner.change(service, values={"site.title": "Two"})
    path = f"/api/releases/{wish['namespace']}/{wish['release_name']}"
    wait_for(
        lambda: site.operator_get(path)["generation"] == wish["generation"], "the operator heard nothing", pause=0.05
    )
    parts.kill("operator")
    parts.bring_back()
    owner.settled(service, "running")
    site.expect_text(f"{name}.{site.apps_domain}", "Two")


def test_the_operator_is_away(owner, site, parts, workspace, visit):
    """Pages work, the wish is accepted and kept, the page says so, and it goes on by itself."""
    window = visit("owner")
    page = window.open(f"#/workspace/{workspace['id']}")
    banner = page.locator("[data-name=operator-away]")
    with parts.frozen("operator"):
        service = launched_without_asking(owner, workspace)
        wait_for(lambda: owner.get("/api/config")["operator"]["reachable"] is False, "Odoo noticed nothing")
        page.reload()
        expect(banner).to_contain_text("wishes are kept")
        expect(page.get_by_text("Patient").first).to_be_visible()
        assert owner.service(workspace["id"], service["id"])["state"] in ("pending", "deploying")
        screen = ServicePage(window.open(ServicePage.route(workspace["id"], service["id"])))
        expect(screen.stages().first).to_be_visible()
    owner.settled(service, "running")
    wait_for(lambda: owner.get("/api/config")["operator"]["reachable"], "Odoo does not see it is back")
    screen.expect_state("running")
    expect(banner).to_have_count(0)


def launched_without_asking(owner, workspace) -> dict:
    """A launch that did not wait for the operator: each that does takes all of the time that Odoo gives it.

    One that does not may be as slow for once, on a busy machine.
    """
    for _attempt in range(3):
        begun = time.monotonic()
        service = owner.launch(
            workspace["id"], "website", "Patient", subdomain=subdomain(), values={"site.title": "Patient"}
        )
        if time.monotonic() - begun < READ_LIMIT:
            return service
    raise AssertionError("launches wait for the operator")
