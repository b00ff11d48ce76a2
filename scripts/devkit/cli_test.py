"""`scripts/test`: run the suites and say how many tests passed."""

import argparse
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext

from . import suites, users
from .cluster import ClusterError
from .report import Problem, Report
from .suites.base import Context, Result


def parser() -> argparse.ArgumentParser:
    """The command line; what follows `--` is for the suite."""
    found = argparse.ArgumentParser(
        prog="scripts/test",
        description=f"Run the tests: {', '.join(suites.ALL)} (all of them without a name), or their long forms.",
        epilog="After --: arguments for pytest, or Class.method names for the addon.",
    )
    found.add_argument("name", nargs="*", type=_name, metavar="NAME")
    return found


def _name(text: str) -> str:
    known = [*suites.ALL, "long"]
    if text not in known:
        raise argparse.ArgumentTypeError(f"there is no suite “{text}”; there are {', '.join(known)}")
    return text


def main(arguments: list[str]) -> int:
    """Run what was asked for; returns 0 when tests ran and all of them passed."""
    given, further = _split(arguments)
    options = parser().parse_args(given)
    long = "long" in options.name
    names = [name for name in options.name if name != "long"] or list(suites.LONG if long else suites.ALL)
    if further and len(names) != 1:
        raise Problem("Arguments after -- are for one suite.", f"Name it: ./scripts/test {names[0]} -- …")
    context = Context(Report(), long, further)
    return _summary(_run_all(names, context))


def _run_all(names: list[str], context: Context) -> list[Result]:
    """Run the suites, each lane beside the others."""
    lanes = [[name for name in lane if name in names] for lane in suites.LANES]
    noted = nullcontext() if suites.ON_CLUSTER.isdisjoint(names) else users.testing()
    with noted, ThreadPoolExecutor(max_workers=len(lanes)) as pool:
        done = pool.map(lambda lane: {name: _run(name, context) for name in lane}, lanes)
        found = {name: results for lane in done for name, results in lane.items()}
    return [result for name in names for result in found[name]]


def _split(arguments: list[str]) -> tuple[list[str], list[str]]:
    if "--" not in arguments:
        return arguments, []
    at = arguments.index("--")
    return arguments[:at], arguments[at + 1 :]


def _run(name: str, context: Context) -> list[Result]:
    context.report.say(f"Suite {name}")
    started = time.monotonic()
    try:
        results = suites.ALL[name](context)
    except Problem as problem:
        results = [Result(name, complaints=[f"{problem.message} {problem.way_on}"])]
    except ClusterError as problem:
        results = [Result(name, complaints=[f"{problem.message} {problem.hint}"])]
    if len(results) == 1:
        results[0].seconds = time.monotonic() - started
    return results


def _summary(results: list[Result]) -> int:
    """Print what broke and the table; the last line is the sum. A complaint counts as one failure."""
    lines = [f"\n{result.name}: {told}" for result in results for told in result.broken]
    lines += ["", f"{'suite':<14}{'passed':>8}{'failed':>8}{'skipped':>9}{'seconds':>9}"]
    for result in results:
        counts = f"{result.passed:>8}{result.failed:>8}{result.skipped:>9}{result.seconds:>9.1f}"
        lines.append(f"{result.name:<14}{counts}")
        lines += [f"    {complaint}" for complaint in result.complaints]
    passed = sum(result.passed for result in results)
    failed = sum(result.failed + len(result.complaints) for result in results)
    lines.append(f"{passed} passed, {failed} failed")
    print("\n".join(lines))
    return 0 if passed and not failed else 1
