"""List and watch, against an API server that plays a script."""

import asyncio
import json

import httpx
import pytest

from paas_operator import tls
from paas_operator.errors import ClusterUnavailable
from paas_operator.kube import watch as watch_module
from paas_operator.kube.cache import EventStore, Store
from paas_operator.kube.client import KubeClient, resource
from paas_operator.kube.connection import Connection
from paas_operator.kube.errors import KubeConflict, KubeForbidden, KubeGone, KubeNotFound
from paas_operator.kube.prune import metadata
from paas_operator.kube.quantity import parse_quantity
from paas_operator.kube.watch import Watch, delay
from tests.conftest import PATIENCE


def obj(name: str, version: int, service: str = "a") -> dict:
    return {
        "metadata": {
            "name": name,
            "namespace": "n",
            "resourceVersion": str(version),
            "labels": {"woow.io/service": service},
        }
    }


def event(kind: str, body: dict) -> bytes:
    return json.dumps({"type": kind, "object": body}).encode() + b"\n"


class Script:
    """Answers lists and watches in order; when the script is over, watches stay open."""

    def __init__(self, *answers) -> None:
        self.answers = list(answers)
        self.asked: list[dict] = []
        self.over = asyncio.Event()

    async def answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(dict(request.url.params))
        if not self.answers:
            self.over.set()
            await asyncio.Event().wait()
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, int):
            return httpx.Response(answer, json={"message": "no", "code": answer})
        return httpx.Response(200, **answer)


delays: list[int] = []
"""The failures in a row that each pause was for."""


def client(handler) -> KubeClient:
    return KubeClient(Connection("https://c.test", tls.outside(), token="t"), httpx.MockTransport(handler))


def listed(*objects: dict, version: int = 10, more: str = "") -> dict:
    return {"json": {"items": list(objects) or None, "metadata": {"resourceVersion": str(version), "continue": more}}}


async def follow(script: Script, monkeypatch, store: Store | None = None) -> tuple[Store, Watch]:
    monkeypatch.setattr(watch_module, "delay", lambda failures: delays.append(failures) or 0)
    delays.clear()
    store = Store() if store is None else store
    watch = Watch(client(script.answer), "/api/v1/things", store, metadata)
    task = asyncio.create_task(watch.run())
    async with asyncio.timeout(PATIENCE):
        await script.over.wait()
    task.cancel()
    await asyncio.wait({task})
    return store, watch


def names(store: Store) -> set[str]:
    return {o["name"] for o in store}


async def test_pages_then_changes_then_bookmarks(monkeypatch):
    script = Script(
        listed(obj("a", 1), more="next"),
        listed(obj("b", 2)),
        {
            "content": event("ADDED", obj("c", 11))
            + event("MODIFIED", obj("a", 12, "other"))
            + event("DELETED", obj("b", 13))
            + event("BOOKMARK", {"metadata": {"resourceVersion": "20"}})
        },
    )
    store, watch = await follow(script, monkeypatch)
    assert names(store) == {"a", "c"}
    assert [o["name"] for o in store.of_service("n", "other")] == ["a"]
    assert [o["name"] for o in store.of_service("n", "a")] == ["c"]
    assert [a.get("resourceVersion") for a in script.asked] == [None, None, "10", "20"]
    assert script.asked[1]["continue"] == "next"
    assert watch.synced.is_set()


@pytest.mark.parametrize("gone", [410, {"content": event("ERROR", {"code": 410, "message": "too old"})}])
async def test_what_is_too_old_is_listed_again(monkeypatch, gone):
    store, _ = await follow(Script(listed(obj("a", 1)), gone, listed(obj("b", 30), version=31)), monkeypatch)
    assert names(store) == {"b"}


@pytest.mark.parametrize("failure", [httpx.ConnectError("x"), httpx.ReadTimeout("x"), 500, 503, 403])
async def test_a_failure_is_followed_by_another_try(monkeypatch, failure):
    store, watch = await follow(Script(failure, listed(obj("a", 1)), failure, listed(obj("a", 1))), monkeypatch)
    assert names(store) == {"a"}
    assert watch.connected


def test_delays_grow_and_have_an_end():
    assert max(delay(1) for _ in range(100)) <= 0.5
    assert all(5 <= delay(50) <= 10 for _ in range(100))


def test_older_versions_never_win():
    store = Store()
    store.put(metadata(obj("a", 5)))
    store.put(metadata(obj("a", 4, "old")))
    store.remove(metadata(obj("a", 4)))
    assert store.get("n", "a")["service"] == "a"
    store.remove(metadata(obj("a", 6)))
    assert len(store) == 0
    assert store.of_service("n", "a") == []


def test_events_are_kept_in_bounds():
    store = EventStore()
    for number in range(300):
        store.put({"namespace": "n", "name": f"e{number}", "version": number})
    store.put({"namespace": "n", "name": "e299", "version": 300})
    held = store.of("n")
    assert (len(held), held[-1]["version"], held[0]["name"]) == (200, 300, "e100")
    store.forget("n")
    assert store.of("n") == []


@pytest.mark.parametrize(
    ("status", "error"),
    [(404, KubeNotFound), (409, KubeConflict), (403, KubeForbidden), (410, KubeGone), (500, ClusterUnavailable)],
)
async def test_each_status_has_an_error(status, error):
    with pytest.raises(error):
        await client(lambda request: httpx.Response(status, text="not even JSON")).get("/x")


async def test_every_call_has_a_timeout_and_the_token():
    seen = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append((request.headers["authorization"], request.extensions["timeout"]["read"]))
        return httpx.Response(200, json={})

    await client(answer).get("/x")
    assert seen == [("Bearer t", 3.0)]


def test_paths_are_quoted():
    assert resource("v1", "pods", "a/b", "../c") == "/api/v1/namespaces/a%2Fb/pods/..%2Fc"
    assert resource("apps/v1", "deployments") == "/apis/apps/v1/deployments"


@pytest.mark.parametrize(
    ("text", "number"), [("500m", 0.5), ("2", 2), ("1Gi", 2**30), ("128Mi", 2**27), ("1k", 1000), ("1e3", 1000), (3, 3)]
)
def test_quantities(text, number):
    assert parse_quantity(text) == pytest.approx(number)


async def test_an_object_of_no_known_form_hides_itself_alone(monkeypatch, caplog):
    odd = obj("odd", 6) | {"metadata": {"name": "odd", "namespace": "n", "resourceVersion": "none"}}
    script = Script(listed(odd, obj("a", 5)), {"content": event("ADDED", odd) + event("ADDED", obj("b", 11))})
    store, watch = await follow(script, monkeypatch)
    assert names(store) == {"a", "b"}
    assert caplog.messages.count("an object can't be read") == 2
    assert watch.synced.is_set()


async def test_a_fault_of_ours_ends_no_watch(monkeypatch, caplog):
    script = Script(listed(obj("a", 5)), listed(obj("a", 5)))
    real, calls = Store.replace, []

    def replace(store: Store, objects: list[dict]) -> None:
        calls.append(objects)
        if len(calls) == 1:
            raise RuntimeError("ours")
        real(store, objects)

    monkeypatch.setattr(Store, "replace", replace)
    store, watch = await follow(script, monkeypatch)
    assert names(store) == {"a"}
    assert (watch.connected, "watch broke" in caplog.messages) == (True, True)


AT_ONCE = {"content": b""}


@pytest.mark.parametrize("trouble", [403, 410, AT_ONCE, {"content": event("ERROR", {"code": 410})}])
async def test_a_watch_that_fails_each_time_is_asked_for_less_and_less_often(monkeypatch, trouble):
    """Lists that go well do not make up for it: each of them costs the API server all objects."""
    await follow(Script(*[listed(obj("a", 1)), trouble] * 6), monkeypatch)
    assert delays in ([1, 2, 3, 4, 5, 6], [2, 3, 4, 5, 6])


async def test_what_went_well_for_a_while_begins_with_short_pauses(monkeypatch):
    monkeypatch.setattr(watch_module, "SETTLED", 0.0)
    await follow(Script(*[listed(obj("a", 1)), 503] * 3), monkeypatch)
    assert delays == [1, 1, 1]


async def test_what_a_listener_can_not_take_is_kept_from_no_other_object(monkeypatch, caplog):
    heard = []

    def listener(changed: dict) -> None:
        if changed["name"] == "odd":
            raise KeyError("odd")
        heard.append(changed["name"])

    script = Script(listed(obj("odd", 1), obj("a", 2)), {"content": event("ADDED", obj("b", 11))})
    store, watch = await follow(script, monkeypatch, Store(listener))
    assert (heard, watch.connected, delays) == (["a", "b"], True, [])
    assert caplog.messages == ["a change could not be told"]
    store.tell_all()
    assert heard == ["a", "b", "a", "b"]


async def test_a_token_that_is_refused_is_no_fault_of_what_was_asked():
    with pytest.raises(ClusterUnavailable):
        await client(lambda request: httpx.Response(401, text="who?")).get("/x")
