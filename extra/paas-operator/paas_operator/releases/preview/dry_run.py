"""Asks the cluster what an object would become, without letting it: reads and server-side dry runs."""

import asyncio
from dataclasses import dataclass, replace
from typing import Any

from paas_operator.kube.client import KubeClient, resource
from paas_operator.kube.errors import KubeError, KubeNotFound
from paas_operator.kube.kinds import place
from paas_operator.postrender.pods import pod_spec, pod_template
from paas_operator.releases.preview import room
from paas_operator.releases.preview.fields import differing
from paas_operator.releases.preview.sums import replicas, volumes

Json = dict[str, Any]

AT_A_TIME = 8
_ROLLED_IN_PLACE = ("StatefulSet", "DaemonSet")


@dataclass(frozen=True)
class Outcome:
    """One object of the chart: what is there, what it would become, and what the cluster has against it."""

    wanted: Json
    live: Json | None
    fields: tuple[str, ...]
    refusal: KubeError | None = None
    pod_refusal: KubeError | None = None

    @property
    def about(self) -> str:
        return f"{self.wanted['kind']}/{self.wanted['metadata']['name']}"

    @property
    def change(self) -> str:
        """What would happen: `replace` where the cluster would not let it be changed in place."""
        if self.live is None:
            return "create"
        if self.refusal is not None and self.refusal.http_status == 422:
            return "replace"
        return "update" if self.fields else "unchanged"


class DryRun:
    """Looks at objects of one namespace; `manager` is the name by which Helm applies."""

    def __init__(self, client: KubeClient, manager: str) -> None:
        self._client = client
        self._manager = manager

    async def look(self, namespace: str, release: str, objects: list[Json], installed: list[Json]) -> list[Outcome]:
        """Every object in the order given; those of kinds that are not known here count as unchanged.

        What can't be changed in place is compared with what is installed, since the cluster only names the outermost
        field.
        """
        slots = asyncio.Semaphore(AT_A_TIME)
        accounts = {o["metadata"]["name"] for o in objects if o["kind"] == "ServiceAccount"}
        before = {identity(obj): obj for obj in installed}

        async def one(obj: Json) -> Outcome:
            async with slots:
                outcome = await self._outcome(namespace, _as_helm_does(obj, namespace, release), accounts)
            if outcome.change == "replace" and identity(obj) in before:
                return replace(outcome, fields=tuple(differing(before[identity(obj)], obj)) or outcome.fields)
            return outcome

        return list(await asyncio.gather(*map(one, objects)))

    async def _outcome(self, namespace: str, wanted: Json, accounts: set[str]) -> Outcome:
        where = place(wanted["apiVersion"], wanted["kind"])
        if where is None:
            return Outcome(wanted, wanted, ())
        path = resource(*where, namespace, wanted["metadata"]["name"])
        live = await self._live(path)
        try:
            after = await self._client.apply(path, wanted, manager=self._manager, dry_run=True)
        except KubeError as exc:
            return Outcome(wanted, live, tuple(named(exc)), exc)
        fields = tuple(differing(live, after)) if live else ()
        return Outcome(wanted, live, fields, None, await self._pod(namespace, wanted, live, fields, accounts))

    async def _live(self, path: str) -> Json | None:
        try:
            return await self._client.get(path)
        except KubeNotFound:
            return None

    async def _pod(
        self, namespace: str, wanted: Json, live: Json | None, fields: tuple[str, ...], accounts: set[str]
    ) -> KubeError | None:
        """Whether one more pod of the workload would be let in."""
        template = pod_template(wanted)
        touched = live is None or any(field.startswith(("spec.template", "spec.replicas")) for field in fields)
        if template is None or not touched or not replicas(wanted):
            return None
        try:
            await self._client.create(resource("v1", "pods", namespace), _sample(wanted, accounts), dry_run=True)
        except KubeError as exc:
            makes_room = live is not None and _leaves_first(wanted) and room.is_refusal(exc.message)
            return None if makes_room and room.fits_after(exc.message, live or {}) else exc
        return None


def identity(obj: Json) -> tuple[str, str, str]:
    """What makes an object the same one in two manifests: group, kind, name."""
    return obj["apiVersion"].rpartition("/")[0], obj["kind"], obj["metadata"]["name"]


def _as_helm_does(obj: Json, namespace: str, release: str) -> Json:
    """With the marks that Helm adds to whatever it applies."""
    meta = obj["metadata"]
    labels = {**(meta.get("labels") or {}), "app.kubernetes.io/managed-by": "Helm"}
    marks = {"meta.helm.sh/release-name": release, "meta.helm.sh/release-namespace": namespace}
    annotations = {**(meta.get("annotations") or {}), **marks}
    return {**obj, "metadata": {**meta, "namespace": namespace, "labels": labels, "annotations": annotations}}


def _sample(wanted: Json, accounts: set[str]) -> Json:
    """A pod as the workload would make it; claims and accounts that are yet to be made have stand-ins."""
    template = pod_template(wanted) or {}
    spec = dict(pod_spec(wanted) or {})
    if spec.get("serviceAccountName") in accounts:
        spec |= {"serviceAccountName": "default", "automountServiceAccountToken": False}
    claimed = [{"name": name, "emptyDir": {}} for name in volumes(wanted)]
    spec["volumes"] = [*(spec.get("volumes") or []), *claimed]
    labels = (template.get("metadata") or {}).get("labels") or {}
    metadata = {"generateName": f"{wanted['metadata']['name'][:50]}-preview-", "labels": labels}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": spec}


def _leaves_first(wanted: Json) -> bool:
    strategy = ((wanted.get("spec") or {}).get("strategy") or {}).get("type")
    return wanted["kind"] in _ROLLED_IN_PLACE or strategy == "Recreate"


def named(exc: KubeError) -> list[str]:
    """The fields a refusal is about (`Status.details.causes`): their values stay out."""
    causes = (exc.status_object.get("details") or {}).get("causes") or []
    return sorted({str(cause["field"]) for cause in causes if cause.get("field")})
