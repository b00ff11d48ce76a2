"""What tests of the operator inside the cluster need: `python -m devkit.images.for_tests` prints it as JSON.

The operator's image of this checkout, the image map for the application they launch, and the address under which pods
reach this machine. Ends with status 3 where images can't be imported: the cluster is somebody else's.
"""

import json
import os
import sys
from pathlib import Path

from .. import cluster as clusters
from ..cluster.paths import Layout
from ..paths import STATE
from ..report import Report
from . import ensure_one, operator_image

APPLICATION = "website"


class Node:
    """The embedded cluster's container runtime."""

    def __init__(self, cluster: clusters.Cluster) -> None:
        self._cluster = cluster

    def has_image(self, name: str) -> bool:
        return clusters.has_image(self._cluster, name)

    def import_image(self, archive: Path) -> None:
        clusters.import_image(self._cluster, archive)


def main() -> int:
    """Print the facts; progress and complaints go to standard error."""
    if os.environ.get("KUBECONFIG") == str(Layout.of_user().admin_kubeconfig):
        del os.environ["KUBECONFIG"]  # our own cluster, not one that somebody brought
    cluster = clusters.ensure(lambda text: None)
    if cluster.kind != "embedded":
        sys.stderr.write("Images are imported into the embedded cluster only.\n")
        return 3
    node, report = Node(cluster), Report(quiet=True)
    facts = {
        "image": operator_image.ensure(node, report, STATE / "test" / "operator-image.log"),
        "images": ensure_one(node, report, APPLICATION),
        "machine": cluster.node_ip,
    }
    print(json.dumps(facts))
    return 0


if __name__ == "__main__":
    sys.exit(main())
