"""Services of one workspace: a chart bears no name of a neighbour's, and lays its hand on nothing that is one's."""

import pytest

from paas_operator.postrender.findings import Refused
from tests.unit.rendered import (
    NEIGHBOUR,
    RBAC,
    SERVICE,
    binding,
    container,
    ingress,
    rendered,
    report,
    route,
    simple,
    workload,
)

HELD = "shop.example.com"
THEIRS = f"{NEIGHBOUR}-postgresql"


def named(obj: dict, name: str, **metadata) -> dict:
    return obj | {"metadata": {"name": name, **metadata}}


def hook(obj: dict, name: str) -> dict:
    return named(obj, name, annotations={"helm.sh/hook": "pre-install"})


def volume(source: str, **fields) -> dict:
    return workload("Deployment", volumes=[{"name": "v", source: fields}])


def reads(**source) -> dict:
    return container(env=[{"name": "A", "valueFrom": source}])


def claim(**spec) -> dict:
    return simple("PersistentVolumeClaim", spec=spec)


def stateful(template: str, name: str = "x") -> dict:
    obj = named(workload("StatefulSet"), name)
    obj["spec"]["volumeClaimTemplates"] = [{"metadata": {"name": template}, "spec": {}}]
    return obj


def ephemeral(**spec) -> dict:
    return volume("ephemeral", volumeClaimTemplate={"spec": spec})


def to_service(name: str) -> dict:
    backend = {"service": {"name": name, "port": {"number": 80}}}
    return ingress(rules=[{"host": HELD, "http": {"paths": [{"path": "/", "backend": backend}]}}])


def routed(name: str) -> dict:
    return route(f"Host(`{HELD}`)", routes=[{"match": f"Host(`{HELD}`)", "services": [{"name": name, "port": 80}]}])


def scaling(name: str) -> dict:
    return simple("HorizontalPodAutoscaler", "autoscaling/v2", spec={"scaleTargetRef": {"kind": "X", "name": name}})


def bound(name: str) -> dict:
    return binding("Role", {"kind": "ServiceAccount", "name": "x"}) | {"roleRef": {"kind": "Role", "name": name}}


def using(name: str) -> list[dict]:
    """An object for each way of using another one."""
    return [
        volume("secret", secretName=name),
        volume("configMap", name=name),
        volume("projected", sources=[{"secret": {"name": name}}]),
        volume("projected", sources=[{"downwardAPI": {}}, {"configMap": {"name": name}}]),
        volume("persistentVolumeClaim", claimName=name),
        ephemeral(dataSource={"kind": "PersistentVolumeClaim", "name": name}),
        claim(dataSource={"kind": "PersistentVolumeClaim", "name": name}),
        claim(dataSourceRef={"kind": "PersistentVolumeClaim", "name": name}),
        reads(secretKeyRef={"name": name, "key": "password"}),
        reads(configMapKeyRef={"name": name, "key": "password"}),
        container("CronJob", envFrom=[{"secretRef": {"name": name}}]),
        container("DaemonSet", envFrom=[{"prefix": "A_"}, {"configMapRef": {"name": name}}]),
        workload("Job", initContainers=[{"name": "i", "image": "a:1", "envFrom": [{"secretRef": {"name": name}}]}]),
        workload("Pod", imagePullSecrets=[{"name": name}]),
        workload("Deployment", serviceAccountName=name),
        workload("Deployment", serviceAccount=name),
        simple("ServiceAccount", secrets=[{"name": name}]),
        simple("ServiceAccount", imagePullSecrets=[{"name": name}]),
        ingress(tls=[{"hosts": [HELD], "secretName": name}]),
        route(f"Host(`{HELD}`)", tls={"secretName": name}),
        to_service(name),
        routed(name),
        scaling(name),
        bound(name),
    ]


BEARING = [
    *(hook(simple(kind), THEIRS) for kind in ("Secret", "ConfigMap", "Service", "PersistentVolumeClaim")),
    hook(workload("Job"), f"{THEIRS}-migrate"),
    hook(simple("RoleBinding", RBAC, roleRef={"kind": "Role", "name": "x"}), THEIRS),
    hook(simple("PersistentVolumeClaim"), f"data-{THEIRS}-0"),
    named(simple("Secret"), THEIRS),
    named(simple("Secret"), NEIGHBOUR),
    named(simple("ConfigMap"), f"{NEIGHBOUR}.conf"),
    named(workload("StatefulSet"), THEIRS),
    stateful(f"data-{NEIGHBOUR}", "postgresql"),
]
OWN = [
    *using("mine"),
    *using(f"{SERVICE}-db"),
    *using(f"data-{SERVICE}-0"),
    *using(f"{NEIGHBOUR}4"),
    *using(f"x{NEIGHBOUR}"),
    stateful("data", f"{SERVICE}-db"),
    hook(simple("Secret"), f"{SERVICE}-made-once"),
    simple("ConfigMap", data={"host": f"{NEIGHBOUR}.paas-ws-7.svc.cluster.local"}),
    container(env=[{"name": "HOST", "value": THEIRS}]),
]


def codes(obj: dict, **changes) -> set[tuple[str, str]]:
    return {(found.code, found.severity) for found in report(obj, **changes).findings}


@pytest.mark.parametrize("obj", [*using(THEIRS), *BEARING, *using(f"data-{THEIRS}-0")])
def test_what_is_a_neighbours_is_left_alone(obj):
    assert codes(obj) == {("neighbour", "refuse")}
    with pytest.raises(Refused, match="another service"):
        rendered(obj)
    assert codes(obj, allow=("neighbour",)) == {("neighbour", "warn")}
    assert codes(obj, neighbours=()) == set()


@pytest.mark.parametrize("obj", OWN)
def test_what_is_its_own_passes(obj):
    assert codes(obj) == set()


def test_the_longer_name_decides_where_one_release_begins_like_another():
    own, longer = using(f"{SERVICE}-db")[0], f"{SERVICE}-db"
    assert codes(own, neighbours=(longer,)) == {("neighbour", "refuse")}
    assert codes(using(f"{SERVICE}-x")[0], neighbours=("paas-ws-7",)) == set()
    assert codes(using("paas-ws-7-x")[0], neighbours=("paas-ws-7",)) == {("neighbour", "refuse")}


def test_what_is_used_is_told():
    [found] = report(volume("secret", secretName=THEIRS)).findings
    assert str(found.saying) == f"The chart's Deployment x uses the Secret {THEIRS}, which is another service's."
    [found] = report(hook(simple("Secret"), THEIRS)).findings
    assert str(found.saying) == f"The chart's Secret {THEIRS} bears the name of another service of the workspace."
