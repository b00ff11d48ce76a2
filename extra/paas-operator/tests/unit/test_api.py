"""The routes over what is held: statuses, secrets, charts, errors."""

import json
import time

from paas_operator.kube import prune
from paas_operator.releases.status import Status
from tests.conftest import NAMESPACE, RELEASE, intent_body

PATH = f"/api/releases/{NAMESPACE}/{RELEASE}"


async def test_an_intent_is_told_at_once(api):
    assert (await api.get(PATH)).status_code == 404
    accepted = (await api.put(PATH, json=intent_body())).json()
    assert (await api.get(PATH)).json() == accepted
    assert (await api.get(f"{PATH}/status")).json() == accepted
    assert (await api.get("/api/releases")).json() == {"items": [accepted]}
    assert (await api.get("/api/releases?database_uuid=db-1")).json() == {"items": [accepted]}
    assert (await api.get("/api/releases?database_uuid=other")).json() == {"items": []}
    operation = f"/api/operations/{NAMESPACE}/{RELEASE}"
    assert (await api.get(f"{operation}/1")).json() == accepted
    assert (await api.get(f"{operation}/2")).status_code == 404


async def test_only_a_status_is_told_before_the_routes(api, anonymous):
    await api.put(PATH, json=intent_body())
    for path in (f"{PATH}/", f"{PATH}/status/", f"{PATH}/none", f"/{PATH}", "/api/releases//", f"{PATH}/status/status"):
        assert (await api.get(path)).status_code in (307, 404), path
    assert (await api.head(PATH)).status_code == 405
    del anonymous.headers["X-API-Key"]
    assert (await anonymous.get(PATH)).status_code == 401


async def test_post_says_the_same_as_put(api):
    body = intent_body() | {"namespace": NAMESPACE, "name": RELEASE}
    posted = await api.post("/api/releases", json=body)
    assert posted.status_code == 202
    assert (await api.put(PATH, json=intent_body())).json() == posted.json()


async def test_secrets_are_told_only_when_asked_for(api, cluster):
    body = intent_body(secrets={"a.password": {"value": "very-secret"}, "token": {"generate": {"length": 10}}})
    answer = await api.put(PATH, json=body)
    for text in (answer.text, (await api.get("/api/releases")).text, (await api.get(f"{PATH}/values")).text):
        assert "very-secret" not in text
    [secret] = cluster.objects.values()
    assert "very-secret" not in json.dumps(secret)
    revealed = (await api.get(f"{PATH}/secrets/a.password")).json()
    assert revealed == {"key": "a.password", "value": "very-secret"}
    assert (await api.get(f"{PATH}/secrets/none")).status_code == 404


async def test_derived_intents(api):
    for verb in ("stop", "start", "restart"):
        assert (await api.post(f"{PATH}/{verb}", json={"generation": 2})).status_code == 404
    await api.put(PATH, json=intent_body())
    stopped = (await api.post(f"{PATH}/stop", json={"generation": 2})).json()
    assert (stopped["generation"], stopped["desired"], stopped["action"]) == (2, "stopped", "stop")
    again = await api.post(f"{PATH}/stop", json={"generation": 2})
    assert (again.status_code, again.json()) == (202, stopped)
    assert (await api.post(f"{PATH}/start", json={"generation": 2})).json()["code"] == "digest_conflict"
    started = (await api.post(f"{PATH}/start", json={"generation": 3})).json()
    assert (started["desired"], started["action"]) == ("running", "start")
    assert (await api.post(f"{PATH}/restart", json={"generation": 4})).json()["action"] == "restart"
    back = (await api.post(f"{PATH}/rollback", json={"generation": 5, "to_generation": 1})).json()
    assert (back["action"], back["desired"]) == ("rollback", "running")
    assert (await api.post(f"{PATH}/rollback", json={"generation": 6, "to_generation": 99})).status_code == 404


async def test_delete_is_an_intent_too(api):
    assert (await api.delete(f"{PATH}?generation=1")).status_code == 404
    await api.put(PATH, json=intent_body())
    gone = (await api.delete(f"{PATH}?generation=2&keep_data=true")).json()
    assert (gone["desired"], gone["action"], gone["generation"]) == ("absent", "delete", 2)
    assert (await api.post(f"{PATH}/start", json={"generation": 3})).json()["code"] == "invalid"
    assert (await api.delete(f"{PATH}?generation=1")).json()["current"] == 2


async def test_another_database_is_refused(api, cluster):
    await api.put(PATH, json=intent_body())
    other = intent_body(2)
    other["tenant"]["workspace_uuid"] = "ws-9"
    refused = await api.put(f"/api/releases/{NAMESPACE}/{NAMESPACE}-other", json=other)
    assert (refused.status_code, refused.json()["code"]) == (409, "foreign_namespace")
    assert len(cluster.objects) == 1


async def test_a_cluster_that_is_away_is_a_503(api, cluster):
    cluster.down = True
    answer = await api.put(PATH, json=intent_body())
    assert (answer.status_code, answer.json()["code"], answer.json()["retryable"]) == (503, "cluster_unavailable", True)
    assert (await api.get("/api/releases")).status_code == 200


async def test_a_fault_of_ours_tells_nothing(api, runtime, monkeypatch):
    monkeypatch.setattr(runtime.view, "listing", lambda database: 1 / 0)
    answer = await api.get("/api/releases")
    assert (answer.status_code, answer.json()["code"]) == (500, "internal")
    assert "division" not in answer.text


async def test_charts_are_told(api):
    query = "repository=builtin&name=hello&version=1.0.0"
    assert "woow.local/busybox" in (await api.get(f"/api/charts/values?{query}")).json()["text"]
    assert json.loads((await api.get(f"/api/charts/schema?{query}")).json()["text"])["type"] == "object"
    assert (await api.get(f"/api/charts/readme?{query}")).json()["text"] == "# hello\n"
    missing = await api.get("/api/charts/values?repository=builtin&name=hello&version=9.9.9")
    assert (missing.status_code, missing.json()["code"]) == (422, "chart_not_found")


async def test_info(api):
    info = (await api.get("/api/info")).json()
    assert info["charts"] == [{"name": "hello", "version": "1.0.0"}]
    assert info["prefix"] == "paas-ws-"


async def test_a_thousand_releases_are_listed_from_memory(api, runtime, cluster):
    for number in range(1000):
        status = Status(generation=1, observed_generation=1, phase="ready", database_uuid="db-1", good_generation=1)
        labels = {"woow.io/namespace": f"paas-ws-{number}", "woow.io/service": f"paas-ws-{number}-a"}
        name = f"intent.paas-ws-{number}.paas-ws-{number}-a"
        metadata = {"name": name, "namespace": "woow-paas", "resourceVersion": "5", "labels": labels}
        runtime.intents.put(prune.metadata({"metadata": {**metadata, "annotations": status.to_annotations()}}))
    times = []
    for _ in range(5):
        began = time.process_time()
        answer = await api.get("/api/releases?database_uuid=db-1")
        times.append(time.process_time() - began)
    assert len(answer.json()["items"]) == 1000
    assert min(times) < 0.05, times
    assert cluster.requests == []


async def test_what_runs_after_going_back_is_what_is_stopped_and_started(api, cluster):
    await api.put(PATH, json=intent_body(values={"text": "good"}))
    await api.put(PATH, json=intent_body(2, values={"text": "bad"}))
    [(path, secret)] = cluster.objects.items()
    secret["metadata"]["annotations"]["woow.io/going-back-to"] = "1"
    cluster.put(path, secret)
    assert (await api.post(f"{PATH}/stop", json={"generation": 3})).status_code == 202
    assert (await api.get(f"{PATH}/values")).json() == {"text": "good"}
