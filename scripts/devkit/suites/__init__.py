"""The suites that `scripts/test` runs, in the order in which it runs them."""

from . import addon, devkit_suite, e2e, faults, lint, operator_suite
from .base import Suite

ALL: dict[str, Suite] = {
    "lint": lint.run,
    "devkit": devkit_suite.run,
    "operator": operator_suite.run,
    "addon": addon.run,
    "e2e": e2e.run,
    "faults": faults.run,
}
# Side by side: the addon keeps a processor busy; the others mostly wait for the cluster, so each has lanes of its own.
LANES = (("addon",), ("lint", "devkit", "operator", "e2e", "faults"))
LONG = ("operator", "e2e", "faults")
ON_CLUSTER = frozenset({"operator", "e2e", "faults"})
