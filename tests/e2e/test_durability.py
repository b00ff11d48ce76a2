"""What is committed is carried out, what is rolled back leaves nothing, and the operator may be away."""

import time
import uuid

import pytest
from support.wait import wait_for

pytestmark = pytest.mark.lane("alone")
REFUSE_AT_COMMIT = """
CREATE OR REPLACE FUNCTION e2e_refuse() RETURNS trigger LANGUAGE plpgsql AS
  $$ BEGIN RAISE EXCEPTION 'refused at commit'; END $$;
CREATE CONSTRAINT TRIGGER e2e_refuse AFTER INSERT ON woow_paas_platform_cloud_service
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.name = 'Refused at commit')
  EXECUTE FUNCTION e2e_refuse();
"""
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
    owner.change(service, values={"site.title": "Two"})
    wait_for(lambda: owner.service(workspace["id"], service["id"])["state"] == "upgrading", "no upgrade", pause=0.05)
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
        begun = time.monotonic()
        service = owner.launch(
            workspace["id"], "website", "Patient", subdomain=subdomain(), values={"site.title": "Patient"}
        )
        assert time.monotonic() - begun < 5
        wait_for(lambda: owner.get("/api/config")["operator"]["reachable"] is False, "Odoo noticed nothing", 60)
        page.reload()
        banner.wait_for()
        assert "wishes are kept" in banner.inner_text()
        page.get_by_text("Patient").first.wait_for()
        assert owner.service(workspace["id"], service["id"])["state"] in ("pending", "deploying")
    owner.settled(service, "running", 150)
    wait_for(lambda: owner.get("/api/config")["operator"]["reachable"], "Odoo does not see it is back", 60)
    banner.wait_for(state="detached", timeout=60_000)
