"""Faults on the real cluster: what breaks, when, and whether all was well afterwards, printed as a table."""

import json
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from .. import apt, faults_table, paths, status, tools, users, whole
from ..cluster import Cluster
from ..instance import TEST
from ..operator_process import SOURCE
from ..report import Problem
from .base import Context, Result, pytest_result, run_shown, together

PLATFORM = paths.CHECKOUT / "tests" / "faults"
LANES = {"kills": "test_kills.py", "helm": "test_helm.py", "disk": "test_disk.py", "replicas": "test_replicas.py"}
ALONE = "test_control_plane.py"
FAKETIME = "/usr/lib/*/faketime/libfaketimeMT.so.1"


def run(context: Context) -> list[Result]:
    """Break everything side by side, and at last, alone, what everybody on the machine uses."""
    cluster = context.cluster()
    rows = context.results / "faults.jsonl"
    rows.unlink(missing_ok=True)
    operator = _Operator(context, cluster, rows)
    with users.sharing(), ThreadPoolExecutor(len(LANES) + 1) as pool:
        platform = pool.submit(_platform, context, rows)
        lanes = [pool.submit(operator.run, name, file) for name, file in LANES.items()]
        parts = [lane.result() for lane in (*lanes, platform)]
    with users.sharing(True, lambda: context.report.say("Waiting for other tests, to break the cluster alone")):
        parts.append(operator.run("control-plane", ALONE))
    print(faults_table.text(rows))
    return [together("faults", parts, context)]


class _Operator:
    """Runs the tests that play Odoo over against operators of their own."""

    def __init__(self, context: Context, cluster: Cluster, rows: Path) -> None:
        self.context = context
        self.venv = context.venv("operator-test", SOURCE / "requirements-test.txt", SOURCE / "requirements.txt")
        tools.kubectl(context.report, context.install_log)
        self.environment = {
            **os.environ,
            "KUBECONFIG": str(cluster.kubeconfig),
            "HELM": str(tools.helm(context.report, context.install_log)),
            "PAAS_TEST_INGRESS_URL": cluster.ingress_url,
            "PYTHONPATH": str(paths.CHECKOUT / "scripts"),
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONUNBUFFERED": "1",
            "WOOW_FAULTS": "long" if context.long else "short",
            "WOOW_FAULTS_ROWS": str(rows),
            "WOOW_FAKETIME": _faketime(context),
        }

    def run(self, name: str, file: str) -> Result:
        """One module in a process of its own."""
        junit = self.context.results / f"faults-{name}.xml"
        junit.unlink(missing_ok=True)
        command = [self.venv / "bin" / "python", "-m", "pytest", "-p", "no:cacheprovider", f"--junitxml={junit}"]
        log = self.context.results / f"faults-{name}.log"
        module = SOURCE / "tests" / "faults" / file
        code = run_shown([*command, module, *self.context.arguments], SOURCE, self.environment, log)
        return pytest_result(name, code, junit)


def _platform(context: Context, rows: Path) -> Result:
    """The faults that need Odoo and PostgreSQL, on the platform of the end-to-end tests."""
    venv = context.venv("e2e", paths.CHECKOUT / "tests" / "e2e" / "requirements.txt")
    platform = whole.Platform(TEST, context.report)
    junit = context.results / "faults-platform.xml"
    junit.unlink(missing_ok=True)
    with context.alone(TEST):
        try:
            platform.up(TEST.choose(), update=True)
            described = paths.write_private(context.results / "status.json", json.dumps(status.document(TEST)))
            env = {
                **os.environ,
                "WOOW_STATUS_JSON": str(described),
                "WOOW_INSTANCE": TEST.name,
                "WOOW_ARTIFACTS": str(context.results / "faults"),
                "PYTHONUNBUFFERED": "1",
                "WOOW_FAULTS": "long" if context.long else "short",
                "WOOW_FAULTS_ROWS": str(rows),
                "PYTHONDONTWRITEBYTECODE": "1",
            }
            command = [venv / "bin" / "python", "-m", "pytest", "-c", PLATFORM / "pytest.ini", "-p", "no:cacheprovider"]
            log = context.results / "faults-platform.log"
            code = run_shown([*command, f"--junitxml={junit}", PLATFORM, *context.arguments], PLATFORM, env, log)
        finally:
            platform.stop()
    return pytest_result("platform", code, junit)


def _faketime(context: Context) -> str:
    """The library that gives a process another clock; empty where it can't be had."""
    if not (found := sorted(Path("/").glob(FAKETIME[1:]))):
        try:
            apt.install(["libfaketime"], context.install_log)
        except Problem as problem:
            context.report.say(f"{problem.message} Clocks that are apart are left out.")
        found = sorted(Path("/").glob(FAKETIME[1:]))
    return str(found[0]) if found else ""
