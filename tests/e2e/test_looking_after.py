"""Looking after a running application without knowing the cluster, by a portal user in a browser."""

import re
import uuid

import pytest
from pages.review import Review
from pages.service import ServicePage
from pages.workspaces import WorkspacePage
from playwright.sync_api import expect

pytestmark = pytest.mark.lane("services")
METRICS_SECONDS = GONE_SECONDS = 300


@pytest.fixture(scope="module")
def place(workspaces):
    made = workspaces.make("Looking after")
    yield made
    workspaces.leave(made)


@pytest.fixture(scope="module")
def running(owner, place):
    name = f"care-{uuid.uuid4().hex[:8]}"
    values = {"site.title": "Bread"}
    service = owner.launch(place["id"], "website", "Cared for", subdomain=name, values=values)
    return owner.settled(service, "running")


@pytest.fixture
def screen(running, owner, visit):
    """The service's page, with one of its tabs open; what a test before began has come to its end."""
    owner.settled(running, "running")

    def open_tab(tab: str = "", person: str = "owner") -> ServicePage:
        route = ServicePage.route(running["workspace_id"], running["id"], tab)
        return ServicePage(visit(person, accept_downloads=True).open(route))

    return open_tab


def test_how_to_reach_it(screen, running):
    page = screen().main
    card = page.locator("[data-name=connection]")
    expect(card.get_by_text(running["url"], exact=True)).to_be_visible()
    expect(card.get_by_role("heading", name="From another service of this workspace")).to_be_visible()
    expect(card.locator("[data-name=credentials]")).to_contain_text("owner")
    card.locator("[data-name=reveal]").first.click()
    expect(card.get_by_role("button", name="Copy the secret")).to_be_visible()


def test_the_parts_and_their_events(screen):
    page = screen("resources")
    expect(page.resource("Pod")).to_have_attribute("data-state", "ok")
    expect(page.resource("Ingress")).to_be_visible()
    started = page.main.locator("[data-event=Started]")
    expect(started.first).to_be_visible()
    page.resource("Pod").get_by_role("button").click()
    expect(started.first).to_be_visible()
    page.resource("Ingress").get_by_role("button").first.click()
    expect(started).to_have_count(0)


def test_the_log_follows_what_happens(screen, running, site):
    page = screen("logs")
    expect(page.log()).to_contain_text("GET /")
    word = uuid.uuid4().hex[:12]
    site.ask(f"{running['subdomain']}.{site.apps_domain}", f"/{word}")
    expect(page.log()).to_contain_text(word)
    page.main.get_by_role("searchbox", name="Search the log").fill(word)
    expect(page.log().locator("mark").first).to_have_text(word)
    expect(page.main.locator("[data-name=hits]")).to_contain_text(re.compile("^[1-9]"))
    page.main.get_by_label("Only these lines").check()
    expect(page.log().locator(".w-logs__line").filter(has_not_text=word)).to_have_count(0)

    page.control("pause").click()
    other = uuid.uuid4().hex[:12]
    site.ask(f"{running['subdomain']}.{site.apps_domain}", f"/{other}")
    page.main.get_by_role("searchbox", name="Search the log").fill(other)
    page.page.wait_for_timeout(3000)
    expect(page.main.locator("[data-name=hits]")).to_contain_text("0 lines")
    page.control("pause").click()
    expect(page.main.locator("[data-name=hits]")).to_contain_text(re.compile("^[1-9]"))

    with page.page.expect_download() as download:
        page.control("download-log").click()
    assert other in download.value.path().read_text()


def test_the_figures_of_the_last_hour(screen):
    page = screen("metrics")
    for name in ("cpu", "memory"):
        chart = page.main.locator(f"[data-chart={name}]")
        expect(chart).to_be_visible(timeout=METRICS_SECONDS * 1000)
        expect(chart.get_by_role("slider")).to_have_attribute("aria-valuetext", re.compile("Now .* of "))
    expect(page.main.locator("[data-name=containers] li").first).to_contain_text("Restarts")


def test_a_change_is_foreseen_compared_and_taken_back(screen, owner, running, site):
    page = screen("configuration")
    host = f"{running['subdomain']}.{site.apps_domain}"
    review = page.review_change("site.title", "Cake")
    expect(review.value("site.title")).to_have_text(re.compile("Bread.*Cake", re.DOTALL))
    assert set(review.objects().values()) == {"Changed"}
    review.confirm()
    expect(page.main).to_be_focused()
    owner.settled(running, "running")
    site.expect_text(host, "Cake")

    page.tab("revisions")
    first = page.main.locator("[data-generation='1']")
    first.locator("[data-name=compare]").click()
    rows = page.page.get_by_role("dialog").locator("[data-name=diff] [data-value='site.title']")
    expect(rows).to_contain_text("Bread")
    expect(rows).to_contain_text("Cake")
    page.page.get_by_role("dialog").locator("[data-name=diff-rollback]").click()
    back = Review(page.page).expect_checked()
    expect(back.value("site.title")).to_contain_text("Bread")
    back.confirm()
    owner.settled(running, "running")
    site.expect_text(host, "Bread")

    page.tab("activity")
    for action in ("service.launched", "service.changed", "service.rolled_back"):
        expect(page.main.locator(f"[data-action='{action}']").first).to_be_visible()


def test_a_value_goes_back_to_its_default(screen, owner, running):
    owner.change(running, values={"upload.maxSizeMb": 65})
    owner.settled(running, "running")
    page = screen("configuration")
    field = page.main.locator("[data-key='upload.maxSizeMb']")
    field.locator("[data-name=reset]").click()
    expect(field.locator("input")).to_have_value("64")
    page.control("save").click()
    Review(page.page).expect_checked().confirm()
    seen = owner.settled(running, "running")
    assert seen["values"].get("upload.maxSizeMb", 64) == 64


def test_another_address(screen, owner, running, site):
    word = f"moved-{uuid.uuid4().hex[:8]}"
    page = screen()
    page.menu()
    page.control("domain").click()
    dialog = page.page.get_by_role("dialog")
    dialog.get_by_label("Address").fill(word)
    assert Review(page.page).expect_checked().objects().get("Ingress") == "Changed"
    dialog.locator("[data-name=save-domain]").click()
    expect(dialog).to_have_count(0)
    owner.settled(running, "running")
    site.expect_status(f"{word}.{site.apps_domain}", 200)


def test_an_upgrade_to_the_newest_version(place, owner, visit, site):
    name = f"older-{uuid.uuid4().hex[:8]}"
    values = {"site.title": "Older"}
    service = owner.launch(place["id"], "website", "Older", subdomain=name, values=values, version="1.0.0")
    service = owner.settled(service, "running")
    page = ServicePage(visit("owner").open(ServicePage.route(place["id"], service["id"])))
    newest = service["update_available"]
    expect(page.main.locator("[data-name=update]")).to_contain_text(newest)
    page.control("upgrade-now").click()
    review = Review(page.page).expect_checked()
    expect(review.dialog.locator("[data-name=version]")).to_contain_text(newest)
    assert review.objects()["Deployment"] == "Changed"
    review.confirm()
    service = owner.settled(service, "running")
    assert (service["chart_version"], service["update_available"]) == (newest, "")
    expect(page.main.locator("[data-name=update]")).to_have_count(0)
    site.expect_text(f"{name}.{site.apps_domain}", "Older")


def test_a_domain_of_ones_own_has_to_be_proven(screen):
    page = screen()
    card = page.main.locator("[data-name=custom-domain]")
    card.get_by_label("Domain").fill(f"shop-{uuid.uuid4().hex[:8]}.example.com")
    page.control("add-domain").click()
    expect(card.get_by_text("add this TXT record")).to_be_visible()
    expect(card.get_by_role("button", name="Copy the record's value")).to_be_visible()
    page.control("verify-domain").click()
    expect(card.locator(".w-note, .w-field__error").first).to_contain_text(re.compile(r"\w+ .*\."))
    expect(card.locator("[data-name=verify-domain]")).to_be_visible()
    page.control("remove-domain").click()
    page.confirm()
    expect(card.get_by_label("Domain")).to_have_value("")


def test_deleted_with_its_data_kept_and_launched_again_on_it(place, owner, site, visit):
    """The UI's way round: delete, keep, launch again, delete, discard."""
    name = f"kept-{uuid.uuid4().hex[:8]}"
    host = f"{name}.{site.apps_domain}"
    values = {"site.title": "Kept"}
    service = owner.settled(owner.launch(place["id"], "website", "Kept site", subdomain=name, values=values), "running")
    account = ("owner", owner.reveal(service, "upload.password"))
    assert site.ask(host, "/bread.txt", "PUT", data="fresh", auth=account).status_code == 201

    page = ServicePage(visit("owner").open(ServicePage.route(place["id"], service["id"])))
    page.menu()
    page.control("delete").click()
    page.page.get_by_role("dialog").get_by_label("Keep the data").check()
    page.confirm(typed="Kept site")
    workspace = WorkspacePage(page.page)
    row = workspace.kept("Kept site")
    expect(row).to_be_visible(timeout=GONE_SECONDS * 1000)
    expect(row).to_contain_text("1 volume")
    row.locator("[data-name=relaunch]").click()
    page.confirm()
    page.page.wait_for_url(lambda url: "/services/" in url)
    page.heading("Kept site")
    page.expect_state("running")
    again = owner.service(place["id"], int(page.page.url.rpartition("/")[2]))
    host = f"{again['subdomain']}.{site.apps_domain}"
    site.expect_text(host, "fresh", "/bread.txt")

    page.menu()
    page.control("delete").click()
    page.page.get_by_role("dialog").get_by_label("Keep the data").check()
    page.confirm(typed="Kept site")
    expect(row).to_be_visible(timeout=GONE_SECONDS * 1000)
    row.locator("[data-name=discard]").click()
    page.confirm(typed="Kept site")
    expect(row).to_have_count(0, timeout=GONE_SECONDS * 1000)
