"""How long a launch takes from the intent to `ready`, beside bare `helm install --wait` of the same chart and values.

Both are measured in turns, in namespaces of their own: the first launch of a workspace (Helm: `--create-namespace`),
and a further one in the same namespace. Needs a cluster (KUBECONFIG), Helm 4 (HELM) and the operator's requirements:

    KUBECONFIG=… HELM=… PAAS_TEST_INGRESS_URL=http://127.0.0.1:8080 python benchmarks/launch.py
"""

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

OPERATOR = Path(__file__).resolve().parents[1] / "extra" / "paas-operator"
sys.path.insert(0, str(OPERATOR))

from tests.cluster.site import Admin, Operator, Site, home_of, random_prefix, write_kubeconfig  # noqa: E402
from tests.conftest import CHARTS, intent_body  # noqa: E402

VALUES: dict[str, Any] = {"text": "hello", "token": "a-token-of-the-benchmark"}
POLL = 0.02


class Bench:
    """One operator and bare Helm on one cluster."""

    def __init__(self, admin: Admin, operator: Operator, prefix: str) -> None:
        self._admin = admin
        self._operator = operator
        self._prefix = prefix
        self._number = 0
        self.stages: dict[str, list[float]] = {}

    def new_namespace(self) -> str:
        self._number += 1
        return f"{self._prefix}{self._number}"

    def operator(self, namespace: str, release: str) -> None:
        """Send the intent and wait for `ready`."""
        values = VALUES | {"ingress": {"enabled": True, "host": f"{release}.apps.localhost"}}
        path = f"/api/releases/{namespace}/{release}"
        body = intent_body(values=values, secrets={}, hosts=[f"{release}.apps.localhost"])
        self._operator.call("PUT", path, body).raise_for_status()
        while (status := self._operator.call("GET", path).json())["phase"] not in ("ready", "failed"):
            time.sleep(POLL)
        if status["phase"] == "failed":
            raise SystemExit(status["reason"]["message"])
        times = [(stage, datetime.fromisoformat(at)) for stage, at in status["stage_times"].items()]
        for (stage, begun), (_, ended) in pairwise(times):
            self.stages.setdefault(stage, []).append((ended - begun).total_seconds())

    def helm(self, namespace: str, release: str) -> None:
        """What somebody would do by hand, with the same values."""
        values = VALUES | {"ingress": {"enabled": True, "host": f"{release}.apps.localhost"}}
        given = [f"--set-json={key}={json.dumps(value)}" for key, value in values.items()]
        self._admin.helm(
            "install", release, str(CHARTS / "hello"), "--namespace", namespace, "--create-namespace", "--wait", *given
        )

    def clear(self, namespace: str) -> None:
        """Wait until all is gone, so that the next launch has the machine for itself."""
        self._admin.kubectl("delete", "namespace", namespace, "--ignore-not-found")


@contextmanager
def bench(folder: Path) -> Iterator[Bench]:
    """An operator of its own prefix and namespace; everything goes with it."""
    admin = Admin(os.environ["KUBECONFIG"], os.environ.get("HELM", "helm"))
    prefix = random_prefix()
    with home_of(admin, prefix) as home:
        kubeconfig = write_kubeconfig(admin, home, folder / "kubeconfig")
        ingress = os.environ["PAAS_TEST_INGRESS_URL"]
        site = Site(admin, prefix, home, kubeconfig, folder, os.environ.get("HELM", "helm"), ingress)
        operator = Operator(site.environment(), folder / "operator.log")
        operator.start()
        try:
            yield Bench(admin, operator, prefix)
        finally:
            operator.stop()


def timed(launch: Callable[[str, str], None], namespace: str, release: str) -> float:
    began = time.monotonic()
    launch(namespace, f"{namespace}-{release}")
    return time.monotonic() - began


def measure(subject: Bench, rounds: int) -> dict[str, list[float]]:
    """Seconds by what was measured, in turns, so that a busy moment hits both."""
    times: dict[str, list[float]] = {}
    for _ in range(rounds):
        for name, launch in (("operator", subject.operator), ("helm", subject.helm)):
            namespace = subject.new_namespace()
            for nth, release in (("first", "a"), ("further", "b")):
                times.setdefault(f"{name} {nth}", []).append(timed(launch, namespace, release))
            subject.clear(namespace)
    return times


def report(times: dict[str, list[float]], stages: dict[str, list[float]]) -> None:
    figures = {"best s": min, "median s": statistics.median, "mean s": statistics.fmean, "worst s": max}
    sys.stdout.write(f"{'':<18}{''.join(f'{name:>10}' for name in figures)}\n")
    for name, seconds in times.items():
        sys.stdout.write(f"{name:<18}{''.join(f'{figure(seconds):>10.2f}' for figure in figures.values())}\n")
    for nth in ("first", "further"):
        ours, theirs = times[f"operator {nth}"], times[f"helm {nth}"]
        ratios = [figure(ours) / figure(theirs) for figure in figures.values()]
        sys.stdout.write(f"{f'ratio {nth}':<18}{''.join(f'{ratio:>10.2f}' for ratio in ratios)}\n")
    told = ", ".join(f"{stage} {statistics.median(seconds):.2f}" for stage, seconds in stages.items())
    sys.stdout.write(f"stages, median s: {told}\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, bench(Path(folder)) as subject:
        report(measure(subject, arguments.rounds), subject.stages)


if __name__ == "__main__":
    main()
