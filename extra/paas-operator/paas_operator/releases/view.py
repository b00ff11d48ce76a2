"""Every release's status as ready-made JSON: reading costs a look into a table, whatever the number of releases."""

import json
from collections.abc import Callable, Iterable
from itertools import chain
from typing import Any

from paas_operator import names
from paas_operator.kube.cache import ClusterCache, Store
from paas_operator.releases.projection import project
from paas_operator.releases.status import Status

Json = dict[str, Any]
Key = tuple[str, str]

GONE_KEPT = 1000
_MOMENT = ("updated_at", "resource_version")


class View:
    """Fed by the intents' store and by changes of services; tells `on_change` what really changed.

    Its second argument is who wrote the intent that changed, or None when the service's objects did.
    A release that was deleted is told as `deleted` until the process ends or a thousand others were.
    """

    def __init__(
        self, intents: Store, namespace: str, cache: ClusterCache, on_change: Callable[[Json, str | None], None]
    ) -> None:
        self._intents = intents
        self._namespace = namespace
        self._cache = cache
        self._on_change = on_change
        self._known: dict[Key, Json] = {}
        self._gone: dict[Key, Json] = {}
        self._encoded: dict[Key, bytes] = {}

    def intent_changed(self, meta: Json) -> Key:
        """Take a changed intent; gives the release it is about."""
        key = meta["labels"][names.NAMESPACE], meta["labels"][names.SERVICE]
        self.refresh(*key, meta["version"], by_intent=True)
        return key

    def intent_removed(self, meta: Json) -> Key:
        """Take a removed intent."""
        key = meta["labels"][names.NAMESPACE], meta["labels"][names.SERVICE]
        last = self._known.pop(key, None)
        self._encoded.pop(key, None)
        if last:
            gone = last | {
                "phase": "deleted",
                "stage": "done",
                "progress": 100,
                "kept_volumes": [],
                "observed_generation": last["generation"],
            }
            self._gone[key] = gone
            self._encoded[key] = _encode(gone)
            if len(self._gone) > GONE_KEPT:
                oldest = next(iter(self._gone))
                del self._gone[oldest], self._encoded[oldest]
            if gone != last:
                self._on_change(gone, "")
        return key

    def refresh(self, namespace: str, release: str, version: int, by_intent: bool = False) -> None:
        """Something of a release changed, at this resource version: make its status anew.

        Versions are etcd's revisions, one row for all kinds, so a status carries the newest that it rests on.
        """
        meta = self._intents.get(self._namespace, names.intent_name(namespace, release))
        if meta is None:
            return
        held = Status.from_annotations(meta["annotations"])
        status = project(namespace, release, held, self._cache)
        key = (namespace, release)
        before = self._known.get(key)
        status["resource_version"] = max(version, before["resource_version"] if before else meta["version"])
        self._gone.pop(key, None)
        self._known[key] = status
        self._encoded[key] = _encode(status)
        if before is None or any(status[name] != before[name] for name in status if name not in _MOMENT):
            self._on_change(status, held.written_by if by_intent else None)

    def statuses(self) -> Iterable[Json]:
        """Every status that is told."""
        return chain(self._known.values(), self._gone.values())

    def get(self, namespace: str, release: str) -> Json | None:
        return self._known.get((namespace, release)) or self._gone.get((namespace, release))

    def in_namespace(self, namespace: str) -> list[str]:
        """Names of the releases that are known in a namespace."""
        return [release for space, release in self._known if space == namespace]

    def encoded(self, namespace: str, release: str) -> bytes | None:
        """One status as JSON, or None."""
        return self._encoded.get((namespace, release))

    def listing(self, database_uuid: str | None) -> bytes:
        """All statuses of a database (of all, when None) as `{"items": [...]}`."""
        everything = [*self._known.items(), *self._gone.items()]
        wanted = [key for key, s in everything if database_uuid in (None, s["database_uuid"])]
        return b'{"items":[' + b",".join(self._encoded[key] for key in wanted) + b"]}"


def _encode(status: Json) -> bytes:
    return json.dumps(status, separators=(",", ":")).encode()
