import copy
import json

import pytest
import yaml

from paas_operator.postrender.__main__ import render
from paas_operator.postrender.images import full_name
from paas_operator.postrender.rules import Refused, Rules

NAMESPACE, SERVICE = "paas-ws-7", "paas-ws-7-shop"


def rules(**changes) -> Rules:
    given = {"namespace": NAMESPACE, "service": SERVICE, "report": "", "hosts": ("shop.example.com",)}
    return Rules(**given | changes)


def rendered(*objects, **changes) -> list[dict]:
    stream = "\n---\n".join(json.dumps(obj) for obj in objects)
    return list(yaml.safe_load_all(render(stream, rules(**changes))))


def workload(kind: str, **pod) -> dict:
    template = {"metadata": {"labels": {"app": "x"}}, "spec": {"containers": [{"name": "c", "image": "nginx"}], **pod}}
    versions = {"CronJob": "batch/v1", "Job": "batch/v1", "Pod": "v1"}
    obj = {"apiVersion": versions.get(kind, "apps/v1"), "kind": kind, "metadata": {"name": "x"}}
    if kind == "Pod":
        return obj | {"spec": template["spec"]}
    if kind == "CronJob":
        return obj | {"spec": {"schedule": "* * * * *", "jobTemplate": {"spec": {"template": template}}}}
    return obj | {"spec": {"replicas": 3, "selector": {"matchLabels": {"app": "x"}}, "template": template}}


def simple(kind: str, version: str = "v1", **fields) -> dict:
    return {"apiVersion": version, "kind": kind, "metadata": {"name": "x"}, **fields}


def ingress(host: str | None = "shop.example.com", **spec) -> dict:
    return simple("Ingress", "networking.k8s.io/v1", spec={"rules": [{"host": host}], **spec})


@pytest.mark.parametrize("kind", ["Deployment", "StatefulSet", "DaemonSet", "Job"])
def test_labels_are_on_the_object_and_its_pods_but_not_on_the_selector(kind):
    [obj] = rendered(workload(kind))
    assert obj["metadata"]["labels"]["woow.io/service"] == SERVICE
    assert obj["spec"]["template"]["metadata"]["labels"] == {"app": "x", "woow.io/service": SERVICE}
    assert obj["spec"]["selector"] == {"matchLabels": {"app": "x"}}


def test_a_cron_job_is_labelled_down_to_its_pods():
    [obj] = rendered(workload("CronJob"))
    job = obj["spec"]["jobTemplate"]
    assert job["metadata"]["labels"]["woow.io/service"] == SERVICE
    assert job["spec"]["template"]["metadata"]["labels"]["woow.io/service"] == SERVICE


def test_volume_claim_templates_are_labelled_and_claims_are_kept():
    stateful = workload("StatefulSet")
    stateful["spec"]["volumeClaimTemplates"] = [{"metadata": {"name": "data"}, "spec": {}}]
    claim = simple("PersistentVolumeClaim", spec={})
    [stateful, claim] = rendered(stateful, claim)
    assert stateful["spec"]["volumeClaimTemplates"][0]["metadata"]["labels"] == {"woow.io/service": SERVICE}
    assert claim["metadata"]["annotations"] == {"helm.sh/resource-policy": "keep"}
    assert claim["metadata"]["labels"] == {"woow.io/service": SERVICE}


def test_only_data_may_outlive_the_release():
    def kept(kind: str, version: str = "v1", **fields) -> dict:
        obj = simple(kind, version, **fields)
        obj["metadata"]["annotations"] = {"helm.sh/resource-policy": "keep"}
        return obj

    secret, service = rendered(kept("Secret"), kept("Service", spec={"ports": []}))
    assert secret["metadata"]["annotations"] == {"helm.sh/resource-policy": "keep"}
    assert service["metadata"]["annotations"] == {}


def test_stop_takes_all_pods_away():
    scaler = simple("HorizontalPodAutoscaler", "autoscaling/v2", spec={})
    objects = [workload(kind) for kind in ("Deployment", "StatefulSet", "DaemonSet", "CronJob")]
    deployment, stateful, daemon, cron = rendered(*objects, scaler, stopped=True)
    assert (deployment["spec"]["replicas"], stateful["spec"]["replicas"]) == (0, 0)
    assert daemon["spec"]["template"]["spec"]["nodeSelector"] == {"woow.io/stopped": "true"}
    assert cron["spec"]["suspend"] is True


def test_running_changes_no_replicas_and_keeps_the_autoscaler():
    deployment, scaler = rendered(workload("Deployment"), simple("HorizontalPodAutoscaler", "autoscaling/v2", spec={}))
    assert deployment["spec"]["replicas"] == 3
    assert scaler["kind"] == "HorizontalPodAutoscaler"


def test_a_restart_token_changes_the_pod_template():
    [obj] = rendered(workload("Deployment"), restart_token="5")
    assert obj["spec"]["template"]["metadata"]["annotations"] == {"woow.io/restart": "5"}


@pytest.mark.parametrize(
    ("image", "full"),
    [
        ("nginx", "docker.io/library/nginx:latest"),
        ("nginx:1.29", "docker.io/library/nginx:1.29"),
        ("bitnami/nginx:1", "docker.io/bitnami/nginx:1"),
        ("docker.io/nginx:1@sha256:ab", "docker.io/library/nginx:1"),
        ("nginx@sha256:ab", "docker.io/library/nginx@sha256:ab"),
        ("registry.example.com:5000/a/b:2", "registry.example.com:5000/a/b:2"),
        ("localhost/a:1", "localhost/a:1"),
    ],
)
def test_image_names_have_one_full_form(image, full):
    assert full_name(image) == full


def test_the_image_map_replaces_tag_digest_and_pull_policy():
    obj = workload("Deployment")
    obj["spec"]["template"]["spec"]["initContainers"] = [
        {"name": "i", "image": "nginx:1@sha256:ab", "imagePullPolicy": "Always"},
        {"name": "other", "image": "redis:8", "imagePullPolicy": "Always"},
    ]
    [obj] = rendered(obj, images={"docker.io/library/nginx:1": "woow.local/nginx:1"})
    mapped, other = obj["spec"]["template"]["spec"]["initContainers"]
    assert (mapped["image"], mapped["imagePullPolicy"]) == ("woow.local/nginx:1", "IfNotPresent")
    assert (other["image"], other["imagePullPolicy"]) == ("redis:8", "Always")


def test_no_token_is_mounted_unless_the_chart_has_an_account_of_its_own():
    plain, own = rendered(workload("Deployment"), workload("Deployment", serviceAccountName="shop"))
    assert plain["spec"]["template"]["spec"]["automountServiceAccountToken"] is False
    assert "automountServiceAccountToken" not in own["spec"]["template"]["spec"]


def test_an_ingress_without_a_class_gets_the_sites():
    plain, own = rendered(ingress(), ingress(ingressClassName="nginx"), ingress_class="traefik")
    assert (plain["spec"]["ingressClassName"], own["spec"]["ingressClassName"]) == ("traefik", "nginx")


def test_text_stays_text():
    texts = {"time": "12:30", "date": "2020-01-01", "exp": "1e3", "octal": "0755", "yes": "yes", "y": "y",
             "nul": "~", "lines": "a\n  b\n", "number": "17", "empty": "", "hash": "a #b", "colon": "a: b",
             "bool": "true"}  # fmt: skip
    [obj] = rendered(simple("ConfigMap", data=texts))
    assert obj["data"] == texts
    assert 'exp: "1e3"' in render(json.dumps(simple("ConfigMap", data=texts)), rules())


def test_what_helm_leaves_unquoted_is_not_taken_for_a_date_or_a_time():
    stream = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\ndata: {a: 2020-01-01, b: 12:30:45, c: 1_000}\n"
    [obj] = yaml.safe_load_all(render(stream, rules()))
    assert obj["data"] == {"a": "2020-01-01", "b": "12:30:45", "c": "1_000"}


def test_lists_are_opened_so_that_nothing_hides_in_them():
    inner = {"apiVersion": "v1", "kind": "List", "items": [simple("Namespace")]}
    with pytest.raises(Refused, match="Namespace x"):
        rendered({"apiVersion": "v1", "kind": "List", "items": [inner]})
    [obj] = rendered({"apiVersion": "v1", "kind": "List", "items": [simple("ConfigMap")]})
    assert obj["kind"] == "ConfigMap"


def test_what_is_allowed_passes():
    objects = [
        ingress(tls=[{"hosts": ["shop.example.com"]}]),
        simple("Service", spec={"type": "ClusterIP", "ports": [{"port": 80}]}),
        simple("Role", "rbac.authorization.k8s.io/v1"),
        simple(
            "RoleBinding",
            "rbac.authorization.k8s.io/v1",
            roleRef={"kind": "Role", "name": "x"},
            subjects=[{"kind": "ServiceAccount", "name": "x"}],
        ),
        simple("NetworkPolicy", "networking.k8s.io/v1", spec={"podSelector": {"matchLabels": {"app": "x"}}}),
        {**simple("ConfigMap"), "metadata": {"name": "x", "namespace": NAMESPACE}},
        simple("Secret", type="Opaque"),
    ]
    assert len(rendered(*objects)) == len(objects)


def _with(obj: dict, **container) -> dict:
    obj = copy.deepcopy(obj)
    obj["spec"]["template"]["spec"]["containers"][0] |= container
    return obj


@pytest.mark.parametrize(
    ("obj", "sentence"),
    [
        (simple("Namespace"), "is of a kind"),
        (simple("ClusterRole", "rbac.authorization.k8s.io/v1"), "is of a kind"),
        (simple("CustomResourceDefinition", "apiextensions.k8s.io/v1"), "is of a kind"),
        (simple("PersistentVolume"), "is of a kind"),
        (simple("ValidatingWebhookConfiguration", "admissionregistration.k8s.io/v1"), "is of a kind"),
        (simple("IngressRoute", "traefik.io/v1alpha1"), "is of a kind"),
        (simple("Deployment", "v1"), "is of a kind"),
        (simple("Secret", "evil/v1"), "is of a kind"),
        (simple("ResourceQuota"), "is of a kind"),
        (simple("Endpoints"), "addresses of its own"),
        ({**simple("ConfigMap"), "metadata": {"name": "x", "namespace": "kube-system"}}, "another namespace"),
        (simple("Service", spec={"type": "NodePort"}), "type NodePort"),
        (simple("Service", spec={"type": "LoadBalancer"}), "type LoadBalancer"),
        (simple("Service", spec={"type": "ExternalName", "externalName": "x.y"}), "type ExternalName"),
        (simple("Service", spec={"externalIPs": ["1.2.3.4"]}), "outside the cluster"),
        (ingress("other.example.com"), "does not hold"),
        (ingress(None), r"\(any\)"),
        (ingress(tls=[{"hosts": ["bank.example.com"]}]), "bank.example.com"),
        (ingress(defaultBackend={"service": {}}), "default backend"),
        (simple("RoleBinding", "rbac.authorization.k8s.io/v1", roleRef={"kind": "ClusterRole"}), "whole cluster"),
        (
            simple(
                "RoleBinding", "rbac.authorization.k8s.io/v1", roleRef={"kind": "Role"},
                subjects=[{"kind": "ServiceAccount", "name": "x", "namespace": "kube-system"}],
            ),
            "outside the service",
        ),
        (
            simple(
                "RoleBinding", "rbac.authorization.k8s.io/v1", roleRef={"kind": "Role"},
                subjects=[{"kind": "Group", "name": "system:authenticated"}],
            ),
            "outside the service",
        ),
        (simple("Secret", type="kubernetes.io/service-account-token"), "account's token"),
        (simple("NetworkPolicy", "networking.k8s.io/v1", spec={"podSelector": {}}), "all pods"),
        (workload("Deployment", hostNetwork=True), "hostNetwork"),
        (workload("CronJob", hostPID=True), "hostPID"),
        (workload("Pod", hostIPC=True), "hostIPC"),
        (workload("Job", volumes=[{"name": "v", "hostPath": {"path": "/"}}]), "hostPath"),
        (_with(workload("Deployment"), securityContext={"privileged": True}), "privileged"),
        (_with(workload("DaemonSet"), ports=[{"containerPort": 80, "hostPort": 80}]), "hostPort"),
    ],
)  # fmt: skip
def test_what_a_tenant_may_not_have_is_refused(obj, sentence):
    with pytest.raises(Refused, match=sentence):
        rendered(obj)
    hook = copy.deepcopy(obj)
    hook["metadata"]["annotations"] = {"helm.sh/hook": "pre-install"}
    with pytest.raises(Refused, match=sentence):
        rendered(hook)


@pytest.mark.parametrize(
    "stream", ["- a\n- b\n", "just text", "a: [", "kind: Deployment\nmetadata: {name: x}\nspec: {}\n"]
)
def test_rubbish_is_refused_with_a_sentence(stream):
    with pytest.raises(Refused, match="The chart"):
        render(stream, rules())
