"""The operator's tests: pytest, on a real API server and a real Helm, with coverage.

Those on the cluster mostly wait, so workers take them side by side, a file each, with an operator and a namespace of
their own; the others run beside them in one process.
"""

import os
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

from .. import tools, users
from ..operator_process import SOURCE
from . import coverage_report
from .base import Context, Result, pytest_result, run_shown, together

LONG_FORM = ["--long", "tests/unit/test_fuzz.py"]
WORKERS = 3
PARTS = {
    "operator-cluster": ["tests/cluster", f"--numprocesses={WORKERS}", "--dist=loadfile"],
    "operator-unit": ["tests/unit"],
}


def run(context: Context) -> list[Result]:
    """Run them; coverage of the package has to reach the bar."""
    pytest = _Pytest(context)
    asked = context.arguments or LONG_FORM * context.long
    with users.sharing():
        if asked:
            return [pytest.run("operator", asked)]
        with ThreadPoolExecutor(len(PARTS)) as pool:
            result = together("operator", pool.map(pytest.run, PARTS, PARTS.values()), context)
    result.complaints += pytest.data.judge(pytest.python)
    return [result]


class _Pytest:
    """Runs pytest under coverage, with what the tests want to know of the cluster."""

    def __init__(self, context: Context) -> None:
        self.results = context.results
        venv = context.venv("operator-test", SOURCE / "requirements-test.txt", SOURCE / "requirements.txt")
        self.python = venv / "bin" / "python"
        self.data = coverage_report.Data(context, "operator", SOURCE / "paas_operator")
        cluster = context.cluster()
        tools.kubectl(context.report, context.install_log)
        self.environment = {
            **os.environ,
            "KUBECONFIG": str(cluster.kubeconfig),
            "HELM": str(tools.helm(context.report, context.install_log)),
            "PAAS_TEST_INGRESS_URL": cluster.ingress_url,
            "PAAS_TEST_INGRESS_TLS_URL": cluster.ingress_tls_url,
            "PAAS_TEST_ENFORCES_POLICIES": "1" if cluster.enforces_network_policy else "",
            "PYTHONDONTWRITEBYTECODE": "1",
            **self.data.environment(),
        }

    def run(self, name: str, arguments: Iterable[str]) -> Result:
        """One process of pytest, whose log and counts have this name."""
        junit = self.results / f"{name}.xml"
        junit.unlink(missing_ok=True)
        command = [self.python, "-m", *self.data.command(), "-m", "pytest", "-p", "no:cacheprovider"]
        log = self.results / f"{name}.log"
        code = run_shown([*command, f"--junitxml={junit}", *arguments], SOURCE, self.environment, log)
        return pytest_result(name, code, junit)
