"""The addon's tests in Odoo: Python, front-end units and tours; a leg for each Odoo at hand."""

import shutil
import time

from .. import base_template, chromium, odoo, odoo_source, own_network, ports, postgres
from ..instance import Instance
from ..odoo import Odoo
from ..odoo_source import OdooSource
from ..paths import ADDON, CHECKOUT, STATE
from . import coverage_report, odoo_log
from .base import Context, Result, run_shown

INSTANCE = Instance("addon", STATE / "test" / "addon", "", "", durable=False)


def run(context: Context) -> list[Result]:
    """Run the leg of Odoo 18.0 where its source can be had, and that of 19.0."""
    chromium.ensure(context.report, context.install_log)
    with context.alone(INSTANCE):
        try:
            return [_leg(context, source) for source in _sources(context)]
        finally:
            postgres.Embedded(INSTANCE.state).stop()


def _sources(context: Context) -> list[OdooSource]:
    log = context.install_log
    first = odoo_source.ensure(context.report, log)
    if first.series == "19.0":
        return [first]
    return [first, odoo_source.ensure(context.report, log, "19.0")]


def _leg(context: Context, source: OdooSource) -> Result:
    started = time.monotonic()
    web = _database(context, source)
    name = f"addon {source.series}"
    log = context.results / f"addon-{source.series}.log"
    context.report.say(f"Testing the addon on Odoo {source.series}; the log is {log}")
    data = coverage_report.Data(context, f"addon-{source.series}", CHECKOUT / "src")
    arguments = ["-i", ADDON, "--test-tags", _tags(context), "--stop-after-init"]
    command = [web.runtime.python, "-m", *data.command(), "-m", "odoo", "server", "-c", web.config, *arguments]
    code = run_shown(own_network.inside(command), CHECKOUT, {**web.runtime.environment(), **data.environment()}, log)
    result = _result(name, code, odoo_log.read(log))
    if not context.arguments:
        result.complaints += data.judge(web.runtime.python)
    web.server.drop_database(web.database)
    shutil.rmtree(web.filestore(), ignore_errors=True)
    result.seconds = time.monotonic() - started
    return result


def _database(context: Context, source: OdooSource) -> Odoo:
    """A new database with what the addon builds on, copied from the kept one."""
    log = context.install_log
    postgres.install_programs(context.report, log)
    server = postgres.Embedded(INSTANCE.state, INSTANCE.durable).ensure()
    web = Odoo(INSTANCE, odoo.runtime(source, context.report, log), server, f"addon-{source.series[:2]}")
    web.write_config(ports.HOST, ports.free_port())  # other checkouts' runs are not in the way
    template = base_template.ensure(web, True, context.report)
    server.drop_database(web.database)
    base_template.copy(web, template, web.database)
    return web


def _tags(context: Context) -> str:
    return ",".join(f"/{ADDON}:{name}" for name in context.arguments) or f"/{ADDON}"


def _result(name: str, code: int, outcome: odoo_log.Outcome) -> Result:
    result = Result(name, outcome.passed, outcome.failed, broken=outcome.broken)
    result.complaints += [f"unexpected in the log: {line[:300]}" for line in outcome.unexpected]
    if code and not outcome.failed:
        result.complaints.append(f"Odoo ended with code {code}")
    return result.require_tests()
