"""The worker's decisions that the real cluster can't be made to show on time: failures that pass, and that do not."""

import asyncio
import contextlib
from types import SimpleNamespace

import pytest

from paas_operator.errors import ChartUnavailable, ClusterUnavailable, HelmFailed
from paas_operator.kube.cache import Store
from paas_operator.kube.errors import kube_error
from paas_operator.postrender.rules import Rules
from paas_operator.releases import worker as worker_module
from paas_operator.releases.intents import accept, derive, new_document
from paas_operator.releases.status import Status
from paas_operator.releases.store import IntentStore, Superseded
from paas_operator.releases.worker import ATTEMPTS, Tools, Worker
from tests.conftest import NAMESPACE, RELEASE, intent

PLACE = (NAMESPACE, RELEASE)


class Scene:
    """Tools that do nothing, but fail as they are told."""

    def __init__(self, cluster, *failures: Exception) -> None:
        self.failures = list(failures)
        self.store = IntentStore(cluster.client(), "home", Store())
        self.applied: list[str] = []
        self.turns: list[int] = []
        self.tools = Tools(
            store=self.store,
            namespaces=SimpleNamespace(ensure=self._nothing),
            charts=SimpleNamespace(find=self._nothing),
            converger=SimpleNamespace(run=self._converge),
            storage=SimpleNamespace(revisions=self._no_revisions),
            references=SimpleNamespace(),
            follower=SimpleNamespace(until_complete=self._nothing),
            explainer=SimpleNamespace(of_pods=self._nothing, of_hooks=self._nothing, hook_pods=lambda *_: ()),
            ingress=SimpleNamespace(until_answered=self._nothing),
            removal=SimpleNamespace(run=self._remove),
            site=Rules(namespace="", service="", report="", ingress_class="traefik"),
        )

    async def hold(self, *requests, good: int = 0) -> None:
        document = new_document()
        for request in requests:
            document = accept(document, request, good)
        await self.store.save(*PLACE, document, Status(generation=requests[-1].generation, good_generation=good), None)

    async def run(self, generation: int) -> None:
        await Worker(self.tools, *PLACE, generation, lambda: self.turns.append(len(self.applied))).run()

    async def work(self, generation: int) -> Status:
        await self.run(generation)
        return (await self.store.load(*PLACE)).status

    async def _nothing(self, *arguments) -> None:
        return None

    async def _none_kept(self, *arguments) -> list:
        return []

    async def _remove(self, namespace, release, tenant, keep_data, forget) -> list:
        await forget()
        return []

    async def _no_revisions(self, *arguments) -> list:
        return []

    async def _converge(self, target) -> int:
        self.applied.append(target.apply.stamp)
        self.rules = target.apply.rules
        if self.failures:
            raise self.failures.pop(0)
        return 1


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    async def sleep(seconds: float, real=asyncio.sleep) -> None:
        await real(0)

    monkeypatch.setattr(worker_module.asyncio, "sleep", sleep)


@pytest.mark.parametrize(
    "failure",
    [
        HelmFailed("etcd is busy", "cluster_unavailable", retryable=True),
        ChartUnavailable("the repository is away"),
        kube_error(403, {}, "rights on their way"),
    ],
)
async def test_a_failure_that_passes_is_no_failure(cluster, failure):
    scene = Scene(cluster, failure, failure)
    await scene.hold(intent())
    status = await scene.work(1)
    assert (status.phase, status.good_generation, status.attempts) == ("ready", 1, 2)


async def test_a_chart_is_judged_by_who_its_neighbours_are(cluster):
    scene = Scene(cluster)
    for place in (("paas-ws-7", "paas-ws-7-db"), ("paas-ws-70", "paas-ws-70-db"), ("paas-ws-7", "paas-ws-7-kept")):
        await scene.store.save(*place, accept(new_document(), intent(), 0), Status(generation=1), None)
    await scene.hold(intent())
    await scene.work(1)
    assert scene.rules.neighbours == ("paas-ws-7-db", "paas-ws-7-kept")


async def test_retries_end_visibly(cluster):
    scene = Scene(cluster, *[HelmFailed("etcd is busy", "cluster_unavailable", retryable=True)] * 20)
    await scene.hold(intent())
    status = await scene.work(1)
    assert (status.phase, status.observed_generation) == ("failed", 1)
    assert status.reason == {"code": "cluster_unavailable", "message": "etcd is busy", "said": []}
    assert len(scene.applied) == ATTEMPTS


async def test_what_will_not_pass_is_not_repeated(cluster):
    scene = Scene(cluster, HelmFailed("the chart is odd", "chart"))
    await scene.hold(intent())
    assert (await scene.work(1)).reason["code"] == "chart"
    assert scene.applied == ["1"]


async def test_a_failed_change_goes_back_under_its_own_stamp(cluster):
    scene = Scene(cluster, HelmFailed("the chart is odd", "chart"))
    await scene.hold(intent(1), intent(2, values={"text": "bad"}), good=1)
    status = await scene.work(2)
    assert scene.applied == ["2", "2-1"]
    assert (status.phase, status.observed_generation, status.good_generation) == ("ready", 2, 1)
    assert status.reason["code"] == "went_back"


async def test_going_back_that_fails_too_is_told(cluster):
    scene = Scene(cluster, HelmFailed("the chart is odd", "chart"), HelmFailed("still odd", "chart"))
    await scene.hold(intent(1), intent(2, values={"text": "bad"}), good=1)
    status = await scene.work(2)
    assert (status.phase, status.reason["code"]) == ("failed", "chart")
    assert "the chart is odd" in status.reason["message"] and "still odd" in status.reason["message"]


@pytest.mark.parametrize(
    "changes",
    [
        {"action": "restart", "restart_token": "2"},
        {"chart": {"repository": "builtin", "name": "hello", "version": "2.0.0"}},
    ],
)
async def test_nothing_goes_back_without_gain_or_over_a_version(cluster, changes):
    scene = Scene(cluster, HelmFailed("the chart is odd", "chart"))
    await scene.hold(intent(1), intent(2, **changes), good=1)
    assert (await scene.work(2)).phase == "failed"
    assert scene.applied == ["2"]


async def test_a_new_process_goes_on_going_back(cluster):
    scene = Scene(cluster, ClusterUnavailable("away"))
    await scene.hold(intent(1), intent(2, values={"text": "bad"}), good=1)
    scene.failures.insert(0, HelmFailed("the chart is odd", "chart"))
    with pytest.raises(ClusterUnavailable):
        await scene.work(2)
    status = await scene.work(2)
    assert scene.applied == ["2", "2-1", "2-1"]
    assert "the chart is odd" in status.reason["message"]


@pytest.mark.parametrize("known", [{"code": "hook_hanging", "message": "The hook runs, with hunter22."}, None])
async def test_a_hook_whose_time_is_over_before_anything_was_told_is_looked_at(cluster, known):
    async def of_hooks(namespace, release):
        return known

    scene = Scene(cluster, HelmFailed("Helm says: not ready. status: InProgress", "hook"))
    scene.tools.explainer.of_hooks = of_hooks
    await scene.hold(intent(secrets={"password": {"value": "hunter22"}}))
    reason = (await scene.work(1)).reason
    assert reason["code"] == ("hook_hanging" if known else "hook")
    assert reason["message"].startswith("The hook runs, with" if known else "Helm says")
    assert "hunter22" not in reason["message"]


async def test_secrets_never_stand_in_a_reason(cluster):
    scene = Scene(cluster, HelmFailed("'hunter22' does not match", "values"))
    await scene.hold(intent(secrets={"password": {"value": "hunter22"}}))
    assert "hunter22" not in (await scene.work(1)).reason["message"]


async def test_a_rollout_has_no_more_than_its_time_though_the_clock_was_set_back(cluster, monkeypatch):
    limits = []
    scene = Scene(cluster)

    @contextlib.asynccontextmanager
    async def timeout(seconds: float):
        limits.append(seconds)
        yield

    monkeypatch.setattr(worker_module.asyncio, "timeout", timeout)
    monkeypatch.setattr(worker_module.clock, "seconds_since", lambda moment: -86_400.0)
    await scene.hold(intent(policy={"rollout_timeout": 120}))
    assert (await scene.work(1)).phase == "ready"
    assert limits == [120]


@pytest.mark.parametrize(("references", "turns"), [({}, [1]), ({"text": {"release": "x", "key": "y"}}, [0, 1])])
async def test_others_may_begin_once_helm_is_done_or_others_are_waited_for(cluster, references, turns):
    async def resolved(*arguments) -> dict:
        return {}

    scene = Scene(cluster)
    scene.tools.references.awaited = scene.tools.references.of_neighbours = resolved
    await scene.hold(intent(references=references))
    assert (await scene.work(1)).phase == "ready"
    assert scene.turns == turns


async def test_an_older_generation_is_left_alone(cluster):
    scene = Scene(cluster)
    await scene.hold(intent(2))
    with pytest.raises(Superseded):
        await scene.work(1)
    assert scene.applied == []


async def test_a_deletion_ends_with_the_intent_itself(cluster):
    """Killed at any instruction, what is left is a deletion that goes on, never one that nobody looks at again."""
    scene = Scene(cluster)
    await scene.hold(intent(1))
    held = await scene.store.load(*PLACE)
    document = derive(held.document, held.document.current, 0, generation=2, action="delete", desired="absent")
    await scene.store.save(*PLACE, document, Status(generation=2, observed_generation=1), held.resource_version)
    seen = []
    cluster.before = lambda method, path: seen.append(scene.store.cached(*PLACE).ended) if method == "DELETE" else None
    await scene.run(2)
    assert seen == [False]
    assert scene.store.cached(*PLACE) is None and await scene.store.load(*PLACE) is None


async def test_what_another_replica_has_ended_is_not_done_again(cluster):
    """A replica that hears of it late holds the Lease next; the generation stays ended all the while."""
    scene = Scene(cluster)
    await scene.hold(intent(1))
    assert (await scene.work(1)).phase == "ready"
    with pytest.raises(Superseded):
        await scene.work(1)
    assert scene.applied == ["1"]
    assert (await scene.store.load(*PLACE)).status.phase == "ready"
