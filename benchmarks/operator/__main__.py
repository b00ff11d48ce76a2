"""What the operator's answers cost, and how that grows: `python3 benchmarks/operator` prints figures and ratios.

It runs on the cluster that `scripts/up` uses, with a prefix of its own that is gone afterwards. Nothing needs to be
installed before: the operator's test environment, Helm and kubectl come as for `./scripts/test operator`.
"""

import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(HERE.parents[1] / "scripts"))

from devkit import cluster as clusters  # noqa: E402
from devkit import paths, tools, venvs  # noqa: E402
from devkit.report import Report  # noqa: E402

SOURCE = paths.CHECKOUT / "extra" / "paas-operator"


def main() -> None:
    """Become the benchmark, in its environment."""
    report, log = Report(), paths.private_folder(paths.STATE / "test") / "benchmark-install.log"
    requirements = [SOURCE / "requirements-test.txt", SOURCE / "requirements.txt"]
    python = venvs.ensure("operator-test", [*requirements, paths.REQUIREMENTS / "coverage.txt"], report, log)
    cluster = clusters.ensure(report.say)
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("PAAS_", "PYTHON"))},
        "KUBECONFIG": str(cluster.kubeconfig),
        "HELM": str(tools.helm(report, log)),
        "KUBECTL": str(tools.kubectl(report, log)),
        "PYTHONPATH": f"{SOURCE}:{HERE}",
        "PYTHONPYCACHEPREFIX": str(paths.private_folder(paths.STATE / "test" / "bytecode")),
    }
    program = str(python / "bin" / "python")
    os.execve(program, [program, str(HERE / "bench.py"), *sys.argv[1:]], environment)


if __name__ == "__main__":
    main()
