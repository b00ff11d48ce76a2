"""Many launches at once and one after another."""

import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest

pytestmark = pytest.mark.lane("templates")


def launch(owner, workspace, number: int) -> dict:
    name = f"m{number}-{uuid.uuid4().hex[:8]}"
    values = {"site.title": f"Site {number}"}
    return owner.launch(workspace["id"], "website", f"Site {number}", subdomain=name, values=values)


def launch_at_once(owner, site, workspace, count: int) -> None:
    with ThreadPoolExecutor(count) as pool:
        services = list(pool.map(lambda number: launch(owner, workspace, number), range(count)))
    for number, service in enumerate(services):
        owner.settled(service, "running", 300)
        site.expect_text(f"{service['subdomain']}.{site.apps_domain}", f"Site {number}")
    with ThreadPoolExecutor(count) as pool:
        list(pool.map(owner.delete, services))
    for service in services:
        owner.gone(service, 300)


def test_three_at_once(owner, site, cluster, workspace):
    launch_at_once(owner, site, workspace, 3)


@pytest.mark.long
def test_ten_at_once(owner, site, workspace):
    launch_at_once(owner, site, workspace, 10)


@pytest.mark.long
def test_a_hundred_one_after_another(owner, site, cluster, workspace):
    for number in range(100):
        service = owner.settled(launch(owner, workspace, number), "running")
        site.expect_status(f"{service['subdomain']}.{site.apps_domain}", 200)
        owner.delete(service)
        owner.gone(service)
        cluster.expect_nothing_left(service)
