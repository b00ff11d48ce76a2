"""What an Ingress gets from the platform: a class, the service's further host names, TLS by the site's settings."""

import copy
import hashlib
import json
from typing import Any

from paas_operator import names
from paas_operator.postrender.rules import Rules

Json = dict[str, Any]

# cert-manager's annotations for Ingresses ("Annotated Ingress resource").
_ISSUER = "cert-manager.io/cluster-issuer"
_SECRET_TEMPLATE = "cert-manager.io/secret-template"  # noqa: S105 - the name of an annotation


def complete(obj: Json, rules: Rules) -> None:
    """Change the Ingress in place; the first host name of the intent is the one the chart was given."""
    spec = obj["spec"]
    if rules.ingress_class and not spec.get("ingressClassName"):
        spec["ingressClassName"] = rules.ingress_class
    main = rules.hosts[0] if rules.hosts else ""
    if not any(rule.get("host") == main for rule in spec.get("rules") or []):
        return
    _copy_rules(spec, main, rules.hosts[1:])
    if rules.tls == "cert-manager":
        _issue(obj, rules)
    elif rules.tls == "default-certificate":
        spec["tls"] = [{"hosts": _served(spec)}]
    else:
        _copy_tls(spec, main, rules.hosts[1:])


def _copy_rules(spec: Json, main: str, further: tuple[str, ...]) -> None:
    """The rule of the main host name, once more for each further one that has none."""
    for host in further:
        if host not in _served(spec):
            pattern = next(rule for rule in spec["rules"] if rule.get("host") == main)
            spec["rules"].append({**copy.deepcopy(pattern), "host": host})


def _copy_tls(spec: Json, main: str, further: tuple[str, ...]) -> None:
    """Where the chart itself asks for TLS for the main host name, the further ones are put beside it."""
    for entry in spec.get("tls") or []:
        hosts = entry.get("hosts") or []
        if main in hosts:
            entry["hosts"] = [*hosts, *(host for host in further if host not in hosts)]


def _issue(obj: Json, rules: Rules) -> None:
    """A certificate for each host name, so that one whose DNS is not ready yet does not hold up the others."""
    meta = obj["metadata"]
    template = json.dumps({"labels": {names.SERVICE: rules.service}})
    added = {_ISSUER: rules.tls_issuer, _SECRET_TEMPLATE: template}
    meta["annotations"] = {**(meta.get("annotations") or {}), **added}
    obj["spec"]["tls"] = [{"hosts": [host], "secretName": _secret(rules, host)} for host in _served(obj["spec"])]


def _secret(rules: Rules, host: str) -> str:
    return f"{rules.service}-tls-{hashlib.sha256(host.encode()).hexdigest()[:8]}"


def _served(spec: Json) -> list[str]:
    return list(dict.fromkeys(rule["host"] for rule in spec["rules"] if rule.get("host")))
