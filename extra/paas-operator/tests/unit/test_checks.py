"""What the post-renderer finds in charts: each refusal, in objects and in hooks, and what a template may allow."""

import copy

import pytest

from paas_operator.postrender.findings import ALLOWABLE, Refused
from paas_operator.postrender.images import is_floating
from paas_operator.postrender.pods import pod_spec
from tests.unit.rendered import (
    NAMESPACE,
    NEIGHBOUR,
    NETWORKING,
    RBAC,
    binding,
    container,
    ingress,
    policy,
    rendered,
    report,
    role,
    route,
    simple,
    workload,
)  # fmt: skip

ACCOUNT = {"kind": "ServiceAccount", "name": "x"}
HELD = "shop.example.com"
DIGEST = "@sha256:" + "a" * 64

NEVER = [
    (simple("Namespace"), "cluster_scoped"),
    (simple("ClusterRole", RBAC), "cluster_scoped"),
    (simple("ClusterRoleBinding", RBAC), "cluster_scoped"),
    (simple("PersistentVolume"), "cluster_scoped"),
    (simple("PriorityClass", "scheduling.k8s.io/v1"), "cluster_scoped"),
    (simple("ValidatingWebhookConfiguration", "admissionregistration.k8s.io/v1"), "cluster_scoped"),
    (simple("CustomResourceDefinition", "apiextensions.k8s.io/v1"), "custom_definition"),
    (simple("Certificate", "cert-manager.io/v1"), "unknown_kind"),
    (simple("Middleware", "traefik.io/v1alpha1"), "unknown_kind"),
    (simple("IngressRouteTCP", "traefik.io/v1alpha1"), "unknown_kind"),
    (simple("Deployment", "v1"), "unknown_kind"),
    (simple("Secret", "evil/v1"), "unknown_kind"),
    (simple("ResourceQuota"), "unknown_kind"),
    (simple("LimitRange"), "unknown_kind"),
    (simple("Endpoints"), "own_addresses"),
    (simple("EndpointSlice", "discovery.k8s.io/v1"), "own_addresses"),
    (simple("ConfigMap") | {"metadata": {"name": "x", "namespace": "kube-system"}}, "other_namespace"),
    (simple("ConfigMap") | {"metadata": {"name": "x", "namespace": f"{NAMESPACE}0"}}, "other_namespace"),
    (simple("NetworkPolicy", NETWORKING) | {"metadata": {"name": "woow-deny-all"}}, "reserved_name"),
    (simple("ServiceAccount") | {"metadata": {"name": "woow-helm"}}, "reserved_name"),
    (simple("Secret") | {"metadata": {"name": f"sh.helm.release.v1.{NAMESPACE}-other.v9"}}, "reserved_name"),
    (simple("Secret", type="helm.sh/release.v1"), "reserved_name"),
    (workload("Deployment", volumes=[{"name": "v", "nfs": {"server": "10.0.0.1", "path": "/"}}]), "volume_type"),
    (workload("Deployment", volumes=[{"name": "v", "csi": {"driver": "x"}}]), "volume_type"),
    (simple("PersistentVolumeClaim", spec={"volumeName": "of-somebody-else"}), "foreign_volume"),
    (workload("StatefulSet") | {"spec": {"volumeClaimTemplates": [{"spec": {"volumeName": "x"}}]}}, "foreign_volume"),
    (ingress() | {"metadata": {"name": "x", "annotations": {"a/auth-tls-secret": "kube-system/x"}}}, "ingress_reach"),
    (ingress() | {"metadata": {"name": "x", "annotations": {"a/auth-url": "http://10.0.0.1"}}}, "ingress_reach"),
    (simple("Service", spec={"type": "NodePort"}), "node_port"),
    (simple("Service", spec={"type": "LoadBalancer"}), "load_balancer"),
    (simple("Service", spec={"type": "ExternalName", "externalName": "kubernetes.default.svc"}), "external_name"),
    (simple("Service", spec={"externalIPs": ["1.2.3.4"]}), "external_ip"),
    (ingress("other.example.com"), "host_name"),
    (ingress(None), "host_name"),
    (ingress("*.example.com"), "host_name"),
    (ingress(tls=[{"hosts": ["bank.example.com"]}]), "host_name"),
    (ingress(defaultBackend={"service": {}}), "host_name"),
    (ingress() | {"metadata": {"name": "x", "annotations": {"a/configuration-snippet": "x"}}}, "ingress_reach"),
    (ingress() | {"metadata": {"name": "x", "annotations": {"a/router.middlewares": "x"}}}, "ingress_reach"),
    (route("Host(`other.example.com`)"), "host_name"),
    (route(f"Host(`{HELD}`) || Host(`other.example.com`)"), "host_name"),
    (route("HostRegexp(`.*`)"), "host_name"),
    (route("PathPrefix(`/`)"), "host_name"),
    (route(f"Host(`{HELD}`) || PathPrefix(`/`)"), "host_name"),
    (route(f"!Host(`{HELD}`)"), "host_name"),
    (route(f"Host(`{HELD}`, `other.example.com`)"), "host_name"),
    (route(""), "host_name"),
    (route(f"Host(`{HELD}`)", tls={"domains": [{"main": "other.example.com"}]}), "host_name"),
    (route(f"Host(`{HELD}`)", tls={"options": {"name": "x", "namespace": "y"}}), "ingress_reach"),
    (binding("ClusterRole", ACCOUNT), "role_binding"),
    (binding("Role", ACCOUNT | {"namespace": "kube-system"}), "role_binding"),
    (binding("Role", {"kind": "Group", "name": "system:authenticated"}), "role_binding"),
    (simple("Secret", type="kubernetes.io/service-account-token"), "service_account_token"),
    (workload("Deployment", hostNetwork=True), "host_network"),
    (workload("CronJob", hostPID=True), "host_namespaces"),
    (workload("Pod", hostIPC=True), "host_namespaces"),
    (workload("Job", volumes=[{"name": "v", "hostPath": {"path": "/"}}]), "host_path"),
    (workload("Deployment", serviceAccountName="woow-helm"), "reserved_account"),
    (workload("Deployment", serviceAccount="woow-helm"), "reserved_account"),
    (workload("Deployment", nodeName="node-1"), "scheduling"),
    (workload("Deployment", priorityClassName="system-node-critical"), "scheduling"),
    (workload("Deployment", securityContext={"seccompProfile": {"type": "Unconfined"}}), "privileged"),
    (container(securityContext={"privileged": True}), "privileged"),
    (container(securityContext={"capabilities": {"add": ["SYS_ADMIN"]}}), "privileged"),
    (container(securityContext={"procMount": "Unmasked"}), "privileged"),
    (container(securityContext={"windowsOptions": {"hostProcess": True}}), "privileged"),
    (container("DaemonSet", ports=[{"containerPort": 80, "hostPort": 80}]), "host_port"),
    (container(image=17), "malformed"),
    (simple("ConfigMap") | {"metadata": {"name": ["x"]}}, "malformed"),
    (ingress() | {"spec": ["x"]}, "malformed"),
]  # fmt: skip

BY_TEMPLATE = [
    (container(image="nginx"), "floating_tag"),
    (container(image="nginx:latest"), "floating_tag"),
    (container(image="nginx:main"), "floating_tag"),
    (container(image="nginx:stable-alpine"), "floating_tag"),
    (container("CronJob", image="evil.example.com/miner:1"), "registry"),
    (container(image="docker.io.evil.example.com/nginx:1"), "registry"),
    (container(image="localhost:5000/nginx:1"), "registry"),
    (policy(ingress=[{}]), "open_network"),
    (policy(ingress=[{"from": [{"namespaceSelector": {}}]}]), "open_network"),
    (policy(ingress=[{"from": [{"ipBlock": {"cidr": "0.0.0.0/0"}}]}]), "open_network"),
    (policy(ingress=[{"from": [{"podSelector": {}, "namespaceSelector": {}}]}]), "open_network"),
    (policy(egress=[{}]), "open_network"),
    (policy(egress=[{"to": [{"ipBlock": {"cidr": "10.0.0.0/8"}}]}]), "open_network"),
    (policy(egress=[{"ports": [{"port": 53, "endPort": 6443}]}]), "open_network"),
    (simple("Secret") | {"metadata": {"name": f"{NEIGHBOUR}-x"}}, "neighbour"),
    (role("secrets"), "role_rights"),
    (role("*"), "role_rights"),
    (role("pods/exec", verbs=("create",)), "role_rights"),
    (role("deployments", verbs=("patch",)), "role_rights"),
    (role("rolebindings", verbs=("create",)), "role_rights"),
]

FINE = [
    ingress(tls=[{"hosts": [HELD]}]),
    route(f"Host(`{HELD}`)"),
    route(f"(Host(`{HELD}`) || Host(`{HELD}`)) && PathPrefix(`/x`)", tls={"domains": [{"main": HELD}]}),
    simple("Service", spec={"type": "ClusterIP", "ports": [{"port": 80}]}),
    role("configmaps", "pods", verbs=("get", "list", "watch")),
    binding("Role", ACCOUNT, ACCOUNT | {"namespace": NAMESPACE}),
    policy(ingress=[{"from": [{"podSelector": {}}], "ports": [{"port": 80}]}]),
    policy(egress=[{"ports": [{"port": 53, "protocol": "UDP"}]}]),
    policy(egress=[{"to": [{"podSelector": {"matchLabels": {"a": "b"}}}]}]),
    simple("ConfigMap") | {"metadata": {"name": "x", "namespace": NAMESPACE}},
    simple("Secret", type="Opaque"),
    container(image=f"nginx:latest{DIGEST}"),
    container(securityContext={"capabilities": {"add": ["NET_BIND_SERVICE"], "drop": ["ALL"]}}),
]  # fmt: skip


def codes(*objects, **changes) -> set[tuple[str, str]]:
    return {(found.code, found.severity) for found in report(*objects, **changes).findings}


def as_job(obj: dict) -> dict:
    """The same pod in a Job, which may be a hook."""
    return container("Job", **pod_spec(obj)["containers"][0]) if pod_spec(obj) else obj


def as_hook(obj: dict) -> dict:
    hook = copy.deepcopy(obj)
    hook["metadata"]["annotations"] = {**(hook["metadata"].get("annotations") or {}), "helm.sh/hook": "pre-install"}
    return hook


@pytest.mark.parametrize(("obj", "code"), NEVER)
def test_what_no_template_can_allow(obj, code):
    for asked in (obj, as_hook(obj), simple("List", items=[obj])):
        assert (code, "refuse") in codes(asked, allow=(*ALLOWABLE, code))
        with pytest.raises(Refused, match="The chart"):
            rendered(asked, allow=(*ALLOWABLE, code))


@pytest.mark.parametrize(("obj", "code"), BY_TEMPLATE)
def test_what_a_template_may_allow(obj, code):
    for asked in (obj, as_hook(as_job(obj))):
        assert codes(asked) == {(code, "refuse")}
        assert codes(asked, allow=tuple(ALLOWABLE - {code})) == {(code, "refuse")}
        assert codes(asked, allow=(code,)) == {(code, "warn")}
        assert rendered(asked, allow=(code,))


@pytest.mark.parametrize("obj", FINE)
def test_what_is_allowed_passes(obj):
    assert codes(obj) == set()
    assert len(rendered(obj)) == 1


def test_every_code_that_may_be_allowed_is_found_somewhere():
    assert {code for _, code in BY_TEMPLATE} == ALLOWABLE
    assert not {code for _, code in NEVER} & ALLOWABLE


def test_all_findings_are_told_not_only_the_first():
    bad = workload("Deployment", hostNetwork=True, hostPID=True, containers=[{"name": "c", "image": "nginx"}])
    found = report(bad, simple("Namespace"))
    assert [(f.code, f.object) for f in found.findings] == [
        ("host_network", "Deployment/x"), ("host_namespaces", "Deployment/x"), ("floating_tag", "Deployment/x"),
        ("cluster_scoped", "Namespace/x"),
    ]  # fmt: skip
    assert found.images == ({"image": "nginx", "floating": True, "allowed": True},)
    assert found.objects[1] == {"kind": "Namespace", "name": "x", "api_version": "v1"}
    with pytest.raises(Refused, match=r"uses the network of the node \(hostNetwork\)\. There are 3 more findings\."):
        rendered(bad, simple("Namespace"))


def test_the_sites_own_images_need_no_registry_and_no_version():
    pairs = [("library/postgres:17.6", "postgres:17.6"), ("library/x:latest", "x")]
    images = {f"docker.io/{named}": f"woow.local/{own}" for named, own in pairs}
    for named in ("postgres:17.6", "woow.local/postgres:17.6", "x"):
        assert codes(container(image=named), images=images, registries=()) == set()
    assert codes(container(image="woow.local/other:1"), images=images) == {("registry", "refuse")}
    found = report(container(image="x"), images=images)
    assert found.images == ({"image": "x", "floating": False, "allowed": True},)


@pytest.mark.parametrize(
    ("registries", "image", "allowed"),
    [
        (("docker.io/bitnami",), "bitnami/redis:8", True),
        (("docker.io/bitnami",), "bitnamilegacy/redis:8", False),
        (("docker.io/bitnami",), "redis:8", False),
        (("docker.io",), "index.docker.io/library/redis:8", True),
        (("registry.example.com:5000",), "registry.example.com:5000/a:1", True),
        (("registry.example.com",), "registry.example.com:5000/a:1", False),
        ((), "redis:8", False),
        (("*",), "anything.example.com/redis:8", True),
    ],
)
def test_registries_may_be_narrowed_to_a_path(registries, image, allowed):
    assert codes(container(image=image), registries=registries) == (set() if allowed else {("registry", "refuse")})


@pytest.mark.parametrize(
    ("image", "floating"),
    [
        ("a", True), ("a:latest", True), ("a:latest-1.2", True), ("a:edge", True), ("a:lts", True), ("a:1", False),
        ("a:v2.3-alpine", False), ("a:main-4f2a1b9", False), (f"a{DIGEST}", False), (f"a:main{DIGEST}", False),
        ("host:5000/a", True), ("a@sha256:short", True),
    ],
)  # fmt: skip
def test_floating_tags(image, floating):
    assert is_floating(image) is floating
