"""`./scripts/up` with warm caches: in a new clone, again while it runs, and after an update; beside `--status`.

    python benchmarks/up.py --port 8390

Needs ports `port` and `port + 1`, the caches of an earlier run and the embedded cluster up. Works on a clone in a
temporary folder, whose platform is removed at the end; the cluster stays as it is while anybody else uses it.
"""

import argparse
import subprocess
import tempfile
import time
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--port", type=int, default=8390)
    return parser.parse_args()


def timed(folder, *command, codes=(0,)):
    """Seconds that the command took; raises SystemExit with what it printed if it failed."""
    started = time.monotonic()
    done = subprocess.run(["./scripts/up", *command], cwd=folder, capture_output=True, text=True)
    if done.returncode not in codes:
        raise SystemExit(done.stdout + done.stderr)
    return time.monotonic() - started


def main():
    port = arguments().port
    ports = ("--port", str(port), "--operator-port", str(port + 1))
    with tempfile.TemporaryDirectory() as folder:
        clone = Path(folder) / "clone"
        subprocess.run(["git", "clone", "--quiet", CHECKOUT, clone], check=True)
        baseline = timed(clone, "--status", codes=(0, 1))
        try:
            rows = [("in a new clone", timed(clone, "--detach", *ports))]
            rows.append(("again, while it runs", timed(clone, "--detach")))
            rows.append(("--update, nothing changed", timed(clone, "--detach", "--update")))
            rows.append(("--down", timed(clone, "--down")))
            rows.append(("after --down", timed(clone, "--detach")))
        finally:
            timed(clone, "--reset")
    print(f"{'./scripts/up':<28}{'seconds':>9}{'of --status':>13}")
    for name, seconds in [("--status", baseline), *rows]:
        print(f"{name:<28}{seconds:>9.1f}{seconds / baseline:>13.1f}")


if __name__ == "__main__":
    main()
