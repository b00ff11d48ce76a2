"""The list of 100 services beside an empty JSON route of Odoo, at rest and while 50 of them are being deployed.

Run it with Odoo's Python on a database of its own, in which the addon is installed and nothing else matters:

    python benchmarks/services.py --database bench_services --addons-path <odoo>/addons,<folder of this addon>

Requests go by HTTP to Odoo's whole WSGI application in this process, in turns: the empty route (`type="jsonrpc"`,
`auth="user"`, answers an empty object), the list, the empty route… The caller is a portal user. While 50 deploy, a
thread takes in a new report of the operator for each of them every second, each in a transaction of its own.
The last column is the ratio of processor time, of this process and of the database's, which depends less on who else is
there; while 50 deploy it holds the reports as well and is left out.
"""

import http.client
import json
import statistics
import sys
import threading
import time
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

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


class Costs:
    """What calls of one route took: milliseconds by the clock and of processors, and queries."""

    def __init__(self, servers=()):
        self.servers = servers
        self.times, self.processors, self.queries = [], [], 0

    def add(self, call):
        """Make the call and note what it took; its answer."""
        asked, spent, started = sql_db.sql_counter, processor_time(self.servers), time.perf_counter()
        answer = call()
        self.times.append((time.perf_counter() - started) * 1000)
        self.processors.append((processor_time(self.servers) - spent) * 1000)
        self.queries += sql_db.sql_counter - asked
        return answer


def processor_time(servers):
    """Seconds of processor time that this process took, and the database's processes with these ids."""
    files = [Path(f"/proc/{pid}/schedstat") for pid in servers]
    return time.process_time() + sum(int(file.read_text().split()[0]) / 1e9 for file in files if file.exists())


def servers_of(registry):
    """The ids of the processes that serve this database, which runs on this machine."""
    with closing(registry.cursor()) as cursor:
        cursor.execute("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")
        return [row[0] for row in cursor.fetchall()]


def in_turns(registry, browser, path):
    """The costs of the empty route and of the list, called in turns."""
    for turn in range(WARM_UP + REPEATS):
        if turn in (0, WARM_UP):
            servers = servers_of(registry)
            empty, listed = Costs(servers), Costs(servers)
        empty.add(lambda: browser.call(EMPTY))
        if len(json.loads(listed.add(lambda: browser.get(path)))["data"]) != SERVICES:
            sys.exit("The list has another number of rows.")
    return empty, listed


def tell(stage, empty, listed, with_processors=True):
    """One line a measurement."""
    medians = [statistics.median(costs.times) for costs in (empty, listed)]
    processors = statistics.median(listed.processors) / statistics.median(empty.processors)
    say(f"{stage:<22}{min(empty.times):>9.1f}{medians[0]:>10.1f}{min(listed.times):>9.1f}{medians[1]:>10.1f}"
        f"{statistics.quantiles(listed.times, n=20)[-1]:>9.1f}{listed.queries / REPEATS:>9.1f}"
        f"{min(listed.times) / min(empty.times):>12.2f}{medians[1] / medians[0]:>15.2f}"
        + (f"{processors:>12.2f}" if with_processors else ""))


def run(registry, env):
    """Measure at rest, then while the operator reports."""
    caller, workspace = seed(env)
    browser, path = Browser(env, caller), f"/api/workspaces/{workspace.id}/services?limit=200"
    say(f"{'':<22}{'empty':>9}{'median':>10}{'list':>9}{'median':>10}{'p95 ms':>9}{'queries':>9}"
        f"{'best/best':>12}{'median/median':>15}{'processors':>12}")
    tell("at rest", *in_turns(registry, browser, path))
    deploying = env[SERVICE].search([("workspace_id", "=", workspace.id)], limit=DEPLOYING)
    deploying.write({"state": "deploying", "stage": "resources"})
    env.cr.commit()
    reporter = Reporter(registry, deploying)
    reporter.start()
    tell(f"while {DEPLOYING} deploy", *in_turns(registry, browser, path), with_processors=False)
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
