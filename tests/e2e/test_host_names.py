"""Host names: one holder each, whoever asks at the same moment; bad ones are refused with a sentence."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from support.api import Api

pytestmark = pytest.mark.lane("templates")
PATIENT = 6


def fresh(prefix: str) -> str:
    return f"{prefix}-{uuid.uuid4().hex[:8]}"


@pytest.mark.parametrize("name", ["www", "admin", "api"])
def test_reserved_names_are_refused(owner, name):
    answer = owner.get(f"/api/subdomains/{name}/availability")
    assert answer["available"] is False
    assert answer["reason"].endswith(".")


@pytest.mark.parametrize("name", ["-shop", "shop-", "sh_op", "shöp", "a" * 64, "shop.two"])
def test_malformed_names_are_refused(owner, workspace, name):
    template = owner.template("website")["id"]
    body = {"template_id": template, "name": "Shop", "subdomain": name, "values": {"site.title": "Shop"}}
    answer = owner.send("POST", f"/api/workspaces/{workspace['id']}/services", body)
    assert answer.status_code == 422
    assert list(answer.json()["fields"]) == ["subdomain"]
    assert answer.json()["error"].endswith(".")
    assert owner.get(f"/api/workspaces/{workspace['id']}/services") == []


def test_one_name_asked_for_at_the_same_moment(site, people, workspace):
    """Sessions of two people; each launch is a request of its own; exactly one holds the name at the end."""
    name = fresh("race")
    login = "owner@example.com"
    sessions = [Api(site.url, login, site.accounts[login]) for _ in range(PATIENT)]
    template = sessions[0].template("website")["id"]
    start = Barrier(PATIENT)

    def ask(number: int) -> int:
        body = {
            "template_id": template,
            "name": f"Racer {number}",
            "subdomain": name,
            "values": {"site.title": "Race"},
        }
        start.wait()
        return sessions[number].send("POST", f"/api/workspaces/{workspace['id']}/services", body).status_code

    with ThreadPoolExecutor(PATIENT) as pool:
        statuses = sorted(pool.map(ask, range(PATIENT)))
    assert statuses == [201] + [409] * (PATIENT - 1)
    held = people("owner").get(f"/api/workspaces/{workspace['id']}/services")
    assert [service["subdomain"] for service in held] == [name]
    assert people("member").get(f"/api/subdomains/{name}/availability")["available"] is False
