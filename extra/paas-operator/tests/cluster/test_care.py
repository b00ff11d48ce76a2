"""Looking after a release on the real cluster: what would change, what it is made of, what it says, what it uses."""

import asyncio
import json
import os

import pytest

from paas_operator.releases.follow import Ingress
from tests.cluster.site import GENEROUS, page_of, until
from tests.conftest import intent_body

pytestmark = pytest.mark.cluster

TALK = (
    ": 🙂\u2028中文; "  # what one parser of JSON and YAML takes, and another one does not
    'echo "token $TOKEN text $TEXT"; mkdir -p /tmp/www; echo hi > /tmp/www/index.html; '
    "exec httpd -f -p 8080 -h /tmp/www"
)


def test_a_release_is_previewed_looked_into_and_measured(operator, admin, namespace, ingress_url):
    database, name = f"{namespace}-db", f"{namespace}-shop"
    hosts = [f"{namespace}.apps.localhost", f"www.{namespace}.example.org"]
    path = f"/api/releases/{namespace}/{name}"
    values = {
        "persistence": {"enabled": True, "size": "32Mi"},
        "ingress": {"enabled": True, "host": hosts[0]},
        "breakage": {"command": TALK},
    }

    def body(generation: int, **changes) -> dict:
        references = {"text": {"release": database, "key": "token"}, "note": {"release": database, "key": "@host"}}
        given = {"values": values, "hosts": hosts, "references": references}
        return intent_body(generation, **given | changes)

    def preview(**changes) -> dict:
        answer = operator.call("POST", f"{path}/preview", body(9, **changes))
        assert answer.status_code == 200, answer.text
        assert database_token not in answer.text
        return answer.json()

    def codes(told: dict) -> list[str]:
        return [warning["code"] for warning in told["warnings"]]

    # Before the workspace has anything: all is new, and the neighbour is missing.
    database_token = "none yet"
    told = preview()
    assert {item["change"] for item in told["objects"]} == {"create"}
    assert told["images"] == ["woow.local/busybox:1.35"]
    assert told["resources"] == {"cpu": 0.1, "memory_gb": 0.031, "storage_gb": 0.031}
    assert codes(told) == ["reference_missing", "reference_missing"]
    assert namespace not in [item["metadata"]["name"] for item in admin.get("namespaces")]

    # A neighbour that is being launched is waited for.
    operator.wish("PUT", f"/api/releases/{namespace}/{database}", intent_body())
    operator.wish("PUT", path, body(1))
    assert operator.wait(namespace, name, 1)["phase"] == "ready"
    database_token = operator.call("GET", f"/api/releases/{namespace}/{database}/secrets/token").json()["value"]
    token = operator.call("GET", f"{path}/secrets/token").json()["value"]
    assert database_token not in operator.call("GET", f"{path}/values").text

    # Logs: both secrets are blotted out, the cursor goes on.
    logs = until(lambda: (found := operator.call("GET", f"{path}/logs").json())["lines"] and found, GENEROUS, "a line")
    assert [line["text"] for line in logs["lines"]] == ["token ••• text •••"]
    assert logs["pods"] == [{"name": logs["pod"], "containers": ["web"], "ready": True}]
    assert operator.call("GET", f"{path}/logs?since={logs['cursor']}").json()["lines"] == []

    # The tree: pod below ReplicaSet below Deployment below the release.
    def well() -> list[dict] | None:
        found = operator.call("GET", f"{path}/resources").json()["items"]
        return found if {item["state"] for item in found} == {"ok"} else None

    items = until(well, GENEROUS, "every object is well")
    parents = {item["kind"]: item["parent"] for item in items}
    uids = {item["kind"]: item["uid"] for item in items}
    assert set(parents) == {
        "Release", "Deployment", "ReplicaSet", "Pod", "Service", "Ingress", "Secret", "PersistentVolumeClaim",
    }  # fmt: skip
    assert (parents["Pod"], parents["ReplicaSet"], parents["Deployment"]) == (
        uids["ReplicaSet"], uids["Deployment"], uids["Release"],
    )  # fmt: skip
    assert token not in json.dumps(items)

    def told_of_the_pod() -> list[dict] | None:
        found = operator.call("GET", f"{path}/events").json()["items"]
        return found if any(event["about"] == f"Pod/{logs['pod']}" for event in found) else None

    events = until(told_of_the_pod, GENEROUS, "an event of the pod")
    assert not any(event["about"].partition("/")[2].startswith(database) for event in events)

    # Both host names lead to it, by TLS too.
    for host in hosts:
        assert page_of(ingress_url, host) == "hi\n"
    if url := os.environ.get("PAAS_TEST_INGRESS_TLS_URL"):
        asyncio.run(_answered(url, hosts))

    # What would change, told without touching anything.
    def held() -> dict[str, tuple]:
        """All objects: version or, where the cluster itself notes how they are, what they are."""
        objects = admin.get("secrets,pvc,services,ingresses,configmaps,deployments,pods", "-n", namespace)
        return {f"{o['kind']}/{o['metadata']['name']}": _content(o) for o in objects}

    before = held()
    told = preview()
    assert ({item["change"] for item in told["objects"]}, told["warnings"]) == ({"unchanged"}, [])

    told = preview(values={**values, "memory": "48Mi", "persistence": {"enabled": True, "size": "16Mi"}})
    changes = {item["kind"]: item for item in told["objects"]}
    assert changes["Deployment"]["change"] == "update"
    assert changes["Deployment"]["fields"] == ["spec.template.spec.containers[web].resources.limits.memory"]
    assert changes["PersistentVolumeClaim"]["change"] == "replace"
    assert (changes["Secret"]["change"], changes["Ingress"]["change"]) == ("unchanged", "unchanged")
    assert {"restart", "volume_shrink"} <= set(codes(told))

    told = preview(values={**values, "memory": "64Gi"})
    assert {"restart", "quota"} <= set(codes(told))
    told = preview(values={**values, "replicas": 2, "persistence": {"enabled": False}})
    assert "quota" not in codes(told)
    assert not any(item["kind"] == "PersistentVolumeClaim" for item in told["objects"])

    told = preview(values={**values, "ingress": {"enabled": False}}, secrets={"token": {"value": "another-token-here"}})
    changes = {item["kind"]: item for item in told["objects"]}
    assert (changes["Ingress"]["change"], changes["Secret"]["fields"]) == ("delete", ["data.token"])

    refused = operator.call("POST", f"{path}/preview", body(9, values={**values, "replicas": {"no": "number"}}))
    assert (refused.status_code, token in refused.text) == (422, False)
    assert held() == before
    assert operator.status(namespace, name)["generation"] == 1

    # What it uses: the cluster's own figures, after the kubelet has been asked twice.
    used = until(lambda: operator.call("GET", f"{path}/metrics").json()["items"], GENEROUS, "figures")
    until(lambda: operator.call("GET", "/api/info").json()["metrics"], GENEROUS, "the metrics API answers")
    assert used[0]["pod"] == logs["pod"]
    assert 0 < used[0]["memory"] <= used[0]["memory_limit"] == 32 << 20
    assert operator.call("GET", f"{path}/metrics").json()["history"]

    for number, release in enumerate((name, database)):
        operator.wish("DELETE", f"/api/releases/{namespace}/{release}?generation={number + 2}")
        operator.wait(namespace, release, number + 2)


def _content(obj: dict) -> tuple:
    meta = obj["metadata"]
    if obj["kind"] not in ("Deployment", "Pod", "Ingress"):
        return meta["uid"], meta["resourceVersion"]
    return meta["uid"], obj["spec"], meta.get("labels"), meta.get("annotations")


async def _answered(url: str, hosts: list[str]) -> None:
    probe = Ingress(url)
    async with asyncio.timeout(GENEROUS):
        await probe.until_answered(hosts)
    await probe.close()
