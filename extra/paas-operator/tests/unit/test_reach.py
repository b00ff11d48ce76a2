"""What a chart can hide in fields that look harmless: rules of the ingress, the node's own calls, what outlives it."""

import pytest

from paas_operator.postrender.findings import ALLOWABLE, Refused
from tests.unit.rendered import (
    RBAC,
    container,
    ingress,
    rendered,
    report,
    role,
    route,
    simple,
    workload,
)  # fmt: skip

HELD = "shop.example.com"
TRAEFIK = "traefik.ingress.kubernetes.io"
NGINX = "nginx.ingress.kubernetes.io"
PROTECTION = "kubernetes.io/pvc-protection"


def path(text: str | None) -> dict:
    return ingress() | {"spec": {"rules": [{"host": HELD, "http": {"paths": [{"path": text, "backend": {}}]}}]}}


def annotated(name: str, kind: str = "Ingress") -> dict:
    obj = {"Ingress": ingress(), "Service": simple("Service", spec={}), "IngressRoute": route(f"Host(`{HELD}`)")}[kind]
    return obj | {"metadata": {"name": "x", "annotations": {name: "y"}}}


def with_metadata(obj: dict, **metadata) -> dict:
    return obj | {"metadata": {"name": "x", **metadata}}


def hook(obj: dict, when: str = "post-install") -> dict:
    return with_metadata(obj, annotations={"helm.sh/hook": when})


def template_with(**metadata) -> dict:
    obj = workload("Deployment")
    obj["spec"]["template"]["metadata"] = metadata
    return obj


def claims_with(**metadata) -> dict:
    obj = workload("StatefulSet")
    obj["spec"]["volumeClaimTemplates"] = [{"metadata": {"name": "data", **metadata}, "spec": {}}]
    return obj


def ephemeral(**spec) -> dict:
    return workload("Deployment", volumes=[{"name": "v", "ephemeral": {"volumeClaimTemplate": {"spec": spec}}}])


def reading(**pod) -> dict:
    return workload("Deployment", **pod)


STORED = "sh.helm.release.v1.paas-ws-7-other.v1"

NEVER = [
    (path("/x`) || Host(`bank.example.com"), "host_name"),
    (path("/x`) || PathPrefix(`/"), "host_name"),
    (path('/x" { }'), "host_name"),
    (path("/x;"), "host_name"),
    (path("/x\n"), "host_name"),
    (path("/x y"), "host_name"),
    (path("x"), "host_name"),
    (annotated(f"{TRAEFIK}/router.pathmatcher"), "ingress_reach"),
    (annotated(f"{TRAEFIK}/router.rulesyntax"), "ingress_reach"),
    (annotated(f"{TRAEFIK}/router.tls.domains.0.main"), "ingress_reach"),
    (annotated(f"{TRAEFIK}/service.serverstransport", "Service"), "ingress_reach"),
    (annotated("external-dns.alpha.kubernetes.io/hostname"), "ingress_reach"),
    (annotated("external-dns.alpha.kubernetes.io/hostname", "Service"), "ingress_reach"),
    (annotated("external-dns.alpha.kubernetes.io/hostname", "IngressRoute"), "ingress_reach"),
    (annotated("cert-manager.io/common-name"), "ingress_reach"),
    (annotated("cert-manager.io/alt-names"), "ingress_reach"),
    (annotated("alb.ingress.kubernetes.io/group.name"), "ingress_reach"),
    (annotated("haproxy.org/backend-config"), "ingress_reach"),
    (annotated(f"{NGINX}/auth-proxy-set-headers"), "ingress_reach"),
    (annotated(f"{NGINX}/custom-headers"), "ingress_reach"),
    (route(f"Host(`{HELD}`)", parentRefs=[{"name": "of-others", "namespace": "kube-system"}]), "ingress_reach"),
    (container(livenessProbe={"httpGet": {"host": "169.254.169.254", "port": 80}}), "node_calls"),
    (container(readinessProbe={"tcpSocket": {"host": "127.0.0.1", "port": 10250}}), "node_calls"),
    (container(startupProbe={"httpGet": {"host": "10.0.0.1", "port": 80}}), "node_calls"),
    (container(lifecycle={"preStop": {"httpGet": {"host": "10.0.0.1", "port": 80}}}), "node_calls"),
    (container("CronJob", lifecycle={"postStart": {"tcpSocket": {"host": "10.0.0.1", "port": 1}}}), "node_calls"),
    (workload("Deployment", priorityClassName="gold"), "scheduling"),
    (ephemeral(volumeName="of-somebody-else"), "foreign_volume"),
    (ephemeral(dataSourceRef={"kind": "PersistentVolumeClaim", "name": "x", "namespace": "y"}), "foreign_volume"),
    (reading(volumes=[{"name": "v", "secret": {"secretName": STORED}}]), "reserved_name"),
    (reading(volumes=[{"name": "v", "projected": {"sources": [{"secret": {"name": STORED}}]}}]), "reserved_name"),
    (reading(imagePullSecrets=[{"name": "woow-keys"}]), "reserved_name"),
    (container(env=[{"name": "A", "valueFrom": {"secretKeyRef": {"name": STORED}}}]), "reserved_name"),
    (container(envFrom=[{"secretRef": {"name": STORED}}]), "reserved_name"),
    (with_metadata(simple("ConfigMap"), finalizers=["example.com/never"]), "finalizer"),
    (with_metadata(workload("Pod"), finalizers=["example.com/never"]), "finalizer"),
    (template_with(finalizers=["example.com/never"]), "finalizer"),
    (claims_with(finalizers=[PROTECTION, "example.com/never"]), "finalizer"),
    *((hook(workload(kind)), "lasting_hook") for kind in ("Deployment", "StatefulSet", "DaemonSet", "CronJob")),
    (hook(ingress()), "lasting_hook"),
    (hook(route(f"Host(`{HELD}`)")), "lasting_hook"),
    (hook(simple("HorizontalPodAutoscaler", "autoscaling/v2"), "post-upgrade"), "lasting_hook"),
]

BY_TEMPLATE = [
    role("*/exec", verbs=("create",)),
    role("*/token", verbs=("create",)),
    role("services/proxy"),
    role("pods/proxy"),
    role("persistentvolumeclaims", verbs=("delete",)),
    role("ingresses", verbs=("patch",)),
]

FINE = [
    *(path(text) for text in ("/", "/api/v1", "/a(/|$)(.*)", "/~user/%20/a-b_c.d:e@f", None)),
    annotated(f"{TRAEFIK}/router.entrypoints"),
    annotated(f"{TRAEFIK}/router.priority"),
    annotated(f"{TRAEFIK}/service.sticky.cookie.name", "Service"),
    annotated(f"{NGINX}/proxy-body-size"),
    annotated("cert-manager.io/cluster-issuer"),
    annotated("kubernetes.io/ingress.class"),
    annotated("gethomepage.dev/enabled"),
    annotated("prometheus.io/scrape", "Service"),
    annotated("note"),
    container(livenessProbe={"httpGet": {"path": "/", "port": 80}}, readinessProbe={"exec": {"command": ["true"]}}),
    container(lifecycle={"preStop": {"sleep": {"seconds": 5}}}),
    reading(volumes=[{"name": "v", "secret": {"secretName": "mine"}}], imagePullSecrets=[{"name": "registry"}]),
    container(env=[{"name": "A", "value": "b"}, {"name": "B", "valueFrom": {"secretKeyRef": {"name": "mine"}}}]),
    with_metadata(simple("PersistentVolumeClaim", spec={}), finalizers=[PROTECTION]),
    claims_with(finalizers=[PROTECTION]),
    ephemeral(resources={"requests": {"storage": "1Gi"}}),
    *(hook(workload(kind)) for kind in ("Job", "Pod")),
    hook(simple("ConfigMap")),
    hook(simple("Role", RBAC, rules=[])),
    role("leases", "configmaps", verbs=("get", "update")),
]


def codes(obj: dict) -> set[tuple[str, str]]:
    return {(found.code, found.severity) for found in report(obj, allow=tuple(ALLOWABLE)).findings}


@pytest.mark.parametrize(("obj", "code"), NEVER)
def test_no_template_can_allow_it(obj, code):
    assert codes(obj) == {(code, "refuse")}
    with pytest.raises(Refused):
        rendered(obj, allow=tuple(ALLOWABLE))


@pytest.mark.parametrize("obj", BY_TEMPLATE)
def test_rights_over_the_neighbours_are_found_by_any_spelling(obj):
    assert codes(obj) == {("role_rights", "warn")}


@pytest.mark.parametrize("obj", FINE)
def test_what_charts_ordinarily_say_passes(obj):
    assert codes(obj) == set()
