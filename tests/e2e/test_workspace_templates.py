"""Workspaces made of a template: all of it runs, and what one application needs of another is there."""

import uuid

import pytest
from applications.mosquitto import Mosquitto
from applications.node_red import NodeRed
from applications.odoo import Odoo
from support.wait import wait_for

pytestmark = pytest.mark.lane("templates")
TELL_SURROUNDINGS = """
msg.payload = ["PGHOST", "PGPORT", "PGDATABASE", "PGUSER", "PGPASSWORD"].map((name) => env.get(name));
return msg;
"""
SURROUNDINGS = [
    {"id": "page", "type": "tab", "label": "Database"},
    {"id": "asked", "z": "page", "type": "http in", "url": "/database", "method": "get", "wires": [["told"]]},
    {"id": "told", "z": "page", "type": "function", "func": TELL_SURROUNDINGS, "wires": [["answered"]]},
    {"id": "answered", "z": "page", "type": "http response", "wires": []},
]
SWITCH = [
    {"id": "page", "type": "tab", "label": "Switch"},
    {"id": "broker", "type": "mqtt-broker", "broker": "${MQTT_HOST}", "port": "${MQTT_PORT}", "protocolVersion": "4",
     "keepalive": "60", "credentials": {"user": "${MQTT_USERNAME}", "password": "${MQTT_PASSWORD}"}},
    {"id": "asked", "z": "page", "type": "http in", "url": "/light", "method": "post", "wires": [["send", "answered"]]},
    {"id": "send", "z": "page", "type": "mqtt out", "topic": "house/light", "qos": "1", "retain": "true",
     "broker": "broker", "wires": []},
    {"id": "answered", "z": "page", "type": "http response", "wires": []},
]


@pytest.fixture
def services(request, owner, workspaces):
    """The running services of a workspace that is made of the named template, by their application's short name."""
    offered = {template["name"]: template["id"] for template in owner.get("/api/workspace-templates")}
    body = {"name": f"{request.param} {uuid.uuid4().hex[:6]}", "workspace_template_id": offered[request.param]}
    workspace = owner.post("/api/workspaces", body)
    found = owner.get(f"/api/workspaces/{workspace['id']}/services")
    try:
        yield {service["template"]["slug"]: owner.settled(service, "running", Odoo.seconds) for service in found}
    finally:
        workspaces.leave(workspace)


def of(application: type, services: dict, owner, site, cluster):
    """One of `services` as its clients see it."""
    service = services[application.slug]
    app = application(owner, site, cluster, {"id": service["workspace_id"]})
    app.service, app.subdomain = service, service["subdomain"]
    return app


@pytest.mark.parametrize("services", ["Web site with database"], indirect=True)
def test_a_web_site_with_a_database(services, site, cluster):
    assert cluster.psql(services["postgresql"], "SELECT 1;") == "1"
    site.expect_status(f"{services['website']['subdomain']}.{site.apps_domain}", 200)


@pytest.mark.parametrize("services", ["Smart home hub"], indirect=True)
def test_a_flow_talks_to_the_broker_beside_it(services, owner, site, cluster):
    flows = of(NodeRed, services, owner, site, cluster)
    broker = of(Mosquitto, services, owner, site, cluster)
    flows.password = flows.reveal("admin.password")
    flows.deploy(SWITCH)
    with broker.outside(broker.reveal("auth.password")) as listener:
        listener.subscribe("house/light")

        def switch_on() -> list[str]:
            site.fetch(flows.host, "/light", "POST", data={"state": "on"})
            return listener.messages

        assert wait_for(switch_on, "the broker was told nothing")[0] == '{"state":"on"}'


@pytest.mark.parametrize("services", ["Automation lab"], indirect=True)
def test_flows_know_the_database_beside_them(services, owner, site, cluster):
    flows, database = of(NodeRed, services, owner, site, cluster), services["postgresql"]
    flows.password = flows.reveal("admin.password")
    flows.deploy(SURROUNDINGS)
    host, port, name, user, password = wait_for(lambda: _answer(site, flows.host), "the flow does not answer")
    assert database["internal_endpoints"][0]["host"].startswith(host.partition(".")[0])
    assert (port, name, user) == ("5432", "app", "app")
    assert password == owner.reveal(database, "auth.password")


def _answer(site, host: str) -> list[str]:
    """What the flow tells, empty before it is there."""
    answer = site.ask(host, "/database")
    return answer.json() if answer.ok else []


@pytest.mark.parametrize("services", ["Web shop"], indirect=True)
def test_a_shop_on_the_database_beside_it(services, owner, site, cluster):
    shop = of(Odoo, services, owner, site, cluster)
    assert shop.signed_in(shop.reveal("admin.password"))
    assert site.ask(shop.host, "/shop").status_code == 200
    assert cluster.psql(services["postgresql"], "SELECT count(*) FROM pg_database WHERE datname = 'odoo';") == "1"
