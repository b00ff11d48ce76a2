"""Odoo and PostgreSQL go and come back, events go astray, a database is yesterday's."""

import time
import uuid

from devkit.postgres import Embedded
from devkit.whole import DATABASE
from postman import between
from support.wait import wait_for

YESTERDAY = "yesterday"
A_MINUTE = 300  # the list is asked for once a minute, on a machine where everything else runs, too
LEAVES = 60_000  # ms that PostgreSQL has to end a connection


def _launch(owner, workspace, name: str, slug: str = "website") -> dict:
    body = {"values": {"site.title": "One"}, "subdomain": f"f-{uuid.uuid4().hex[:10]}"} if slug == "website" else {}
    return owner.launch(workspace["id"], slug, name, **body)


def test_odoo_is_killed_in_mid_reconcile(owner, truth, parts, workspace, fault, rng):
    def kill(act: str):
        time.sleep(rng.uniform(0, 1.5))
        parts.kill("odoo")
        parts.bring_back()

    with fault("Odoo killed -9 in mid-reconcile", "launch", kills=1):
        service = _launch(owner, workspace, "Killed")
        kill("launch")
        service = truth.settled(service, "running")
    with fault("Odoo killed -9 in mid-reconcile", "change", kills=1):
        owner.change(service, values={"site.title": "Two"})
        kill("change")
        truth.settled(service, "running")
    with fault("Odoo killed -9 in mid-reconcile", "delete", kills=1):
        owner.delete(service)
        kill("delete")
        truth.gone(service)


def test_postgresql_stops_and_starts(owner, truth, parts, workspace, fault, rng):
    with fault("PostgreSQL stopped and started", "launch"):
        service = _launch(owner, workspace, "Away")
        _restart_postgresql(parts, rng)
        service = truth.settled(service, "running")
    with fault("PostgreSQL stopped and started", "change"):
        owner.change(service, values={"site.title": "Two"})
        _restart_postgresql(parts, rng)
        truth.settled(service, "running")


def _restart_postgresql(parts, rng) -> None:
    time.sleep(rng.uniform(0, 1.5))
    embedded = Embedded(parts.instance.state, parts.instance.durable)
    try:
        assert embedded.process.stop(60)
        time.sleep(1)
    finally:
        embedded.ensure()
    wait_for(lambda: parts.answers("odoo"), "Odoo does not answer again")


def test_events_go_astray(owner, site, truth, parts, backend, workspace, fault, rng, is_long):
    with between(parts, site.url, rng) as postman:
        with fault("events late, twice, in any order, forged", "launch, change, stop, start"):
            service = truth.settled(_launch(owner, workspace, "Muddled"), "running")
            owner.change(service, values={"site.title": "Two"})
            truth.settled(service, "running")
            owner.act(service, "stop")
            truth.settled(service, "stopped")
            owner.act(service, "start")
            truth.settled(service, "running")
            assert postman.forgeries and postman.repeats and postman.believed == []
        with fault("events lost", "change") as row:
            postman.manner = "loses"
            began = time.monotonic()
            changed = owner.change(service, values={"site.title": "Three"})
            if not is_long:
                _until_ended(site, changed)
                _catch_up(backend)
            truth.settled(service, "running", A_MINUTE)
            row["note"] = f"known after {time.monotonic() - began:.0f} s, {postman.lost} lost"


def test_a_database_is_restored_from_yesterday(owner, truth, parts, backend, workspace, fault):
    service = truth.settled(_launch(owner, workspace, "Restored", "postgresql"), "running")
    _copy_database(parts, DATABASE, YESTERDAY)
    with fault("database restored from yesterday", "two changes later") as row:
        for action, state in (("stop", "stopped"), ("start", "running")):
            owner.act(service, action)
            truth.settled(service, state)
        _copy_database(parts, YESTERDAY, DATABASE)
        _catch_up(backend)
        seen = wait_for(lambda: _ahead(owner, service), "nothing says that the cluster is ahead", A_MINUTE)
        row["note"] = seen["state_reason"][:60]
        assert seen["state"] == "running"
        owner.act(service, "restart")
        service = truth.settled(service, "running")
        assert service["generation"] > 3 and not service["state_reason"]
    Embedded(parts.instance.state).server().drop_database(YESTERDAY)


def _until_ended(site, service: dict) -> None:
    """Wait for the end of the newest wish at the operator, of which Odoo hears nothing."""
    path, generation = f"/api/releases/{service['namespace']}/{service['release_name']}", service["generation"]
    wait_for(lambda: site.operator_get(path)["observed_generation"] == generation, "it does not end", A_MINUTE)


def _catch_up(backend) -> None:
    """What a platform admin has who does not wait for the next minute's list."""
    backend("operator_state", "action_catch_up", backend("operator_state", "search", []))


def _ahead(owner, service: dict) -> dict | None:
    seen = owner.service(service["workspace_id"], service["id"])
    return seen if "The cluster is ahead" in (seen["state_reason"] or "") else None


def _copy_database(parts, source: str, target: str) -> None:
    """As a backup that is taken, or put back: nobody is connected meanwhile."""
    parts.kill("odoo")
    server = Embedded(parts.instance.state).server()
    server.drop_database(target)
    server.query(f"SELECT pg_terminate_backend(pid, {LEAVES}) FROM pg_stat_activity WHERE datname = '{source}'")
    server.create_database(target, source)
    parts.bring_back()
