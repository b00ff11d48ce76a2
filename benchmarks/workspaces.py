"""What lists cost as a platform grows: queries and time of the workspaces', members' and activity routes.

Run it with Odoo's Python on a database of its own, in which the addon is installed and nothing else matters:

    python benchmarks/workspaces.py --database bench_workspaces --addons-path <odoo>/addons,<folder of this addon>

Requests go through Odoo's whole WSGI application in this process: routing, session, rate limit, handler, JSON. The
caller is a portal user with 50 workspaces; 10, then 1,000, then 10,000 workspaces of others exist beside them, each
with 20 members. Then the caller's workspace gets 1,000,000 rows of activity. Every figure stands beside its ratio to
the first measurement of the same run.
"""

import argparse
import json
import statistics
import sys
import time
from contextlib import closing
from datetime import datetime, timedelta

import odoo
from odoo import sql_db
from odoo.modules.registry import Registry
from odoo.service import security
from werkzeug.test import Client

SIZES = (10, 1_000, 10_000)
OWN, MEMBERS, PEOPLE = 50, 20, 400
ACTIVITY = 1_000_000
WARM_UP, REPEATS = 5, 60

PEOPLE_SQL = """
    INSERT INTO res_users (login, partner_id, company_id, active, notification_type)
    SELECT 'bench_' || n, partner_id, company_id, true, 'email' FROM res_users, generate_series(1, %s) n WHERE id = %s
    RETURNING id
"""
WORKSPACES_SQL = """
    WITH made AS (
        INSERT INTO woow_paas_platform_workspace (
            name, slug, uuid, namespace, active, owner_id, quota_cpu, quota_memory_gb, quota_storage_gb, create_date)
        SELECT 'Bench ' || n, 'bench-' || n, 'bench-' || n, 'bench-' || n, true,
            CASE WHEN %(owner)s > 0 THEN %(owner)s ELSE %(first)s + (n * 7) %% %(people)s END, 4, 8, 20, now()
        FROM generate_series(%(start)s + 1, %(start)s + %(count)s) n RETURNING id, owner_id)
    INSERT INTO woow_paas_platform_workspace_access (workspace_id, user_id, role, create_date)
    SELECT id, owner_id, 'owner', now() FROM made
    UNION ALL
    SELECT made.id, other.id, 'user', now() FROM made CROSS JOIN LATERAL (
        SELECT %(first)s + (made.id * 13 + step) %% %(people)s AS id FROM generate_series(1, %(members)s + 1) step
    ) other WHERE other.id != made.owner_id
"""
TRIM_SQL = """
    DELETE FROM woow_paas_platform_workspace_access WHERE id IN (
        SELECT id FROM (
            SELECT id, row_number() OVER (PARTITION BY workspace_id ORDER BY role = 'owner' DESC, id) AS place
            FROM woow_paas_platform_workspace_access) ranked
        WHERE place > %s)
"""
ACTIVITY_SQL = """
    INSERT INTO woow_paas_platform_activity (
        date, action, actor_id, actor_name, workspace_id, workspace_name, subject_model, subject_id, subject, address)
    SELECT now() - n * interval '20 seconds',
        CASE n %% 500 WHEN 0 THEN 'secret.revealed' ELSE (ARRAY['service.changed', 'service.running'])[1 + n %% 2] END,
        %(user)s, 'Bench', %(workspace)s, 'Bench', 'service', n, 'Service ' || n, '203.0.113.0/24'
    FROM generate_series(1, %(rows)s) n
"""


def say(line):
    """One line to whoever started this."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


class Caller:
    """A portal user's browser, without a network between."""

    def __init__(self, env, user):
        session = odoo.http.root.session_store.new()
        session.update(odoo.http.get_default_session(), db=env.cr.dbname, uid=user.id, login=user.login)
        session.session_token = security.compute_session_token(session, env(user=user.id))
        odoo.http.root.session_store.save(session)
        self.client = Client(odoo.http.root, use_cookies=False)
        self.headers = {"Host": "localhost", "Cookie": f"session_id={session.sid}"}

    def get(self, path):
        """The answer's document; anything but 200 ends the run."""
        response = self.client.get(path, headers=self.headers)
        if response.status_code != 200:
            sys.exit(f"{path}: {response.status} {response.get_data(as_text=True)[:300]}")
        return json.loads(response.get_data())

    def measure(self, path):
        """Queries, best, median and 95th percentile in milliseconds, and how many rows the answer has."""
        data = self.get(path)["data"]
        rows = len(data if isinstance(data, list) else data.get("activity", "1"))
        return *measured(lambda: self.get(path)), rows


def measured(call):
    """Queries of one ``call``; best, median and 95th percentile in milliseconds."""
    for _time in range(WARM_UP):
        call()
    times, before = [], sql_db.sql_counter
    for _time in range(REPEATS):
        started = time.perf_counter()
        call()
        times.append((time.perf_counter() - started) * 1000)
    queries = (sql_db.sql_counter - before) / REPEATS
    return queries, min(times), statistics.median(times), statistics.quantiles(times, n=20)[-1]


class Table:
    """Prints a line a measurement, with the ratios to the first one of the same name (queries, best time)."""

    def __init__(self):
        self.first = {}

    def add(self, name, stage, figures):
        queries, best, median, p95, rows = figures
        base = self.first.setdefault(name, (queries, best))
        say(
            f"{name:<22}{stage:<24}{rows:>5}{queries:>9.1f}{best:>9.1f}{median:>11.1f}{p95:>9.1f}"
            f"{queries / base[0]:>13.2f}{best / base[1]:>10.2f}"
        )

    @staticmethod
    def head():
        say(
            f"{'':<22}{'beside / in':<24}{'rows':>5}{'queries':>9}{'best ms':>9}{'median ms':>11}{'p95 ms':>9}"
            f"{'queries/1st':>13}{'best/1st':>10}"
        )


def seed_people(env):
    """A caller with a session and people to fill workspaces with; the caller, and the first of the others' ids."""
    caller = (
        env["res.users"]
        .with_context(no_reset_password=True)
        .create(
            {
                "name": "Bench",
                "login": "bench_caller",
                "email": "bench@example.com",
                groups_field(env): [(6, 0, [env.ref("base.group_portal").id])],
            }
        )
    )
    env.flush_all()
    env.cr.execute(PEOPLE_SQL, [PEOPLE, caller.id])
    return caller, min(row[0] for row in env.cr.fetchall())


def groups_field(env):
    """The field of a user's groups, which Odoo 19 renamed."""
    return "group_ids" if "group_ids" in env["res.users"]._fields else "groups_id"


def add_workspaces(env, start, count, first, owner=0):
    """``count`` workspaces of ``owner``, or of the people in turn, with ``MEMBERS`` members each."""
    env.cr.execute(
        WORKSPACES_SQL,
        {"start": start, "count": count, "owner": owner, "first": first, "people": PEOPLE, "members": MEMBERS},
    )
    env.cr.execute(TRIM_SQL, [MEMBERS])
    env.cr.commit()
    analyze(env)


def analyze(env):
    """Let the planner know what the tables hold now, as autovacuum does."""
    for model in ("workspace", "workspace_access", "activity"):
        env.cr.execute(f"ANALYZE woow_paas_platform_{model}")
    env.cr.commit()


def run(env):
    """Fill the database step by step and measure at each."""
    table, (caller, first) = Table(), seed_people(env)
    add_workspaces(env, 0, OWN, first, owner=caller.id)
    own = env["woow_paas_platform.workspace"].search([("owner_id", "=", caller.id)], limit=1)
    env.cr.commit()
    browser, others = Caller(env, caller), 0
    table.head()
    for size in SIZES:
        add_workspaces(env, OWN + others, size - others, first)
        others = size
        for name, path in (
            ("list", "/api/workspaces?limit=50"),
            ("detail", f"/api/workspaces/{own.id}"),
            ("members", f"/api/workspaces/{own.id}/members"),
        ):
            table.add(name, f"{size:,} other workspaces", browser.measure(path))
    measure_activity(env, table, browser, caller, own)
    from odoo.addons.woow_paas_platform.src.models.rate_limit import API_LIMIT  # known since the addons path was read

    limits = env["woow_paas_platform.rate_limit"]
    table.add("one count of a limit", "its own transaction", (*measured(lambda: limits._hit(API_LIMIT, "bench")), 1))


def measure_activity(env, table, browser, caller, workspace):
    """The activity page, its filters and the dashboard before and after the log grows."""
    page = f"/api/workspaces/{workspace.id}/activity"
    rows, yesterday = 0, (datetime.now() - timedelta(days=1)).date().isoformat()
    for size in (1_000, ACTIVITY):
        env.cr.execute(ACTIVITY_SQL, {"rows": size - rows, "user": caller.id, "workspace": workspace.id})
        env.cr.commit()
        env.cr.execute("SELECT count(*) FROM woow_paas_platform_activity")
        rows = env.cr.fetchone()[0]
        with closing(sql_db.db_connect(env.cr.dbname).cursor()) as cursor:
            cursor.connection.autocommit = True
            cursor.execute("VACUUM ANALYZE woow_paas_platform_activity")
        for name, path in (
            ("activity, first page", page),
            ("activity, 20th page", f"{page}?offset=950"),
            ("activity, one kind", f"{page}?kind=secret"),
            ("activity, last day", f"{page}?since={yesterday}"),
        ):
            table.add(name, f"{rows:,} rows", browser.measure(path))
        table.add("dashboard", f"{rows:,} rows", browser.measure("/api/dashboard"))


def arguments(description):
    """The command line; a database that may be somebody's is refused."""
    parser = argparse.ArgumentParser(description=description.splitlines()[0])
    parser.add_argument("--database", required=True, help="its name begins with bench")
    parser.add_argument("--addons-path", required=True)
    options = parser.parse_args()
    if not options.database.startswith("bench"):
        sys.exit("The database is filled with many rows: use one whose name begins with “bench”.")
    return options


def main():
    """Read the command line and run; a database that somebody works in is refused."""
    options = arguments(__doc__)
    odoo.tools.config.parse_config(
        ["-d", options.database, f"--addons-path={options.addons_path}", "--log-level=error", "--max-cron-threads=0"]
    )
    registry = Registry(options.database)
    with closing(registry.cursor()) as cursor:
        env = odoo.api.Environment(cursor, odoo.SUPERUSER_ID, {})
        if env["res.users"].search_count([("login", "=", "bench_caller")]):
            sys.exit("This database was used before: make a new one.")
        run(env)


if __name__ == "__main__":
    main()
