"""Ways in and out of a service: Services, Ingresses, Traefik's IngressRoutes, network policies."""

import re
from collections.abc import Iterator
from typing import Any

from paas_operator.postrender.annotations import reaches
from paas_operator.postrender.findings import Against
from paas_operator.postrender.rules import Rules
from paas_operator.saying import say

Json = dict[str, Any]

_SERVICE_TYPES = {"NodePort": "node_port", "LoadBalancer": "load_balancer", "ExternalName": "external_name.type"}
_DNS_PORTS = (53, "53", "dns", "dns-tcp")

_PLAIN_PATH = re.compile(r"/[A-Za-z0-9._~%!$&()*+,=:@|?^\[\]\\/-]*")
_ROUTED_BY = {"entryPoints", "routes", "tls"}

_HOST = r"Host\(\s*[`\"]([^`\"]*)[`\"]\s*\)"
_PATH = r"(?:PathPrefix|Path)\(\s*[`\"][^`\"]*[`\"]\s*\)"
_HOSTS = rf"{_HOST}(?:\s*\|\|\s*{_HOST})*"
_MATCH = re.compile(rf"^\s*(?:\(\s*{_HOSTS}\s*\)|{_HOSTS})(?:\s*&&\s*{_PATH})*\s*$")


def check_service(obj: Json, rules: Rules) -> Iterator[Against]:
    spec = obj.get("spec") or {}
    kind = spec.get("type", "ClusterIP")
    if kind != "ClusterIP":
        known = _SERVICE_TYPES.get(kind)
        yield say(known) if known else say("malformed.service_type", type=str(kind))
    if spec.get("externalIPs"):
        yield say("external_ip")
    if spec.get("externalName"):
        yield say("external_name")
    yield from _annotations(obj)


def check_ingress(obj: Json, rules: Rules) -> Iterator[Against]:
    spec = obj.get("spec") or {}
    if spec.get("defaultBackend"):
        yield say("host_name.default")
    hosts = [entry.get("host") for entry in spec.get("rules") or []]
    hosts += [host for tls in spec.get("tls") or [] for host in tls.get("hosts") or []]
    yield from _not_held(hosts, rules)
    yield from _paths(spec)
    yield from _annotations(obj)


def _paths(spec: Json) -> Iterator[Against]:
    """Controllers build rules and settings of a path: one that could end there might take any host name."""
    for rule in spec.get("rules") or []:
        for entry in (rule.get("http") or {}).get("paths") or []:
            path = entry.get("path")
            if path is not None and not _PLAIN_PATH.fullmatch(path):
                yield say("host_name.path", path=path)


def _not_held(hosts: list[Any], rules: Rules) -> Iterator[Against]:
    for host in hosts:
        if host not in rules.hosts:
            yield say("host_name", host=str(host)) if host else say("host_name.any")


def _annotations(obj: Json) -> Iterator[Against]:
    for annotation in obj["metadata"].get("annotations") or {}:
        if reaches(str(annotation)):
            yield say("ingress_reach", annotation=annotation)


def check_ingress_route(obj: Json, rules: Rules) -> Iterator[Against]:
    """Only `Host(…)` (one, or several with `||`) and paths below it: every other rule could take more."""
    spec = obj.get("spec") or {}
    for route in spec.get("routes") or []:
        yield from _route_hosts(str(route.get("match") or ""), rules)
        if route.get("middlewares") or any(_leads_elsewhere(s, rules) for s in route.get("services") or []):
            yield say("ingress_reach.services")
    tls = spec.get("tls") or {}
    for domain in tls.get("domains") or []:
        yield from _not_held([domain["main"], *(domain.get("sans") or [])], rules)
    if tls.get("options") or tls.get("store"):
        yield say("ingress_reach.tls")
    if set(spec) - _ROUTED_BY:
        yield say("ingress_reach.services")
    yield from _annotations(obj)


def _route_hosts(match: str, rules: Rules) -> Iterator[Against]:
    if not _MATCH.match(match):
        yield say("host_name.rule", rule=match or "-")
        return
    yield from _not_held(re.findall(_HOST, match), rules)


def _leads_elsewhere(service: Json, rules: Rules) -> bool:
    return service.get("kind", "Service") != "Service" or service.get("namespace", rules.namespace) != rules.namespace


def check_network_policy(obj: Json, rules: Rules) -> Iterator[Against]:
    """Network policies add up: one that allows more than the platform's own opens the default deny."""
    spec = obj.get("spec") or {}
    for rule in spec.get("ingress") or []:
        if _opens(rule.get("from")):
            yield say("open_network")
    for rule in spec.get("egress") or []:
        if _opens(rule.get("to")) and not _only_dns(rule):
            yield say("open_network.out")


def _opens(peers: list[Json] | None) -> bool:
    return not peers or any(set(peer) != {"podSelector"} for peer in peers)


def _only_dns(rule: Json) -> bool:
    ports = rule.get("ports") or []
    return bool(ports) and all(port.get("port") in _DNS_PORTS and not port.get("endPort") for port in ports)
