"""The Kubernetes cluster that the platform runs on: found, or built and started on this machine."""

from .cluster import (
    Cluster,
    down,
    ensure,
    has_image,
    import_image,
    log_files,
    prune,
    reset,
    status,
)
from .errors import ClusterError

__all__ = [
    "Cluster",
    "ClusterError",
    "down",
    "ensure",
    "has_image",
    "import_image",
    "log_files",
    "prune",
    "reset",
    "status",
]
