"""Ways in and out of a service: Services, Ingresses, Traefik's IngressRoutes, network policies."""

import re
from collections.abc import Iterator
from typing import Any

from paas_operator.postrender.findings import Against
from paas_operator.postrender.rules import Rules

Json = dict[str, Any]

# Annotations of Traefik and ingress-nginx that bring host names, targets, or settings and Secrets of other namespaces.
_REACHING = (
    "/server-alias", "/router.middlewares", "/router.tls.options", "/service.serversscheme",
    "/service.serverstransport", "/upstream-vhost", "/app-root", "/auth-url", "/auth-secret", "/auth-tls-secret",
    "/proxy-ssl-secret", "/mirror-target", "/mirror-host", "/default-backend", "/fastcgi-params-configmap",
)  # fmt: skip
_SERVICE_TYPES = {"NodePort": "node_port", "LoadBalancer": "load_balancer", "ExternalName": "external_name"}
_DNS_PORTS = (53, "53", "dns", "dns-tcp")

_HOST = r"Host\(\s*[`\"]([^`\"]*)[`\"]\s*\)"
_PATH = r"(?:PathPrefix|Path)\(\s*[`\"][^`\"]*[`\"]\s*\)"
_HOSTS = rf"{_HOST}(?:\s*\|\|\s*{_HOST})*"
_MATCH = re.compile(rf"^\s*(?:\(\s*{_HOSTS}\s*\)|{_HOSTS})(?:\s*&&\s*{_PATH})*\s*$")


def check_service(obj: Json, rules: Rules) -> Iterator[Against]:
    spec = obj.get("spec") or {}
    kind = spec.get("type", "ClusterIP")
    if kind != "ClusterIP":
        yield _SERVICE_TYPES.get(kind, "malformed"), f"is of type {kind}, and only ClusterIP is allowed"
    if spec.get("externalIPs"):
        yield "external_ip", "takes addresses outside of the cluster for itself"
    if spec.get("externalName"):
        yield "external_name", "points to another host"


def check_ingress(obj: Json, rules: Rules) -> Iterator[Against]:
    spec = obj.get("spec") or {}
    if spec.get("defaultBackend"):
        yield "host_name", "has a default backend, which would take every host name"
    hosts = [entry.get("host") for entry in spec.get("rules") or []]
    hosts += [host for tls in spec.get("tls") or [] for host in tls.get("hosts") or []]
    yield from _not_held(hosts, rules)
    yield from _annotations(obj)


def _not_held(hosts: list[Any], rules: Rules) -> Iterator[Against]:
    for host in hosts:
        if host not in rules.hosts:
            yield "host_name", f"uses the host name {host or '(any)'}, which the service does not hold"


def _annotations(obj: Json) -> Iterator[Against]:
    for annotation in obj["metadata"].get("annotations") or {}:
        if "-snippet" in annotation or annotation.endswith(_REACHING):
            yield "ingress_reach", f"carries the annotation {annotation}, which can reach other services"


def check_ingress_route(obj: Json, rules: Rules) -> Iterator[Against]:
    """Only `Host(…)` (one, or several with `||`) and paths below it: every other rule could take more."""
    spec = obj.get("spec") or {}
    for route in spec.get("routes") or []:
        yield from _route_hosts(str(route.get("match") or ""), rules)
        if route.get("middlewares") or any(_leads_elsewhere(s, rules) for s in route.get("services") or []):
            yield "ingress_reach", "uses middlewares or services that are not its own"
    tls = spec.get("tls") or {}
    for domain in tls.get("domains") or []:
        yield from _not_held([domain["main"], *(domain.get("sans") or [])], rules)
    if tls.get("options") or tls.get("store"):
        yield "ingress_reach", "uses TLS settings that are not its own"
    yield from _annotations(obj)


def _route_hosts(match: str, rules: Rules) -> Iterator[Against]:
    if not _MATCH.match(match):
        yield "host_name", f"has a rule ({match or 'none'}) that is not bound to the service's host names"
        return
    yield from _not_held(re.findall(_HOST, match), rules)


def _leads_elsewhere(service: Json, rules: Rules) -> bool:
    return service.get("kind", "Service") != "Service" or service.get("namespace", rules.namespace) != rules.namespace


def check_network_policy(obj: Json, rules: Rules) -> Iterator[Against]:
    """Network policies add up: one that allows more than the platform's own opens the default deny."""
    spec = obj.get("spec") or {}
    for rule in spec.get("ingress") or []:
        if _opens(rule.get("from")):
            yield "open_network", "lets in more than the platform and the services of its workspace"
    for rule in spec.get("egress") or []:
        if _opens(rule.get("to")) and not _only_dns(rule):
            yield "open_network", "lets out to more than the internet and the services of its workspace"


def _opens(peers: list[Json] | None) -> bool:
    return not peers or any(set(peer) != {"podSelector"} for peer in peers)


def _only_dns(rule: Json) -> bool:
    ports = rule.get("ports") or []
    return bool(ports) and all(port.get("port") in _DNS_PORTS and not port.get("endPort") for port in ports)
