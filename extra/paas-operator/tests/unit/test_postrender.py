import json

import pytest
import yaml

from paas_operator.postrender.__main__ import render
from paas_operator.postrender.findings import Refused
from paas_operator.postrender.images import full_name
from tests.unit.rendered import NETWORKING, RBAC, SERVICE, ingress, rendered, rules, simple, workload


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


def test_stop_takes_bare_pods_and_jobs_away_but_no_hook():
    def as_hook(kind: str) -> dict:
        return workload(kind) | {"metadata": {"name": "x", "annotations": {"helm.sh/hook": "pre-upgrade"}}}

    bare = [workload("Pod"), workload("Job")]
    job, *hooks = rendered(*bare, as_hook("Pod"), as_hook("Job"), stopped=True)
    assert (job["kind"], job["spec"]["suspend"]) == ("Job", True)
    assert [obj["kind"] for obj in hooks] == ["Pod", "Job"]
    assert "suspend" not in hooks[1]["spec"]
    assert len(rendered(*bare)) == 2


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


def test_no_token_is_mounted_but_for_accounts_that_the_chart_gives_rights_to():
    binding = simple(
        "RoleBinding", RBAC, roleRef={"kind": "Role", "name": "x"},
        subjects=[{"kind": "ServiceAccount", "name": "shop"}],
    )  # fmt: skip
    names = ("default", "idle", "shop")
    found = rendered(binding, *(workload("Deployment", serviceAccountName=name) for name in names))[1:]
    mounted = {
        spec["serviceAccountName"]: spec.get("automountServiceAccountToken")
        for spec in (obj["spec"]["template"]["spec"] for obj in found)
    }
    assert mounted == {"default": False, "idle": False, "shop": None}


def test_an_ingress_without_a_class_gets_the_sites():
    plain, own = rendered(ingress(), ingress(ingressClassName="nginx"), ingress_class="traefik")
    assert (plain["spec"]["ingressClassName"], own["spec"]["ingressClassName"]) == ("traefik", "nginx")


def test_text_stays_text():
    texts = {"time": "12:30", "date": "2020-01-01", "exp": "1e3", "octal": "0755", "yes": "yes", "y": "y",
             "nul": "~", "lines": "a\n  b\n", "number": "17", "empty": "", "hash": "a #b", "colon": "a: b",
             "bool": "true"}  # fmt: skip
    [obj] = rendered(simple("ConfigMap", data=texts))
    assert obj["data"] == texts
    assert 'exp: "1e3"' in render(json.dumps(simple("ConfigMap", data=texts)), rules())[0]


def test_what_helm_leaves_unquoted_is_not_taken_for_a_date_or_a_time():
    stream = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\ndata: {a: 2020-01-01, b: 12:30:45, c: 1_000}\n"
    [obj] = yaml.safe_load_all(render(stream, rules())[0])
    assert obj["data"] == {"a": "2020-01-01", "b": "12:30:45", "c": "1_000"}


@pytest.mark.parametrize("written", ["4036116202117e06", "1234567890123456", "0123", "0x1f", "1.10", "true", "1e400"])
def test_what_the_cluster_takes_as_text_alone_is_text_without_quotes(written):
    """A hash that a chart does not quote looks like a number now and then; so do versions and switches."""
    pod = f"""
metadata: {{labels: {{l: {written}}}, annotations: {{a: {written}}}}}
spec:
  nodeSelector: {{n: {written}}}
  containers: [{{name: c, image: "nginx:1", env: [{{name: E, value: {written}}}]}}]
"""
    text = f"""
apiVersion: apps/v1
kind: Deployment
metadata: {{name: x, labels: {{l: {written}}}}}
spec:
  replicas: 3
  selector: {{matchLabels: {{l: {written}}}}}
  template:{pod.replace(chr(10), chr(10) + "    ")}
---
apiVersion: v1
kind: ConfigMap
metadata: {{name: x}}
data: {{d: {written}, kept: null}}
---
apiVersion: v1
kind: Secret
metadata: {{name: x}}
stringData: {{d: {written}}}
---
apiVersion: v1
kind: Service
metadata: {{name: x}}
spec: {{selector: {{l: {written}}}, ports: [{{port: 80}}]}}
"""
    deployment, values, secret, service = yaml.safe_load_all(render(text, rules())[0])
    spec = deployment["spec"]
    template = spec["template"]
    found = [
        deployment["metadata"]["labels"]["l"], spec["selector"]["matchLabels"]["l"],
        template["metadata"]["labels"]["l"], template["metadata"]["annotations"]["a"],
        template["spec"]["nodeSelector"]["n"],
        template["spec"]["containers"][0]["env"][0]["value"], values["data"]["d"], secret["stringData"]["d"],
        service["spec"]["selector"]["l"],
    ]  # fmt: skip
    assert found == [written] * 9
    assert (spec["replicas"], values["data"]["kept"], service["spec"]["ports"][0]["port"]) == (3, None, 80)


def test_a_number_stays_one_though_a_label_is_an_alias_of_it():
    text = "{apiVersion: v1, kind: Service, spec: {ports: [{port: &p 80}]}, metadata: {name: x, labels: {port: *p}}}"
    [obj] = yaml.safe_load_all(render(text, rules())[0])
    assert (obj["spec"]["ports"][0]["port"], obj["metadata"]["labels"]["port"]) == (80, "80")


def test_lists_are_opened_so_that_nothing_hides_in_them():
    inner = {"apiVersion": "v1", "kind": "List", "items": [simple("Namespace")]}
    with pytest.raises(Refused, match="Namespace x"):
        rendered({"apiVersion": "v1", "kind": "List", "items": [inner]})
    [obj] = rendered({"apiVersion": "v1", "kind": "List", "items": [simple("ConfigMap")]})
    assert obj["kind"] == "ConfigMap"


def test_what_only_helm_test_would_run_is_left_out():
    def hook(kinds: str) -> dict:
        obj = workload("Pod", hostNetwork=True)
        obj["metadata"]["annotations"] = {"helm.sh/hook": kinds}
        return obj

    assert rendered(simple("ConfigMap"), hook("test"), hook("test-success,test-failure"))[1:] == []
    for kinds in ("test,pre-install", "pre-install", "Test"):
        with pytest.raises(Refused):
            rendered(hook(kinds))


def test_network_policies_cover_the_service_alone():
    selectors = [{}, {"matchLabels": {"app": "x"}}, None]
    found = rendered(*(simple("NetworkPolicy", NETWORKING, spec={"podSelector": s}) for s in selectors))
    labels = [policy["spec"]["podSelector"]["matchLabels"] for policy in found]
    mine = {"woow.io/service": SERVICE}
    assert labels == [mine, {"app": "x"} | mine, mine]


@pytest.mark.parametrize(
    "stream", ["- a\n- b\n", "just text", "a: [", "kind: Deployment\nmetadata: {name: x}\nspec: {}\n"]
)
def test_rubbish_is_refused_with_a_sentence(stream):
    with pytest.raises(Refused, match="The chart"):
        render(stream, rules())


def test_aliases_that_unfold_without_end_are_refused():
    levels = "\n".join(f"  b{n}: &b{n} [{', '.join([f'*b{n - 1}'] * 9)}]" for n in range(1, 12))
    bomb = f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: x}}\ndata:\n  b0: &b0 [x, x]\n{levels}\n"
    with pytest.raises(Refused, match="not a list of Kubernetes objects"):
        render(bomb, rules())
    endless = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\ndata: &a {a: *a}\n"
    with pytest.raises(Refused, match="not a list of Kubernetes objects"):
        render(endless, rules())
    fine = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\ndata: {a: &a x, b: *a}\n"
    [shared] = yaml.safe_load_all(render(fine, rules())[0])
    assert shared["data"] == {"a": "x", "b": "x"}
