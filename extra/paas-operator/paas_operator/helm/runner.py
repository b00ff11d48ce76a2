"""The Helm commands the operator uses. What comes from outside stands behind `--` or in `--flag=value` form."""

import errno
import json
import re
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from paas_operator import json_in_yaml, names
from paas_operator.errors import HelmFailed, StartupError
from paas_operator.helm.access import TenantAccess
from paas_operator.helm.output import failure
from paas_operator.helm.process import MEMORY_LIMIT, RUN, HelmProcesses, Output
from paas_operator.postrender.findings import Refused, Report
from paas_operator.postrender.rules import Rules
from paas_operator.saying import say

HISTORY = 10
HELM_TIMEOUT = 600.0
HOOK_TIMEOUT = 300
HELM_ITSELF = 30
SIGNALLED = 128  # what a shell adds to the number of the signal that ended a program
EXAMINE_TIMEOUT = 15.0
_NO_MEMORY = re.compile(r"^fatal error: .*memory", re.MULTILINE)  # Go's runtime


@dataclass(frozen=True)
class Apply:
    """One install or upgrade: which release, from which archive, with which values, marked by which stamp."""

    namespace: str
    release: str
    chart: Path
    values: dict[str, Any]
    stamp: str
    rules: Rules
    hook_timeout: int = HOOK_TIMEOUT


class Helm:
    """Helm 4 on a real cluster."""

    def __init__(self, processes: HelmProcesses, cache: Path, access: TenantAccess) -> None:
        self._processes = processes
        self._access = access
        self._cache = cache

    def clear(self) -> None:
        """Remove what runs of a killed process left; the cache belongs to this process alone."""
        for folder in self._cache.glob(f"{RUN}*"):
            shutil.rmtree(folder, ignore_errors=True)

    async def version(self) -> str:
        """Helm's version, e.g. `v4.1.4`; raises StartupError when there is none or it is not Helm 4."""
        try:
            output = await self._processes.run(["version", "--template={{.Version}}"], timeout=20)
        except OSError as exc:
            raise StartupError(f"Helm can't be started ({exc.strerror}): set PAAS_HELM to Helm 4.") from exc
        version = output.stdout.strip()
        if output.code or not re.fullmatch(r"v4\.\d+\.\d+\S*", version):
            raise StartupError(f"Helm 4 is needed, and PAAS_HELM names something else ({version or output.code}).")
        return version

    async def install(self, apply: Apply) -> None:
        """A first install; also over a release whose only revisions failed, with install hooks."""
        await self._apply(["install", "--replace"], apply)

    async def upgrade(self, apply: Apply) -> None:
        await self._apply(["upgrade", "--reset-values", f"--history-max={HISTORY}"], apply)

    async def uninstall(self, namespace: str, release: str) -> None:
        """Remove the release and its history; a release that is gone already is success."""
        arguments = ["uninstall", f"--namespace={namespace}", "--ignore-not-found", f"--timeout={HOOK_TIMEOUT}s"]
        with _own_machine():
            lend = self._access.of(namespace)
            output = await self._processes.run([*arguments, "--", release], HELM_TIMEOUT, lend=lend)
        _checked(output)

    async def _apply(self, command: Sequence[str], apply: Apply) -> None:
        with _own_machine(), tempfile.TemporaryDirectory(prefix=RUN, dir=self._cache) as folder:
            report = Path(folder) / "report.json"
            arguments = [
                *command,
                f"--namespace={apply.namespace}",
                "--values=-",
                "--post-renderer=woow",
                "--skip-crds",
                "--server-side=true",
                "--force-conflicts",
                f"--timeout={apply.hook_timeout}s",
                f"--labels={names.GENERATION}={apply.stamp}",
                f"--description=generation {apply.stamp}",
                "--hide-notes",
                "--",
                apply.release,
                str(apply.chart),
            ]
            rules = replace(apply.rules, report=str(report))
            stdin = json_in_yaml.to_bytes(apply.values)
            limit = min(HELM_TIMEOUT, 2 * apply.hook_timeout + HELM_ITSELF)
            lend = self._access.of(apply.namespace)
            output = await self._processes.run(arguments, limit, stdin, rules.to_environment(), lend)
            found = _read(report)
            if found and found.refusals:
                raise HelmFailed(Refused(found).saying, "chart")
            if output.code and not apply.chart.exists():  # it left the cache while Helm waited for its turn
                raise HelmFailed(say("helm_ended"), retryable=True)
            _checked(output)

    async def render(self, apply: Apply, kube_version: str, upgrade: bool, connected: bool) -> str:
        """The objects as they would go to the cluster; `connected`: the chart may look things up there.

        That takes Helm twice as long.

        Raises HelmFailed, also for what the post-renderer refuses.
        """
        with _own_machine(), tempfile.TemporaryDirectory(prefix=RUN, dir=self._cache) as folder:
            report = Path(folder) / "report.json"
            arguments = [
                "template",
                f"--namespace={apply.namespace}",
                "--values=-",
                "--post-renderer=woow",
                "--skip-crds",
                *(["--dry-run=server"] if connected else [f"--kube-version={kube_version}"]),
                *(["--is-upgrade"] if upgrade else []),
                "--",
                apply.release,
                str(apply.chart),
            ]
            environment = replace(apply.rules, report=str(report)).to_environment()
            stdin = json_in_yaml.to_bytes(apply.values)
            lend = self._access.of(apply.namespace) if connected else None
            output = await self._processes.run(arguments, EXAMINE_TIMEOUT, stdin, environment, lend, reading=True)
            found = _read(report)
            if found and found.refusals:
                raise HelmFailed(Refused(found).saying, "chart")
            _checked(output)
            return output.stdout

    async def examine(self, chart: Path, values: dict[str, Any], rules: Rules) -> Report:
        """What the post-renderer finds in a chart; rendered without any cluster. Raises HelmFailed."""
        with _own_machine(), tempfile.TemporaryDirectory(prefix=RUN, dir=self._cache) as folder:
            report = Path(folder) / "report.json"
            arguments = [
                "template", f"--namespace={rules.namespace}", "--values=-", "--post-renderer=woow", "--include-crds",
                "--", rules.service, str(chart),
            ]  # fmt: skip
            rules = replace(rules, report=str(report), only_check=True)
            stdin = json_in_yaml.to_bytes(values)
            output = await self._processes.run(arguments, EXAMINE_TIMEOUT, stdin, rules.to_environment(), reading=True)
            found = _read(report)
            if found is None:
                _checked(output)
                raise HelmFailed(say("chart_renders_nothing"), "chart")
            return found


@contextmanager
def _own_machine() -> Iterator[None]:
    """What the machine refuses, such as room for a file, is told like a failure of Helm that may pass."""
    try:
        yield
    except OSError as exc:
        code = "no_space" if exc.errno in (errno.ENOSPC, errno.EDQUOT) else "helm_failed"
        raise HelmFailed(say("own_machine", text=str(exc.strerror)), code, retryable=True) from exc


def _read(report: Path) -> Report | None:
    return Report.from_json(json.loads(report.read_text())) if report.exists() else None


def _checked(output: Output) -> None:
    if output.code < 0 or output.code > SIGNALLED:
        raise HelmFailed(say("helm_killed"), retryable=True)
    if _NO_MEMORY.search(output.stderr):
        raise HelmFailed(say("helm_memory", mib=MEMORY_LIMIT >> 20), "chart")
    if output.code:
        raise failure(output.stderr)
