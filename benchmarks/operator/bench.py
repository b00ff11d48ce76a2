"""The run itself: 10, 100, 1,000 releases, each with an operator that has just been started, beside the baselines."""

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, fields, replace
from pathlib import Path

import uvloop
from fleet import Cluster, Fleet
from latency import event_latencies
from load import Figures, run

from tests.cluster.site import Admin, Site, free_port, home_of, random_prefix, write_kubeconfig
from tests.conftest import KEY

HERE = Path(__file__).resolve().parent
SIZES = (10, 100, 1_000)
HEADERS = {"X-API-Key": KEY}
ROUNDS, SECONDS = 5, 1.5
OBVIOUS_SECONDS = 6


@dataclass
class Sample:
    """Everything measured with one number of releases."""

    size: int
    start: "Start"
    memory: float
    reads: Figures
    empty: Figures
    calm: Figures
    calm_empty: Figures
    listing: Figures


@dataclass
class Start:
    """From the start of a process until it was ready: seconds, and seconds of processor time it took itself.

    `answered` is when the first call was answered that needs the whole application.
    """

    wall: float
    cpu: float
    answered: float = 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    uvloop.run(measure(parser.parse_args().sizes))


async def measure(sizes: list[int]) -> None:
    """Set the scene, measure, print, clean up."""
    admin = Admin(os.environ["KUBECONFIG"], os.environ["HELM"])
    prefix = random_prefix().replace("paas-o", "paas-b")
    cluster = Cluster(Path(os.environ["KUBECONFIG"]))
    with tempfile.TemporaryDirectory() as work, home_of(admin, prefix) as home:
        folder = Path(work)
        kubeconfig = write_kubeconfig(admin, home, folder / "kubeconfig")
        site = Site(admin, prefix, home, kubeconfig, folder, os.environ["HELM"], "")
        fleet = Fleet(cluster, prefix, home)
        try:
            async with baseline(folder) as (base, bare):
                await _all(site, fleet, cluster, base, bare, sizes)
        finally:
            await fleet.remove()
            await cluster.close()


async def _all(site: Site, fleet: Fleet, cluster: Cluster, base: str, bare: Start, sizes: list[int]) -> None:
    idle_starts = []
    for _ in range(ROUNDS):
        async with operator(site) as (_, pid, start):
            idle_starts.append(start)
            memory = resident(pid)
    best = Start(*(min(getattr(start, part.name) for start in idle_starts) for part in fields(Start)))
    idle = Sample(0, best, memory, *[Figures(0, 0, 0, 0)] * 5)
    samples = [await _sample(site, fleet, base, size) for size in sizes]
    slow = [f"/obvious/{'/'.join(fleet.place(number))}" for number in range(sizes[-1])]
    obvious = await run(base, {}, 16, OBVIOUS_SECONDS, slow)
    latencies = await event_latencies(site, cluster, operator)
    show(idle, samples, obvious, latencies, bare)


async def _sample(site: Site, fleet: Fleet, base: str, size: int) -> Sample:
    await fleet.grow(size)
    async with operator(site) as (url, pid, start):
        paths = [fleet.path(number) for number in range(size)]
        reads, empty, calm, calm_empty = [], [], [], []
        for _ in range(ROUNDS):
            calm.append(await run(url, HEADERS, 4, SECONDS, paths))
            calm_empty.append(await run(base, {}, 4, SECONDS, ["/empty"]))
            reads.append(await run(url, HEADERS, 16, SECONDS, paths))
            empty.append(await run(base, {}, 16, SECONDS, ["/empty"]))
        listing = await _best(lambda: run(url, HEADERS, 1, SECONDS, ["/api/releases?database_uuid=benchmark"]), _speed)
        best = [max(figures, key=_speed) for figures in (reads, empty)]
        best += [min(figures, key=lambda f: f.p95) for figures in (calm, calm_empty)]
        return Sample(size, start, resident(pid), *best, listing)


def _speed(figures: Figures) -> float:
    return figures.per_second


async def _best(measure, key) -> Figures:
    return max([await measure() for _ in range(ROUNDS)], key=key)


@asynccontextmanager
async def operator(site: Site, **settings: str) -> AsyncIterator[tuple[str, int, Start]]:
    """A new operator process: its URL, its process id, and how it started."""
    environment = site.environment(**settings)
    environment.pop("PYTHONWARNINGS")
    environment.pop("PAAS_INGRESS_URL")
    with (site.folder / "operator.log").open("ab") as log:
        began = time.perf_counter()
        process = subprocess.Popen([sys.executable, "-m", "paas_operator"], env=environment, stderr=log)
    try:
        port = int(environment["PAAS_PORT"])
        await until_ready(process, port, "/readyz")
        start = started(process.pid, began)
        await until_ready(process, port, "/api/info", HEADERS)
        yield f"http://127.0.0.1:{port}", process.pid, replace(start, answered=time.perf_counter() - began)
    finally:
        process.terminate()
        await asyncio.to_thread(process.wait, 30)


@asynccontextmanager
async def baseline(folder: Path) -> AsyncIterator[tuple[str, Start]]:
    """The server that is compared with: its URL, and how it started."""
    port, began = free_port(), time.perf_counter()
    with (folder / "baseline.log").open("wb") as log:
        process = subprocess.Popen([sys.executable, str(HERE / "baseline.py"), str(port)], stderr=log)
    try:
        await until_ready(process, port, "/empty")
        yield f"http://127.0.0.1:{port}", started(process.pid, began)
    finally:
        process.terminate()
        await asyncio.to_thread(process.wait, 30)


async def until_ready(process: subprocess.Popen, port: int, path: str, headers: dict[str, str] | None = None) -> None:
    """Ask every few milliseconds until the answer is 200."""
    while process.poll() is None:
        try:
            await run(f"http://127.0.0.1:{port}", {"Connection": "close", **(headers or {})}, 1, 0, [path])
            return
        except (OSError, RuntimeError, asyncio.IncompleteReadError):
            await asyncio.sleep(0.005)
    raise RuntimeError("the server ended before it was ready")


def started(pid: int, began: float) -> Start:
    """How long it took, and what the kernel counted for the process and the children that it waited for."""
    counted = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return Start(time.perf_counter() - began, sum(map(int, counted[11:15])) / os.sysconf("SC_CLK_TCK"))


def resident(pid: int) -> float:
    """Resident memory in MiB."""
    text = Path(f"/proc/{pid}/status").read_text()
    return int(text.partition("VmRSS:")[2].split()[0]) / 1024


def show(idle: Sample, samples: list[Sample], obvious: Figures, latencies: list[float], bare: Start) -> None:
    """The table of growth, and each aim beside what was measured."""
    print(f"{'releases':>9}{'reads/s':>10}{'empty/s':>10}{'ratio':>7}{'p95 ms':>8}{'empty':>7}{'list ms':>9}"
          f"{'list KiB':>10}{'MiB':>6}{'start s':>9}{'cpu s':>7}")  # fmt: skip
    for s in (idle, *samples):
        reads = "" if s is idle else (
            f"{s.reads.per_second:>10,.0f}{s.empty.per_second:>10,.0f}{s.reads.per_second / s.empty.per_second:>7.2f}"
            f"{s.calm.p95 * 1e3:>8.2f}{s.calm_empty.p95 * 1e3:>7.2f}{s.listing.median * 1e3:>9.1f}"
            f"{s.listing.size / 1024:>10,.0f}"
        )  # fmt: skip
        print(f"{s.size:>9,}{reads:<61}{s.memory:>6.0f}{s.start.wall:>9.2f}{s.start.cpu:>7.2f}")
    last, ordered = samples[-1], sorted(latencies)
    speed = last.reads.per_second
    print()
    for text, value, unit, aim, most in (
        ("status reads, 16 clients, of an empty route's", speed / last.empty.per_second, "", 0.6, False),
        ("status reads, 16 clients, of the obvious way's", speed / obvious.per_second, "", 100, False),
        (f"p95 of a read, 4 clients, {last.size:,} releases", last.calm.p95 * 1e3, "ms", 5, True),
        (f"list of {last.size:,} releases", last.listing.median * 1e3, "ms", 50, True),
        ("resident memory, idle", idle.memory, "MiB", 100, True),
        (f"resident memory, {last.size:,} releases", last.memory, "MiB", 200, True),
        ("pod's change to event at Odoo, median", ordered[len(ordered) // 2] * 1e3, "ms", 250, True),
        ("start to ready, empty, processor time", idle.start.cpu, "s", 1, True),
        ("start to ready, empty", idle.start.wall, "s", 1, True),
        ("start to the first answer of the API, empty", idle.start.answered, "s", 1, True),
    ):  # fmt: skip
        met = value <= aim if most else value >= aim
        print(f"{text:<50}{value:>10,.2f} {unit:<4}aim {'<' if most else '>'} {aim:<5} {'met' if met else 'MISSED'}")
    print(f"pod's change to event at Odoo: best {ordered[0] * 1e3:.0f} ms, worst {ordered[-1] * 1e3:.0f} ms")
    print(f"the obvious way: {obvious.per_second:.1f} reads/s, median {obvious.median * 1e3:.0f} ms")
    print(f"start of the empty server: {bare.wall:.2f} s, processor time {bare.cpu:.2f} s")
    print(f"load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")


if __name__ == "__main__":
    main()
