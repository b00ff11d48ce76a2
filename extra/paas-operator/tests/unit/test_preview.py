"""What would change: paths without values, cautions, sums; and what a dry run's refusals mean."""

import asyncio
import json
from dataclasses import replace
from types import SimpleNamespace

import pytest

from paas_operator.errors import HelmFailed, ReferenceMissing
from paas_operator.kube.errors import kube_error
from paas_operator.releases.preview import cautions, previews, room
from paas_operator.releases.preview.dry_run import DryRun, Outcome
from paas_operator.releases.preview.fields import LONGEST, differing
from paas_operator.releases.preview.sums import images, resources
from paas_operator.saying import say
from tests.conftest import NAMESPACE, PATIENCE, RELEASE, intent, intent_body

PATH = f"/api/releases/{NAMESPACE}/{RELEASE}/preview"


@pytest.fixture(autouse=True)
def without_hurry(monkeypatch) -> None:
    monkeypatch.setattr(previews, "WITHIN", PATIENCE)


def obj(kind: str, name: str = "shop", version: str = "apps/v1", **spec) -> dict:
    return {"apiVersion": version, "kind": kind, "metadata": {"name": name}, "spec": spec}


def workload(kind: str = "Deployment", replicas: int = 1, image: str = "web:1", **spec) -> dict:
    limits = {"cpu": "500m", "memory": "1Gi"}
    container = {"name": "web", "image": image, "resources": {"limits": limits}}
    return obj(kind, replicas=replicas, template={"metadata": {}, "spec": {"containers": [container]}}, **spec)


def claim(size: str, name: str = "data") -> dict:
    return obj("PersistentVolumeClaim", name, "v1", resources={"requests": {"storage": size}})


@pytest.mark.parametrize(
    ("before", "after", "paths"),
    [
        ({"spec": {"replicas": 1}}, {"spec": {"replicas": 2}}, ["spec.replicas"]),
        ({"data": {"my.conf": "a"}}, {"data": {"my.conf": "secret"}}, ['data["my.conf"]']),
        ({"spec": {"a": [1, 2]}}, {"spec": {"a": [1, 3]}}, ["spec.a[1]"]),
        ({"spec": {"a": [1]}}, {"spec": {"a": [1, 3]}}, ["spec.a"]),
        (
            {"spec": {"c": [{"name": "web", "image": "a"}, {"name": "side", "image": "a"}]}},
            {"spec": {"c": [{"name": "side", "image": "a"}, {"name": "web", "image": "b"}]}},
            ["spec.c[web].image"],
        ),
        ({"spec": {"c": [{"name": "web"}]}}, {"spec": {"c": []}}, ["spec.c[web]"]),
        ({"status": {"a": 1}, "metadata": {"generation": 1}}, {"status": {}, "metadata": {"generation": 2}}, []),
        ({"metadata": {"labels": {"a/b": "1"}}}, {"metadata": {"labels": {}}}, ['metadata.labels["a/b"]']),
    ],
)
def test_differences_are_paths(before, after, paths):
    assert differing(before, after) == paths


def test_differences_are_bounded():
    assert len(differing({"data": {}}, {"data": {str(n): n for n in range(500)}})) == LONGEST


def test_sums_of_all_pods_and_volumes():
    objects = [
        workload(replicas=2),
        workload("StatefulSet", replicas=3) | {},
        claim("1Gi"),
        obj("Job", template={"spec": {"containers": [{"name": "j", "image": "job:2"}]}}),
        obj("DaemonSet", template={"spec": {"containers": [{"name": "d", "image": "d:1"}]}}),
    ]
    objects[1]["spec"]["volumeClaimTemplates"] = [claim("2Gi")]
    assert resources(objects) == {"cpu": 3.0, "memory_gb": 5.5, "storage_gb": 7.0}
    assert images(objects) == ["d:1", "job:2", "web:1"]


def outcome(wanted, live=None, fields=(), **refusals) -> Outcome:
    return Outcome(wanted, live, tuple(fields), **refusals)


def codes(*outcomes: Outcome) -> list[str]:
    return [caution.code for caution in cautions.of_outcomes(outcomes)]


def test_restarts_only_where_pods_run_and_change():
    live, template = workload(), ["spec.template.spec.containers[web].image"]
    assert codes(outcome(workload(), live, template)) == ["restart"]
    assert codes(outcome(workload(), live, ["spec.replicas"])) == []
    assert codes(outcome(workload(replicas=0), live, template)) == []
    assert codes(outcome(workload(), workload(replicas=0), template)) == []
    assert codes(outcome(workload())) == []


def test_volumes_that_would_shrink():
    refused = kube_error(422, {"message": "spec is immutable"}, "PATCH")
    assert codes(outcome(claim("1Gi"), claim("2Gi"), refusal=refused)) == ["volume_shrink", "immutable"]
    assert codes(outcome(claim("2Gi"), claim("1Gi"))) == []
    small, large = workload("StatefulSet"), workload("StatefulSet")
    small["spec"]["volumeClaimTemplates"], large["spec"]["volumeClaimTemplates"] = [claim("1Gi")], [claim("2Gi")]
    assert codes(outcome(small, large)) == ["volume_shrink"]


QUOTA = "exceeded quota: woow-plan, requested: limits.memory=2Gi, used: limits.memory=1Gi, limited: limits.memory=2Gi"


def test_refusals_are_told_by_what_they_mean():
    quota = kube_error(403, {"message": f'pods "x" is forbidden: {QUOTA}'}, "POST")
    security = kube_error(403, {"message": 'pods "x" is forbidden: violates PodSecurity "baseline"'}, "POST")
    told = list(cautions.of_outcomes([outcome(workload(), pod_refusal=quota), outcome(workload(), refusal=security)]))
    assert [caution.code for caution in told] == ["quota", "admission"]
    assert str(told[0].saying).endswith("limited: limits.memory=2Gi”.")
    assert told[0].object == "Deployment/shop"


def test_room_is_what_is_left_when_the_old_pod_has_gone():
    assert room.fits_after(QUOTA, workload())
    too_large = QUOTA.replace("requested: limits.memory=2Gi", "requested: limits.memory=3Gi")
    assert not room.fits_after(too_large, workload())
    assert not room.fits_after("exceeded quota: in other words", workload())


@pytest.mark.parametrize(
    ("before", "after", "was", "will", "count"),
    [
        ("1.2.0", "1.10.0", [], [], 0),
        ("1.10.0", "1.2.0", [], [], 1),
        ("", "1.0.0", [], [], 0),
        ("1.0.0", "1.0.0", ["postgres:17.6"], ["postgres:16.9"], 1),
        ("1.0.0", "1.0.0", ["postgres:16.9"], ["docker.io/library/postgres:17.6"], 0),
        ("1.0.0", "1.0.0", ["postgres:17.6"], ["mysql:8"], 0),
        ("1.0.0", "1.0.0", ["web:latest"], ["web:stable"], 0),
    ],
)
def test_going_back_is_told(before, after, was, will, count):
    found = list(cautions.of_versions(before, after, was, will))
    assert [caution.code for caution in found] == ["data_not_rolled_back"] * count


async def test_what_a_missing_neighbour_would_give_is_stood_in_for_by_its_kind():
    async def resolve(*_):
        raise ReferenceMissing("The service db is not there.")

    wanted = {key: {"release": "db", "key": place} for key, place in (("host", "@host"), ("port", "@port"))}
    looked_at = previews.Previews(SimpleNamespace(references=SimpleNamespace(resolve=resolve)))
    resolved, missing = await looked_at._resolved(NAMESPACE, SimpleNamespace(current=intent(references=wanted)))
    assert {key: type(value) for key, value in resolved.items()} == {"host": str, "port": int}
    assert [caution.code for caution in missing] == ["reference_missing"] * 2


class Cluster:
    """Answers reads and dry runs as it is told; anything else would be a write."""

    def __init__(self, live: dict | None, after: dict | Exception, pod: Exception | None = None) -> None:
        self.live, self.after, self.pod, self.asked = live, after, pod, []

    async def get(self, path: str) -> dict:
        if self.live is None:
            raise kube_error(404, {}, "GET")
        return self.live

    async def apply(self, path: str, body: dict, *, manager: str, dry_run: bool) -> dict:
        self.asked.append((path, manager, dry_run, body))
        if isinstance(self.after, Exception):
            raise self.after
        return self.after

    async def create(self, path: str, body: dict, *, dry_run: bool) -> dict:
        self.asked.append((path, "", dry_run, body))
        if self.pod:
            raise self.pod
        return body


async def looked(cluster: Cluster, *objects: dict, installed: tuple[dict, ...] = ()) -> list[Outcome]:
    return await DryRun(cluster, "helm").look(NAMESPACE, RELEASE, list(objects), list(installed))


async def test_everything_asked_is_a_dry_run_in_helms_name():
    cluster = Cluster(None, workload())
    [found] = await looked(cluster, workload())
    assert found.change == "create"
    (path, manager, dry, body), (pods, _, pod_dry, pod) = cluster.asked
    assert (path, manager, dry) == (f"/apis/apps/v1/namespaces/{NAMESPACE}/deployments/shop", "helm", True)
    assert body["metadata"]["annotations"]["meta.helm.sh/release-name"] == RELEASE
    assert body["metadata"]["labels"]["app.kubernetes.io/managed-by"] == "Helm"
    assert (pods.rpartition("/")[2], pod_dry) == ("pods", True)
    assert pod["spec"]["containers"][0]["image"] == "web:1"


async def test_what_can_not_be_changed_in_place_is_named_by_its_fields_alone():
    causes = [{"field": "spec.selector", "message": 'Invalid value: "s3cret": field is immutable'}]
    refusal = kube_error(422, {"message": "s3cret", "details": {"causes": causes}}, "PATCH")
    [found] = await looked(Cluster(workload(), refusal), workload())
    assert (found.change, found.fields) == ("replace", ("spec.selector",))
    [compared] = await looked(Cluster(workload(), refusal), workload(replicas=2), installed=(workload(),))
    assert (compared.change, compared.fields) == ("replace", ("spec.replicas",))
    told = list(cautions.of_outcomes([found]))
    assert [caution.code for caution in told] == ["immutable"]
    assert "s3cret" not in str(told)


async def test_a_pod_that_makes_room_first_is_not_counted_twice():
    after = workload(image="web:2")
    quota = kube_error(403, {"message": QUOTA}, "POST")
    [rolling] = await looked(Cluster(workload(), after, quota), after)
    assert rolling.pod_refusal is quota
    [stateful] = await looked(Cluster(workload("StatefulSet"), workload("StatefulSet", image="web:2"), quota),
                              workload("StatefulSet", image="web:2"))  # fmt: skip
    assert stateful.pod_refusal is None


async def test_what_is_not_valid_is_no_change_of_what_is_there():
    stateful = workload("StatefulSet")
    stateful["spec"]["volumeClaimTemplates"] = [claim("1Gi")]
    causes = [{"field": "spec.containers[0].image", "message": "s3cret"}]
    cluster = Cluster(None, stateful, kube_error(422, {"message": "s3cret", "details": {"causes": causes}}, "POST"))
    [found] = await looked(cluster, stateful)
    assert cluster.asked[-1][3]["spec"]["volumes"] == [{"name": "data", "emptyDir": {}}]
    [told] = cautions.of_outcomes([found])
    assert (told.code, found.change) == ("admission", "create")
    assert told.saying == say("preview_not_valid", fields="spec.containers[0].image")


async def test_an_account_that_is_yet_to_be_made_is_not_asked_for():
    wanted = workload()
    wanted["spec"]["template"]["spec"]["serviceAccountName"] = "own"
    cluster = Cluster(None, wanted)
    await looked(cluster, wanted, obj("ServiceAccount", "own", "v1"))
    [pod] = [body for path, _, _, body in cluster.asked if path.endswith("/pods")]
    assert pod["spec"]["serviceAccountName"] == "default"


async def test_kinds_that_are_not_known_are_left_alone():
    [found] = await looked(Cluster(None, {}), obj("Widget", version="example.com/v1"))
    assert found.change == "unchanged"


def render_with(runtime, render) -> None:
    """Previews whose Helm does as the test says."""
    runtime.previews = previews.Previews(replace(runtime.previews._sources, helm=SimpleNamespace(render=render)))


async def test_a_chart_that_is_not_here_is_fetched(api, runtime, monkeypatch):
    asked = []
    monkeypatch.setattr(runtime.charts, "check", lambda reference: None)
    monkeypatch.setattr(runtime.charts, "held", lambda reference: asked.append(reference.name))
    answer = await api.post(PATH, json=intent_body())
    assert (answer.status_code, answer.json()["code"], answer.json()["retryable"]) == (409, "chart_not_fetched", True)
    assert asked == ["hello"]


async def test_nothing_is_written_and_what_helm_says_is_told_without_secrets(api, runtime, cluster):
    async def refuse(apply, kube_version, upgrade, connected):
        raise HelmFailed(f"Helm says: replicas must be a number, not {apply.values['token']}", "values")

    render_with(runtime, refuse)
    answer = await api.post(PATH, json=intent_body(secrets={"token": {"value": "very-secret"}}))
    assert (answer.status_code, answer.json()["code"]) == (422, "values")
    assert "very-secret" not in answer.text
    assert all(method == "GET" for method, _ in cluster.requests)
    assert cluster.objects == {}


async def test_a_render_before_the_first_launch(api, runtime, cluster):
    async def render(apply, kube_version, upgrade, connected):
        assert (kube_version, upgrade, connected) == ("v1.34.4", False, False)
        hook = obj("Job", template={"spec": {"containers": [{"name": "j", "image": "hook:1"}]}})
        hook["metadata"]["annotations"] = {"helm.sh/hook": "pre-install"}
        return "\n---\n".join(map(json.dumps, (workload(), hook)))

    render_with(runtime, render)
    told = (await api.post(PATH, json=intent_body())).json()
    assert told == {
        "objects": [{"kind": "Deployment", "name": "shop", "change": "create", "fields": []}],
        "warnings": [],
        "images": ["hook:1", "web:1"],
        "resources": {"cpu": 0.5, "memory_gb": 1.0, "storage_gb": 0.0},
    }


async def test_a_namespace_without_helms_account_is_rendered_for_all_the_same(api, runtime, monkeypatch):
    asked = []

    async def render(apply, kube_version, upgrade, connected):
        asked.append(connected)
        if connected:
            raise kube_error(404, {"message": 'serviceaccounts "woow-helm" not found'}, "POST")
        return json.dumps(workload())

    render_with(runtime, render)
    monkeypatch.setattr(previews, "looks_up", lambda chart: True)
    monkeypatch.setattr(runtime.namespaces, "is_there", lambda namespace: True)
    assert (await api.post(PATH, json=intent_body())).status_code == 200
    assert asked == [True, False]


async def test_a_cluster_that_takes_too_long(api, runtime, monkeypatch):
    async def render(apply, kube_version, upgrade, connected):
        await asyncio.sleep(10)

    monkeypatch.setattr(previews, "WITHIN", 0.05)
    render_with(runtime, render)
    answer = await api.post(PATH, json=intent_body())
    assert (answer.status_code, answer.json()["code"]) == (503, "preview_too_slow")
