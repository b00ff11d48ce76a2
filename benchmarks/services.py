"""The list of 100 services beside an empty JSON route of Odoo, at rest and while 50 of them are being deployed.

Run it with Odoo's Python on a database of its own, in which the addon is installed and nothing else matters:

    python benchmarks/services.py --database bench_services --addons-path <odoo>/addons,<folder of this addon>

Requests go by HTTP to Odoo's whole WSGI application in this process, in turns: the empty route (`type="jsonrpc"`,
`auth="user"`, answers an empty object), the list, the empty route… The caller is a portal user. While 50 deploy, a
thread takes in a new report of the operator for each of them every second, each in a transaction of its own.
"""

import http.client
import json
import statistics
import sys
import threading
import time
from contextlib import closing
from datetime import datetime, timedelta

import odoo
from odoo import http as odoo_http
from odoo import release, sql_db
from odoo.modules.registry import Registry
from werkzeug.serving import WSGIRequestHandler, make_server
from workspaces import Caller, arguments, say, seed_people

SERVICES, DEPLOYING = 100, 50
WARM_UP, REPEATS = 10, 150
MODULE = "odoo.addons.woow_paas_platform"
SERVICE = "woow_paas_platform.cloud_service"
EMPTY = "/bench/empty"

COPIES_SQL = """
    WITH made AS (
        INSERT INTO woow_paas_platform_cloud_service (
            name, workspace_id, template_id, reference, namespace, release_name, active, desired, generation,
            accepted_generation, state, stage, values, secret_keys, specs, default_values, stage_times, endpoints,
            chart_name, chart_version, vcpu, ram_gb, storage_gb, create_uid, create_date, write_uid, write_date)
        SELECT 'Service ' || n, workspace_id, template_id, 'copy-' || n, namespace, namespace || '-copy-' || n, true,
            desired, 1, 1, 'running', 'done', values, secret_keys, specs, default_values, stage_times, endpoints,
            chart_name, chart_version, 0, 0, 0, create_uid, create_date, write_uid, write_date
        FROM woow_paas_platform_cloud_service, generate_series(2, %s) n WHERE id = %s
        RETURNING id, workspace_id, generation),
    held AS (
        INSERT INTO woow_paas_platform_host_name (name, service_id, workspace_id)
        SELECT 'bench-' || id || '.apps.localhost', id, workspace_id FROM made RETURNING id, service_id),
    asked AS (
        INSERT INTO woow_paas_platform_service_intent (service_id, generation, kind, desired, outcome, create_date)
        SELECT id, generation, 'install', 'running', 'pending', now() FROM made RETURNING id)
    SELECT count(*) FROM made
"""
HOSTS_SQL = """
    UPDATE woow_paas_platform_cloud_service s SET host_name_id = h.id
    FROM woow_paas_platform_host_name h WHERE h.service_id = s.id
"""


def serve_empty_route():
    """An empty JSON route, served as if it were one of the addon's; before the routes are collected."""
    kind = "jsonrpc" if release.version_info[0] >= 19 else "json"
    route = odoo_http.route(EMPTY, type=kind, auth="user", methods=["POST"])(lambda self: {})
    type("BenchController", (odoo_http.Controller,), {"__module__": f"{MODULE}.bench", "empty": route})


def seed(env):
    """A portal user with a workspace of ``SERVICES`` services; the caller and the workspace."""
    env["woow_paas_platform.plan"].search([]).write({"services": 1000})
    caller, _first = seed_people(env)
    workspace = env["woow_paas_platform.workspace"].with_user(caller).create_workspace("Bench").with_env(env)
    template = env.ref("woow_paas_platform.template_website")
    service, _ignored = env[SERVICE].launch(workspace, template, "Service 1", subdomain="bench-1")
    env.flush_all()
    env.cr.execute(COPIES_SQL, [SERVICES, service.id])
    env.cr.execute(HOSTS_SQL)
    env.cr.execute("ANALYZE")
    env.cr.commit()
    env.invalidate_all()
    return caller, workspace


class Browser:
    """A portal user's requests by HTTP, a new connection each, to a server in this process; answers are not decoded."""

    def __init__(self, env, caller):
        self.headers = {**Caller(env, caller).headers, "Content-Type": "application/json"}
        self.server = make_server("127.0.0.1", 0, odoo.http.root, threaded=True, request_handler=QuietHandler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def get(self, path):
        """The answer's bytes."""
        return self._ask("GET", path)

    def call(self, path):
        """The same by JSON-RPC, for Odoo's own routes."""
        return self._ask("POST", path, b'{"jsonrpc": "2.0", "params": {}}')

    def _ask(self, verb, path, body=None):
        with closing(http.client.HTTPConnection("127.0.0.1", self.server.server_port, timeout=60)) as connection:
            connection.request(verb, path, body=body, headers=self.headers)
            response = connection.getresponse()
            content = response.read()
        if response.status != 200 or b'"error"' in content[:80]:
            sys.exit(f"{path}: {response.status} {content[:300]}")
        return content


class QuietHandler(WSGIRequestHandler):
    def log(self, *args):
        """Say nothing."""


class Reporter(threading.Thread):
    """Takes in a new report for each of ``services`` every second, as the operator's events would bring it."""

    def __init__(self, registry, services):
        super().__init__(daemon=True)
        self.registry, self.ids, self.taken, self.done = registry, services.ids, 0, threading.Event()

    def run(self):
        while not self.done.wait(1.0):
            for number in self.ids:
                with closing(self.registry.cursor()) as cursor:
                    env = odoo.api.Environment(cursor, odoo.SUPERUSER_ID, {})
                    self.taken += env[SERVICE]._apply_status(self._report(env, env[SERVICE].browse(number)))
                    cursor.commit()

    def _report(self, env, service):
        moment = datetime(2026, 1, 1) + timedelta(seconds=self.taken)
        return {
            "namespace": service.namespace, "name": service.release_name, "generation": service.generation,
            "observed_generation": 0, "good_generation": 0, "phase": "working", "stage": "pods",
            "progress": self.taken % 90, "stage_times": {}, "updated_at": f"{moment.isoformat()}Z",
            "database_uuid": env["ir.config_parameter"].get_param("database.uuid"),
        }


def in_turns(browser, path):
    """Times in milliseconds of the empty route and of the list, called in turns; and the list's queries."""
    times, queries = ([], []), 0
    for turn in range(WARM_UP + REPEATS):
        started = time.perf_counter()
        browser.call(EMPTY)
        between, before = time.perf_counter(), sql_db.sql_counter
        answer = browser.get(path)
        ended, asked = time.perf_counter(), sql_db.sql_counter - before
        if len(json.loads(answer)["data"]) != SERVICES:
            sys.exit("The list has another number of rows.")
        if turn >= WARM_UP:
            times[0].append((between - started) * 1000)
            times[1].append((ended - between) * 1000)
            queries += asked
    return *times, queries / REPEATS


def tell(stage, empty, listed, queries):
    """One line a measurement."""
    say(f"{stage:<22}{min(empty):>9.1f}{statistics.median(empty):>10.1f}{min(listed):>9.1f}"
        f"{statistics.median(listed):>10.1f}{statistics.quantiles(listed, n=20)[-1]:>9.1f}{queries:>9.1f}"
        f"{min(listed) / min(empty):>12.2f}{statistics.median(listed) / statistics.median(empty):>14.2f}")


def run(registry, env):
    """Measure at rest, then while the operator reports."""
    caller, workspace = seed(env)
    browser, path = Browser(env, caller), f"/api/workspaces/{workspace.id}/services?limit=200"
    say(f"{'':<22}{'empty':>9}{'median':>10}{'list':>9}{'median':>10}{'p95 ms':>9}{'queries':>9}"
        f"{'best/best':>12}{'median/median':>14}")
    tell("at rest", *in_turns(browser, path))
    deploying = env[SERVICE].search([("workspace_id", "=", workspace.id)], limit=DEPLOYING)
    deploying.write({"state": "deploying", "stage": "resources"})
    env.cr.commit()
    reporter = Reporter(registry, deploying)
    reporter.start()
    tell(f"while {DEPLOYING} deploy", *in_turns(browser, path))
    reporter.done.set()
    reporter.join()
    say(f"{reporter.taken} reports were taken in meanwhile.")


def main():
    """Read the command line and run; a database that somebody works in is refused."""
    options = arguments(__doc__)
    odoo.tools.config.parse_config(
        ["-d", options.database, f"--addons-path={options.addons_path}", "--log-level=error", "--max-cron-threads=0"])
    serve_empty_route()
    registry = Registry(options.database)
    with closing(registry.cursor()) as cursor:
        env = odoo.api.Environment(cursor, odoo.SUPERUSER_ID, {})
        if env["res.users"].search_count([("login", "=", "bench_caller")]):
            sys.exit("This database was used before: make a new one.")
        run(registry, env)


if __name__ == "__main__":
    main()
