"""Names and labels the operator uses in the cluster, and the one gate every namespace name passes."""

import re

from paas_operator.errors import Invalid
from paas_operator.saying import say

MANAGED_BY = "app.kubernetes.io/managed-by"
MANAGER = "woow-paas"
OPERATOR = "woow.io/operator"
SERVICE = "woow.io/service"
NAMESPACE = "woow.io/namespace"
KIND = "woow.io/kind"
GENERATION = "woow.io/generation"
DATABASE_UUID = "woow.io/database-uuid"
WORKSPACE_UUID = "woow.io/workspace-uuid"
RESTART = "woow.io/restart"
RESERVED = "woow-"
HELM_STORAGE = "sh.helm."
HELM_STORAGE_TYPE = "helm.sh/release.v1"
HELM_ACCOUNT = "woow-helm"

LEADER_LEASE = "leader"

LABEL = r"[a-z0-9]([a-z0-9-]*[a-z0-9])?"
NAME_LENGTH = 53
HOST_PATTERN = rf"^{LABEL}(\.{LABEL})*$"

_NAME = re.compile(LABEL)


def validate_namespace(prefix: str, namespace: str) -> str:
    """Give the namespace back if it is `<prefix><number>`, else raise Invalid: no other is ever touched."""
    if len(namespace) <= NAME_LENGTH and re.fullmatch(re.escape(prefix) + r"[1-9][0-9]*", namespace, re.ASCII):
        return namespace
    raise Invalid(say("request_namespace", prefix=prefix))


def validate_release(namespace: str, name: str) -> str:
    """Give the release name back if it is an RFC 1123 label of at most 53 characters that begins with its namespace."""
    if len(name) <= NAME_LENGTH and _NAME.fullmatch(name) and name.startswith(f"{namespace}-"):
        return name
    raise Invalid(say("request_release", namespace=namespace, length=NAME_LENGTH))


def intent_name(namespace: str, release: str) -> str:
    return f"intent.{namespace}.{release}"


def lease_name(namespace: str, release: str | None = None) -> str:
    return f"release.{namespace}.{release}" if release else f"namespace.{namespace}"
