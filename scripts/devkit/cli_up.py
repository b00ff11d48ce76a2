"""`scripts/up`: bring the platform up, look at it, take it down."""

import argparse
import json
import os
import subprocess
import time

from . import accounts, status, users, whole
from . import cluster as clusters
from .instance import UP, Settings
from .report import Problem, Report


def parser() -> argparse.ArgumentParser:
    """The command line."""
    found = argparse.ArgumentParser(
        prog="scripts/up",
        description="Install and start PostgreSQL, Odoo with the addon, the Kubernetes cluster and the operator.",
        epilog="Ports, host and database are remembered until --reset.",
    )
    what = found.add_mutually_exclusive_group()
    what.add_argument("--status", action="store_true", help="say what runs; exit code 1 when a part does not")
    what.add_argument("--down", action="store_true", help="stop everything; data is kept")
    what.add_argument("--reset", action="store_true", help="stop everything and remove database, keys and volumes")
    what.add_argument("--logs", metavar="NAME", help="print the log of a part (postgres, odoo, operator, install, …)")
    found.add_argument("-f", "--follow", action="store_true", help="with --logs: go on as it grows")
    found.add_argument("--json", action="store_true", help="with --status: for programs")
    found.add_argument("--detach", action="store_true", help="return when everything runs")
    found.add_argument("--update", action="store_true", help="pick up changes of the code")
    found.add_argument("--host", help="address Odoo listens on (default 127.0.0.1)")
    found.add_argument("--port", type=_port, help="Odoo's port (default 8069)")
    found.add_argument("--operator-port", type=_port, help="the operator's port (default 8070)")
    found.add_argument("--ingress-port", type=_port, help="port at which launched applications answer")
    found.add_argument("--database-url", default=os.environ.get("DATABASE_URL"), help="use this PostgreSQL")
    found.add_argument("--odoo", choices=("18.0", "19.0"), default=os.environ.get("WOOW_ODOO"), help="Odoo's release")
    found.add_argument("--no-demo", dest="demo", action="store_false", default=None, help="no demo data or accounts")
    return found


def _port(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text} is not a port; use a number from 1 to 65535")
    return int(text)


def main(arguments: list[str]) -> int:
    """Do what the command line asks; returns the exit code."""
    options = parser().parse_args(arguments)
    report = Report()
    if options.status:
        return _status(options.json)
    if options.logs:
        return _logs(options.logs, options.follow)
    if options.down:
        return _down(report)
    if options.reset:
        return _reset(report)
    return _up(options, report)


def _up(options: argparse.Namespace, report: Report) -> int:
    UP.prepare()
    _refuse_other_demo(options)
    settings = UP.choose(
        host=options.host,
        port=options.port,
        operator_port=options.operator_port,
        ingress_port=options.ingress_port,
        database_url=options.database_url,
        demo=options.demo,
        odoo_series=options.odoo,
    )
    platform = whole.Platform(UP, report)
    platform.up(settings, update=options.update)
    _print_welcome(settings)
    return 0 if options.detach else _stay(platform, report)


def _refuse_other_demo(options: argparse.Namespace) -> None:
    if options.demo is False and UP.stamp("addon") and UP.settings().demo:
        raise Problem(
            "The database holds demo data already.",
            "Start anew without it: ./scripts/up --reset, then ./scripts/up --no-demo",
        )


def _print_welcome(settings: Settings) -> None:
    document = status.document(UP)
    lines = ["", f"Open       {document['url']}/woow", f"Backend    {document['url']}/odoo"]
    lines += [f"Apps       http://<name>.{document['apps_domain']}{_port_of(document['ingress_url'])}"]
    lines += [f"Operator   {document['operator_url']} (key in {document['operator_api_key_file']})"]
    lines += [f"Cluster    KUBECONFIG={document['kubeconfig']}"]
    lines += [f"Note       {note}" for note in document.get("notes", [])]
    lines += ["", "Sign in as"]
    for account in accounts.listed(UP, settings.demo):
        password = account.get("password") or f"(password in {account['password_file']})"
        lines.append(f"  {account['login']:<22} {password:<10} {account['role']}")
    print("\n".join([*lines, ""]))


def _port_of(url: str | None) -> str:
    port = (url or "").rpartition(":")[2].rstrip("/")
    return f":{port}" if port.isdigit() and port != "80" else ""


def _stay(platform: whole.Platform, report: Report) -> int:
    """Stay until Ctrl-C, or until a part dies."""
    report.say("Ctrl-C stops Odoo, the operator and PostgreSQL (the cluster stays; --down stops it, too)")
    try:
        while not (gone := [name for name, process in platform.processes().items() if _died(process)]):
            time.sleep(1)
    except KeyboardInterrupt:
        report.say(f"Stopped: {', '.join(platform.stop()) or 'nothing ran'}")
        return 0
    raise Problem(f"{', '.join(gone)} ended by itself.", f"See ./scripts/up --logs {gone[0]}; ./scripts/up starts it.")


def _died(process: whole.Process) -> bool:
    return process.pid_file.exists() and not process.pid()


def _status(as_json: bool) -> int:
    document = status.document(UP)
    if as_json:
        print(json.dumps(document, indent=1))
    else:
        print(f"{document['url']}/woow")
        for name, part in document["parts"].items():
            print(f"  {name:<32} {part['state']:<10} {part['pid'] or ''}")
    return 0 if document["ready"] else 1


def _logs(name: str, follow: bool) -> int:
    files = {file.stem: file for file in sorted((UP.state / "logs").glob("*.log"))} | clusters.log_files()
    if name not in files:
        raise Problem(f"There is no log named “{name}”.", f"There are: {', '.join(files) or 'none yet'}.")
    try:
        return subprocess.run(["tail", "-n", "200", *(["-F"] if follow else []), files[name]], check=False).returncode
    except KeyboardInterrupt:
        return 0


def _down(report: Report) -> int:
    stopped = whole.Platform(UP, report).stop()
    report.say(f"Stopped: {', '.join(stopped) or 'nothing of this checkout ran'}")
    if others := users.others(UP):
        report.say(f"The cluster stays up: it is used by {', '.join(others)}")
    else:
        clusters.down(report.say)
    return 0


def _reset(report: Report) -> int:
    platform = whole.Platform(UP, report)
    if others := users.others(UP):
        platform.leave_cluster()
        report.say(f"The cluster stays: it is used by {', '.join(others)}")
    else:
        clusters.reset(report.say)
    platform.erase()
    report.say("Removed: database, files, keys and logs of this checkout; caches are kept")
    return 0
