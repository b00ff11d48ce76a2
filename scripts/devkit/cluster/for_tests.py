"""What tests on a cluster need besides it: `python -m devkit.cluster.for_tests registry` prints JSON, and so on.

- `registry`: a real registry, built like the cluster's programs, and the command of the node's image store. Ends with
  status 3 where the cluster that KUBECONFIG names has no node on this machine that pulls images.
- `definitions`: the folder of the Prometheus operator's definitions of custom resources.
"""

import json
import os
import sys
from pathlib import Path

from .. import locks
from . import binaries, golang
from .paths import MODULES, Layout
from .process import run

_PROMETHEUS = "github.com/prometheus-operator/prometheus-operator"


def main(what: str) -> int:
    """Print what was asked for; progress goes to standard error."""
    return {"registry": _registry, "definitions": _definitions}[what]()


def _registry() -> int:
    layout = Layout.of_user()
    if layout.simulated or os.environ.get("KUBECONFIG") != str(layout.admin_kubeconfig):
        sys.stderr.write("Images are pulled from this machine on the embedded cluster only.\n")
        return 3
    with locks.held(locks.in_cache("registry")):
        programs = binaries.ensure(layout, binaries.FOR_TESTS, _tell)
    store = ["ctr", "--address", str(layout.containerd_socket), "--namespace", "k8s.io", "images"]
    print(json.dumps({"registry": str(programs["registry"]), "store": store}))
    return 0


def _definitions() -> int:
    download = [str(golang.ensure(_tell)), "mod", "download", "-json", _PROMETHEUS]
    answer = run(download, "The definitions could not be fetched", "Is the network up?", cwd=MODULES / "definitions")
    print(json.dumps({"folder": str(Path(json.loads(answer)["Dir"]) / "example" / "prometheus-operator-crd")}))
    return 0


def _tell(text: str) -> None:
    print(text, file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
