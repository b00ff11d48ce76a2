"""The errors of the operator: one base, each with a status, a stable code, and whether trying again may help."""

from typing import Any

from paas_operator.saying import Saying, say
from paas_operator.sentences import PLAIN


class OperatorError(Exception):
    """Base of all refusals and failures that leave the operator as a problem document (RFC 9457)."""

    status = 500
    code = "internal"
    title = "Something went wrong"
    retryable = False

    def __init__(self, detail: str | Saying, **extra: Any) -> None:
        self.saying = detail if isinstance(detail, Saying) else say(PLAIN, text=detail)
        self.detail = str(self.saying)
        super().__init__(self.detail)
        self.extra = extra


class StartupError(OperatorError):
    """The operator can't start: the sentence says what is missing."""

    code = "startup"


class Unauthenticated(OperatorError):
    status, code, title = 401, "unauthenticated", "The key is missing or wrong"


class Invalid(OperatorError):
    status, code, title = 422, "invalid", "The request is not valid"


class ValuesTooLarge(OperatorError):
    status, code, title = 413, "values_too_large", "The request is too large"


class NotFound(OperatorError):
    status, code, title = 404, "not_found", "Nothing is known of it"


class GenerationConflict(OperatorError):
    status, code, title = 409, "generation_conflict", "A newer generation is held"


class DigestConflict(OperatorError):
    status, code, title = 409, "digest_conflict", "This generation says something else"


class ForeignNamespace(OperatorError):
    status, code, title = 409, "foreign_namespace", "The namespace belongs to someone else"


class NamespaceInUse(OperatorError):
    status, code, title = 409, "namespace_in_use", "The namespace is not empty"


class ChartNotAllowed(OperatorError):
    status, code, title = 422, "chart_not_allowed", "The chart may not be used"


class ChartNotFound(OperatorError):
    status, code, title = 422, "chart_not_found", "The chart was not found"


class ChartNotFetched(OperatorError):
    """It is being fetched: asking again in a moment finds it."""

    status, code, title, retryable = 409, "chart_not_fetched", "The chart is not here yet", True


class ReferenceMissing(OperatorError):
    status, code, title = 422, "reference_missing", "A value of another service is missing"


class NotRendered(OperatorError):
    """Helm or the post-renderer refuses the chart with these values; `code` says which of both."""

    status, title = 422, "The chart can't be rendered"

    def __init__(self, detail: str | Saying, code: str) -> None:
        super().__init__(detail)
        self.code = code


class PreviewTooSlow(OperatorError):
    status, code, title, retryable = 503, "preview_too_slow", "The cluster took too long", True


class ChartUnavailable(OperatorError):
    status, code, title, retryable = 503, "chart_unavailable", "The chart repository did not answer", True


class ClusterUnavailable(OperatorError):
    status, code, title, retryable = 503, "cluster_unavailable", "The cluster did not answer", True


class HelmFailed(OperatorError):
    """Helm ended with an error; `code` may be narrowed by what its output says."""

    code, title = "helm_failed", "Helm failed"

    def __init__(self, detail: str | Saying, code: str = "helm_failed", retryable: bool = False) -> None:
        super().__init__(detail)
        self.code = code
        self.retryable = retryable
