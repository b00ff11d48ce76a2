"""What Helm's error text means: one table, from a fragment to a code and whether trying again may help."""

import re

from paas_operator.errors import HelmFailed
from paas_operator.kube.quota_words import too_many
from paas_operator.saying import quote, say

# The first fragment that is found decides. `lost_race`: another Helm run was first, which is no failure.
_MEANINGS = (
    ("another operation (install/upgrade/rollback) is in progress", "lost_race", True),
    ("cannot re-use a name that is still in use", "lost_race", True),
    ("release: already exists", "lost_race", True),
    ("no space left on device", "no_space", True),
    ("not ready. status:", "hook", False),
    ("exceeded quota", "quota", False),
    ("is forbidden: violates PodSecurity", "admission", False),
    ('is forbidden: User "', "cluster_refused", True),
    ("admission webhook", "admission", False),
    ("ValidatingAdmissionPolicy", "admission", False),
    ("being terminated", "namespace_terminating", True),
    ("connection refused", "cluster_unavailable", True),
    ("i/o timeout", "cluster_unavailable", True),
    ("context deadline exceeded", "cluster_unavailable", True),
    ("TLS handshake timeout", "cluster_unavailable", True),
    ("Client.Timeout exceeded", "cluster_unavailable", True),
    ("etcdserver:", "cluster_unavailable", True),
    ("unexpected EOF", "cluster_unavailable", True),
    ("values don't meet the specifications of the schema", "values", False),
    ("failed to invoke post-renderer plugin", "post_renderer", True),
    ("execution error at", "chart", False),
    ("parse error at", "chart", False),
    ("error converting YAML to JSON", "chart", False),
)


def failure(stderr: str) -> HelmFailed:
    """The error for a Helm that ended with a status other than 0."""
    text = _one_line(stderr)
    for fragment, code, retryable in _MEANINGS:
        if fragment.lower() in text.lower():
            kind = too_many(text)
            return HelmFailed(say("too_many_objects", kind=kind) if kind else quote("helm_says", text), code, retryable)
    return HelmFailed(quote("helm_says", text) if text else say("helm_ended"), retryable=not text)


def _one_line(stderr: str) -> str:
    """The last error of the output, on one line."""
    text = stderr.rpartition("Error: ")[2] if "Error: " in stderr else stderr
    return re.sub(r"\s+", " ", text.replace("Use --debug flag to render out invalid YAML", "")).strip()
