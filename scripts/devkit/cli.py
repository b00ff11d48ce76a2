"""Entry point of the commands: runs one, and turns what goes wrong into sentences."""

import os
import sys
import traceback
from collections.abc import Callable

from .cluster import ClusterError
from .report import Problem


def run(command: Callable[[list[str]], int]) -> int:
    """Run a command with this process's arguments; returns the exit code."""
    try:
        return command(sys.argv[1:])
    except Problem as problem:
        return _explain(problem.message, problem.way_on)
    except ClusterError as problem:
        return _explain(problem.message, problem.hint)
    except KeyboardInterrupt:
        return _explain("Interrupted; what is done so far is kept.", "Run the command again to go on.", 130)
    except OSError as error:
        return _explain(f"The machine refused: {error}.", "WOOW_DEBUG=1 shows where.")


def up() -> int:
    """`scripts/up`."""
    from . import cli_up  # each command loads only what it needs

    return run(cli_up.main)


def test() -> int:
    """`scripts/test`."""
    from . import cli_test

    return run(cli_test.main)


def describe_chart() -> int:
    """`scripts/describe-chart`."""
    from . import cli_describe

    return run(cli_describe.main)


def pictures() -> int:
    """`scripts/pictures`."""
    from . import cli_pictures

    return run(cli_pictures.main)


def _explain(message: str, way_on: str, code: int = 1) -> int:
    if os.environ.get("WOOW_DEBUG"):
        traceback.print_exc()
    sys.stderr.write(f"\n{message}\n{way_on}\n" if way_on else f"\n{message}\n")
    return code
