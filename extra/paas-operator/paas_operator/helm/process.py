"""The only place where Helm is started: a fixed environment, values on standard input, no orphan left behind."""

import asyncio
import logging
import os
import signal
import sys
import tempfile
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from paas_operator import telemetry
from paas_operator.errors import HelmFailed
from paas_operator.helm.access import Lend
from paas_operator.helm.output import failure
from paas_operator.saying import say

_log = logging.getLogger(__name__)

PACKAGE = Path(__file__).resolve().parent.parent
GRACE = 10.0
AT_A_TIME = 4
READING_AT_A_TIME = 2
MEMORY_LIMIT = 384 << 20  # of Helm and of its plugin: a chart that takes more ends them, and nothing else
OUTPUT_LIMIT = 32 << 20
_CHUNK = 64 << 10
RUN = "run-"


@dataclass(frozen=True)
class Output:
    """How a Helm process ended."""

    code: int
    stdout: str
    stderr: str


class HelmProcesses:
    """Starts Helm, at most four at a time, and two more that only render, so that no reader waits for an install."""

    def __init__(self, helm: str, cache: Path) -> None:
        self._helm = helm
        self._cache = cache
        self._slots = asyncio.Semaphore(AT_A_TIME)
        self._reading = asyncio.Semaphore(READING_AT_A_TIME)
        self._environment = _environment(cache)

    async def run(
        self,
        arguments: Sequence[str],
        timeout: float,
        stdin: bytes = b"",
        environment: Mapping[str, str] | None = None,
        lend: Lend | None = None,
        *,
        reading: bool = False,
    ) -> Output:
        """Run Helm to its end; raises HelmFailed when it takes longer than `timeout`. Cancelled, it ends Helm.

        Without `lend` Helm knows of no cluster.
        """
        async with self._reading if reading else self._turn(), self._access(lend) as kubeconfig:
            with telemetry.helm_run(arguments[0]) as ended:
                given = {**(environment or {}), "KUBECONFIG": kubeconfig}
                output = await self._run(arguments, timeout, stdin, given)
                ended.cause = failure(output.stderr).code if output.code else "success"
                return output

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        with telemetry.HELM_WAITING.track_inprogress():
            await self._slots.acquire()
        try:
            with telemetry.HELM_RUNNING.track_inprogress():
                yield
        finally:
            self._slots.release()

    @asynccontextmanager
    async def _access(self, lend: Lend | None) -> AsyncIterator[str]:
        """A kubeconfig that only we can read and that is gone after the run."""
        if lend is None:
            yield os.devnull
            return
        with tempfile.TemporaryDirectory(prefix=RUN, dir=self._cache) as folder:
            path = Path(folder) / "kubeconfig"
            path.touch(mode=0o600)
            path.write_text(await lend())
            yield str(path)

    async def _run(
        self, arguments: Sequence[str], timeout: float, stdin: bytes, environment: Mapping[str, str]
    ) -> Output:
        with _in_memory(stdin) as file:
            process = await _started(
                "prlimit", f"--data={MEMORY_LIMIT}", "setpriv", "--pdeathsig", "KILL", "--", self._helm, *arguments,
                stdin=file, stdout=PIPE, stderr=PIPE, cwd=self._cache, start_new_session=True,
                env={**self._environment, **environment},
            )  # fmt: skip
        _log.info("helm started", extra={"command": arguments[0], "pid": process.pid})
        try:
            async with asyncio.timeout(timeout):
                stdout, stderr = await _said(process)
        except TimeoutError as exc:
            raise HelmFailed(say("helm_too_slow", seconds=round(timeout)), "timeout") from exc
        finally:
            if not _is_over(process):
                await _end(process)
        return Output(process.returncode or 0, stdout.decode(errors="replace"), stderr.decode(errors="replace"))


def _environment(cache: Path) -> dict[str, str]:
    """Nothing of ours but what Helm and the plugin need; nothing that would lead it to the pod's own account."""
    return {
        "PATH": os.environ.get("PATH", "/usr/local/bin:/usr/bin:/bin"),
        "HOME": str(cache),
        "TMPDIR": str(cache),
        "HELM_CACHE_HOME": str(cache / "helm"),
        "HELM_CONFIG_HOME": str(cache / "helm"),
        "HELM_DATA_HOME": str(cache / "helm"),
        "HELM_PLUGINS": str(PACKAGE / "plugins"),
        "WOOW_PYTHON": sys.executable,
        "PYTHONPATH": str(PACKAGE.parent),
        "PYTHONDONTWRITEBYTECODE": "1",
    }


@contextmanager
def _in_memory(content: bytes) -> Iterator[int]:
    """A file that is on no disk: a pipe would break when Helm ends before it has read it."""
    descriptor = os.memfd_create("stdin")
    try:
        with os.fdopen(os.dup(descriptor), "wb") as file:
            file.write(content)
        os.lseek(descriptor, 0, os.SEEK_SET)
        yield descriptor
    finally:
        os.close(descriptor)


async def _started(*command: str, **options: Any) -> asyncio.subprocess.Process:
    """A new process. One whose start is cancelled is ended like one that runs: asyncio alone would kill it."""
    start = asyncio.ensure_future(asyncio.create_subprocess_exec(*command, **options))
    try:
        return await asyncio.shield(start)
    except asyncio.CancelledError:
        with suppress(OSError):  # it did not start
            await _end(await start)
        raise


async def _said(process: asyncio.subprocess.Process) -> tuple[bytes, bytes]:
    """All that it says until its end; raises HelmFailed for far too much."""
    hearing = [asyncio.ensure_future(_heard(stream)) for stream in (process.stdout, process.stderr) if stream]
    try:
        stdout, stderr = await asyncio.gather(*hearing)
    finally:
        for task in hearing:
            task.cancel()
        await asyncio.gather(*hearing, return_exceptions=True)
    await process.wait()
    return stdout, stderr


async def _heard(stream: asyncio.StreamReader) -> bytes:
    said = bytearray()
    while chunk := await stream.read(_CHUNK):
        said += chunk
        if len(said) > OUTPUT_LIMIT:
            raise HelmFailed(say("helm_output_large", mib=OUTPUT_LIMIT >> 20), "chart")
    return bytes(said)


def _is_over(process: asyncio.subprocess.Process) -> bool:
    """Whether it ended, and nothing that it began holds its output any more."""
    streams = (process.stdout, process.stderr)
    return process.returncode is not None and all(stream.at_eof() for stream in streams if stream)


async def _unheard(process: asyncio.subprocess.Process) -> None:
    """Wait for its end; what it still says is let pass, since a full pipe would hold it."""

    async def drop(stream: asyncio.StreamReader) -> None:
        while await stream.read(_CHUNK):
            pass

    await asyncio.gather(*(drop(stream) for stream in (process.stdout, process.stderr) if stream))
    await process.wait()


async def _end(process: asyncio.subprocess.Process) -> None:
    """SIGTERM, so that Helm notes `failed` and goes; SIGKILL, for what it began too, when it does not.

    Shielded: a second cancel waits too.
    """

    async def end() -> None:
        with suppress(ProcessLookupError):
            process.terminate()
        try:
            async with asyncio.timeout(GRACE):
                await _unheard(process)
        except TimeoutError:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            with suppress(TimeoutError):
                async with asyncio.timeout(GRACE):
                    await _unheard(process)
            await process.wait()

    await asyncio.shield(asyncio.ensure_future(end()))
