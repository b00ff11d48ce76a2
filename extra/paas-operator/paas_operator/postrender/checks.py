"""What no tenant's chart may hold: every check is given an object and yields what speaks against it."""

from collections.abc import Iterator
from typing import Any

from paas_operator import names
from paas_operator.postrender.findings import Against, Finding, finding
from paas_operator.postrender.hooks import check_hook
from paas_operator.postrender.kinds import check_kind
from paas_operator.postrender.neighbours import check_neighbours
from paas_operator.postrender.network_checks import (
    check_ingress,
    check_ingress_route,
    check_network_policy,
    check_service,
)
from paas_operator.postrender.pod_checks import check_claim, check_images, check_pod
from paas_operator.postrender.pods import claim_templates, pod_spec, pod_template
from paas_operator.postrender.rights_checks import check_role, check_role_binding, check_secret
from paas_operator.postrender.rules import Rules
from paas_operator.saying import say

Json = dict[str, Any]


def check(obj: Json, rules: Rules) -> list[Finding]:
    """All findings about one object."""
    try:
        against = list(_against(obj, rules))
    except (AttributeError, TypeError, KeyError, ValueError):
        against = [say("malformed")]
    return [finding(obj, words, rules.allow) for words in dict.fromkeys(against)]


def _against(obj: Json, rules: Rules) -> Iterator[Against]:
    yield from check_kind(obj)
    yield from check_hook(obj)
    yield from _place(obj["metadata"], rules)
    yield from _finalizers(obj)
    yield from check_neighbours(obj, rules)
    for examine in _BY_KIND.get(obj["kind"], ()):
        yield from examine(obj, rules)
    if spec := pod_spec(obj):
        yield from check_pod(spec)
        yield from check_images(spec, rules)


def _place(metadata: Json, rules: Rules) -> Iterator[Against]:
    namespace = metadata.get("namespace")
    if namespace not in (None, "", rules.namespace):
        yield say("other_namespace", namespace=str(namespace))
    if not isinstance(metadata.get("name"), str):
        yield say("malformed.no_name")
    elif metadata["name"].startswith((names.RESERVED, names.HELM_STORAGE)):
        yield say("reserved_name")


def _finalizers(obj: Json) -> Iterator[Against]:
    """What nobody takes away keeps an object, and its namespace, for ever."""
    for part in (obj, pod_template(obj) or {}, *claim_templates(obj)):
        if set((part.get("metadata") or {}).get("finalizers") or []) - _PROTECTING:
            yield say("finalizer")


_PROTECTING = {"kubernetes.io/pvc-protection"}  # the cluster puts it on every claim, and takes it away
_BY_KIND = {
    "PersistentVolumeClaim": (check_claim,),
    "StatefulSet": (check_claim,),
    "Service": (check_service,),
    "Ingress": (check_ingress,),
    "IngressRoute": (check_ingress_route,),
    "Role": (check_role,),
    "RoleBinding": (check_role_binding,),
    "Secret": (check_secret,),
    "NetworkPolicy": (check_network_policy,),
}
