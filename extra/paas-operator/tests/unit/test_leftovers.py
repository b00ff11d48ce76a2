"""What a broken-off change made goes once a whole one is there; what Helm was refused, and what is kept, does not."""

import json

import pytest

from paas_operator.helm.storage import HelmStorage, encode
from paas_operator.kube.client import resource
from paas_operator.names import SERVICE
from paas_operator.postrender.kept import KEEP, POLICY
from paas_operator.releases.leftovers import Leftovers
from tests.conftest import NAMESPACE, RELEASE

HELM = "meta.helm.sh/release-name"


def revision(cluster, number: int, status: str, *names: str, **kept: bool) -> None:
    """A revision with a ConfigMap of each name."""
    objects = [_object(name, {POLICY: KEEP} if kept.get(name) else {}) for name in names]
    content = {"version": number, "info": {"status": status}, "manifest": "\n---\n".join(map(json.dumps, objects))}
    labels = {"owner": "helm", "name": RELEASE, "version": str(number), "status": status}
    body = {"metadata": {"name": f"v{number}", "labels": labels}, "data": {"release": encode(content)}}
    cluster.put(resource("v1", "secrets", NAMESPACE, f"sh.helm.release.v1.{RELEASE}.v{number}"), body)


def live(cluster, *names: str, release: str = RELEASE, **annotations: str) -> None:
    for name in names:
        marks = {HELM: release, **annotations}
        metadata = {"name": name, "labels": {SERVICE: release}, "annotations": marks}
        cluster.put(resource("v1", "configmaps", NAMESPACE, name), {"metadata": metadata})


async def left(cluster) -> set[str]:
    storage = HelmStorage(cluster.client())
    leftovers = Leftovers(cluster.client(), storage)
    await leftovers.remove(NAMESPACE, RELEASE, await storage.revisions(NAMESPACE, RELEASE))
    return {path.rpartition("/")[2] for path in cluster.objects if "/configmaps/" in path}


def _object(name: str, annotations: dict) -> dict:
    metadata = {"name": name, "annotations": annotations}
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata}


@pytest.mark.parametrize("first", ["deployed", "superseded", "failed"])
async def test_what_only_broken_revisions_have_goes(cluster, first):
    revision(cluster, 1, first, "a")
    revision(cluster, 2, "failed", "a", "half")
    revision(cluster, 3, "failed", "a", "quarter")
    revision(cluster, 4, "deployed", "a", "new")
    live(cluster, "a", "new", "half", "quarter", "of-nobody")
    assert await left(cluster) == {"a", "new", "of-nobody"}
    assert await left(cluster) == {"a", "new", "of-nobody"}


async def test_what_an_install_over_a_failed_one_replaced_goes(cluster):
    revision(cluster, 1, "superseded", "a", "half")
    revision(cluster, 2, "deployed", "a")
    live(cluster, "a", "half")
    assert await left(cluster) == {"a"}


async def test_what_lies_before_the_last_whole_one_is_not_looked_at(cluster):
    revision(cluster, 1, "failed", "old")
    revision(cluster, 2, "superseded", "a")
    revision(cluster, 3, "deployed", "a")
    live(cluster, "a", "old")
    assert await left(cluster) == {"a", "old"}


async def test_what_is_kept_stays(cluster):
    revision(cluster, 1, "failed", "a", "said", "marked", said=True)
    revision(cluster, 2, "deployed", "a")
    live(cluster, "a", "said")
    live(cluster, "marked", **{POLICY: KEEP})
    assert await left(cluster) == {"a", "said", "marked"}


async def test_what_helm_was_refused_is_not_ours_to_remove(cluster):
    revision(cluster, 1, "failed", "a", "theirs", "by-hand")
    revision(cluster, 2, "deployed", "a")
    live(cluster, "a")
    live(cluster, "theirs", release=f"{NAMESPACE}-other")
    cluster.put(resource("v1", "configmaps", NAMESPACE, "by-hand"), {"metadata": {"name": "by-hand"}})
    assert await left(cluster) == {"a", "theirs", "by-hand"}


async def test_nothing_goes_where_the_newest_can_not_be_read(cluster):
    revision(cluster, 1, "failed", "a", "half")
    revision(cluster, 2, "deployed")
    live(cluster, "a", "half")
    assert await left(cluster) == {"a", "half"}


async def test_one_that_was_made_anew_meanwhile_stays(cluster):
    revision(cluster, 1, "failed", "a", "half")
    revision(cluster, 2, "deployed", "a")
    live(cluster, "a", "half")
    sent = []
    answer = cluster._delete
    cluster._delete = lambda path, body, params: sent.append(body) or answer(path, body, params)
    uid = cluster.objects[resource("v1", "configmaps", NAMESPACE, "half")]["metadata"]["uid"]
    assert await left(cluster) == {"a"}
    assert sent == [{"propagationPolicy": "Background", "preconditions": {"uid": uid}}]
