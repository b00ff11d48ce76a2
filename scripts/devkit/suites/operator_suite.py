"""The operator's tests: pytest, on a real API server and a real Helm, with coverage."""

import os

from .. import tools, users
from ..operator_process import SOURCE
from . import coverage_report
from .base import Context, Result, pytest_result, run_shown

LONG_FORM = ["--long", "tests/unit/test_fuzz.py"]


def run(context: Context) -> list[Result]:
    """Run them; coverage of the package has to reach the bar."""
    venv = context.venv("operator-test", SOURCE / "requirements-test.txt", SOURCE / "requirements.txt")
    cluster = context.cluster()
    tools.kubectl(context.report, context.install_log)
    env = {
        **os.environ,
        "KUBECONFIG": str(cluster.kubeconfig),
        "HELM": str(tools.helm(context.report, context.install_log)),
        "PAAS_TEST_INGRESS_URL": cluster.ingress_url,
        "PAAS_TEST_INGRESS_TLS_URL": cluster.ingress_tls_url,
        "PAAS_TEST_ENFORCES_POLICIES": "1" if cluster.enforces_network_policy else "",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    data = coverage_report.Data(context, "operator", SOURCE / "paas_operator")
    junit = context.results / "operator.xml"
    junit.unlink(missing_ok=True)
    command = [venv / "bin" / "python", "-m", *data.command(), "-m", "pytest", "-p", "no:cacheprovider"]
    asked = context.arguments or LONG_FORM * context.long
    with users.sharing():
        code = run_shown(
            [*command, f"--junitxml={junit}", *asked],
            SOURCE,
            {**env, **data.environment()},
            context.results / "operator.log",
        )
    result = pytest_result("operator", code, junit)
    if not asked:
        result.complaints += data.judge(venv / "bin" / "python")
    return [result]
