"""What tests of registries need: `python -m devkit.cluster.for_tests` prints it as JSON.

A real registry, built like the cluster's programs, and the command of the node's image store. Ends with status 3 where
the cluster that KUBECONFIG names has no node on this machine that pulls images.
"""

import json
import os
import sys

from .. import locks
from . import binaries
from .paths import Layout


def main() -> int:
    """Print the programs; progress goes to standard error."""
    layout = Layout.of_user()
    if layout.simulated or os.environ.get("KUBECONFIG") != str(layout.admin_kubeconfig):
        sys.stderr.write("Images are pulled from this machine on the embedded cluster only.\n")
        return 3
    with locks.held(locks.in_cache("registry")):
        programs = binaries.ensure(layout, binaries.FOR_TESTS, lambda text: print(text, file=sys.stderr))
    store = ["ctr", "--address", str(layout.containerd_socket), "--namespace", "k8s.io", "images"]
    print(json.dumps({"registry": str(programs["registry"]), "store": store}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
