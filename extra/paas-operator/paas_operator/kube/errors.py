"""What the API server can answer, as errors named by what the caller does about them."""

from typing import Any

from paas_operator.errors import OperatorError
from paas_operator.saying import say


class KubeError(OperatorError):
    """The API server refused; `status_object` is its own answer (a `Status`, see the API conventions)."""

    status, code, title = 502, "cluster_refused", "The cluster refused"

    def __init__(self, http_status: int, status_object: dict[str, Any], doing: str) -> None:
        self.http_status = http_status
        self.status_object = status_object
        self.reason = status_object.get("reason", "")
        self.message = str(status_object.get("message") or http_status)
        super().__init__(say("cluster_refused", doing=doing, text=self.message.rstrip(".")))


class KubeNotFound(KubeError):
    pass


class KubeConflict(KubeError):
    """409: it exists already, or it changed since it was read."""


class KubeForbidden(KubeError):
    pass


class KubeGone(KubeError):
    """410: the watch's resource version is too old, list again."""


_BY_STATUS = {403: KubeForbidden, 404: KubeNotFound, 409: KubeConflict, 410: KubeGone}


def kube_error(http_status: int, status_object: dict[str, Any], doing: str) -> KubeError:
    """The error class that fits the status."""
    return _BY_STATUS.get(http_status, KubeError)(http_status, status_object, doing)
