"""What the operator knows of the cluster without asking: stores fed by watches, indexed by service."""

import logging
from collections import defaultdict, deque
from collections.abc import Callable, Iterable
from typing import Any

_log = logging.getLogger(__name__)

Json = dict[str, Any]
Key = tuple[str, str]
Listener = Callable[[Json], None]

EVENTS_PER_NAMESPACE = 200


class Store:
    """Objects of one kind by (namespace, name), and by (namespace, service); older versions never win."""

    def __init__(self, on_change: Listener | None = None) -> None:
        self._objects: dict[Key, Json] = {}
        self._by_service: dict[Key, dict[Key, Json]] = defaultdict(dict)
        self._on_change = on_change
        self.on_remove: Listener | None = None

    def __iter__(self) -> Iterable[Json]:
        return iter(self._objects.values())

    def __len__(self) -> int:
        return len(self._objects)

    def get(self, namespace: str, name: str) -> Json | None:
        return self._objects.get((namespace, name))

    def of_service(self, namespace: str, service: str) -> list[Json]:
        return list(self._by_service.get((namespace, service), {}).values())

    def replace(self, objects: list[Json]) -> None:
        """Take a whole list: what is not in it is gone."""
        gone = self._objects.keys() - {_key(obj) for obj in objects}
        for key in gone:
            self._drop(self._objects[key])
        for obj in objects:
            self.put(obj)

    def put(self, obj: Json) -> None:
        """Take one object unless a newer version is held."""
        held = self._objects.get(_key(obj))
        if held and held["version"] >= obj["version"]:
            return
        if held and held["service"] != obj["service"]:
            self._unindex(held)
        self._objects[_key(obj)] = obj
        self._by_service[obj["namespace"], obj["service"]][_key(obj)] = obj
        self._tell(self._on_change, obj)

    def tell_all(self) -> None:
        """Tell of every object as if it had just changed."""
        for obj in list(self._objects.values()):
            self._tell(self._on_change, obj)

    def remove(self, obj: Json) -> None:
        """Forget an object; `obj` may be its last state."""
        held = self._objects.get(_key(obj))
        if held and held["version"] <= obj["version"]:
            self._drop(obj)

    def _drop(self, obj: Json) -> None:
        held = self._objects.pop(_key(obj))
        self._unindex(held)
        self._tell(self.on_remove or self._on_change, obj)

    def _tell(self, listener: Listener | None, obj: Json) -> None:
        """What a listener can't take is logged, and kept from no other object."""
        try:
            if listener:
                listener(obj)
        except Exception:
            _log.exception("a change could not be told", extra={"about": f"{obj['namespace']}/{obj['name']}"})

    def _unindex(self, held: Json) -> None:
        index = (held["namespace"], held["service"])
        self._by_service[index].pop(_key(held), None)
        if not self._by_service[index]:
            del self._by_service[index]


class EventStore:
    """The latest warnings of each namespace."""

    def __init__(self) -> None:
        self._events: dict[str, deque[Json]] = {}

    def of(self, namespace: str) -> list[Json]:
        return list(self._events.get(namespace, ()))

    def replace(self, objects: list[Json]) -> None:
        self._events.clear()
        for obj in sorted(objects, key=lambda o: o["version"]):
            self.put(obj)

    def put(self, obj: Json) -> None:
        events = self._events.setdefault(obj["namespace"], deque(maxlen=EVENTS_PER_NAMESPACE))
        kept = [held for held in events if held["name"] != obj["name"]]
        if len(kept) != len(events):
            events.clear()
            events.extend(kept)
        events.append(obj)

    def remove(self, obj: Json) -> None:
        """Events expire after an hour in the cluster; here they leave when their namespace goes or others come."""

    def forget(self, namespace: str) -> None:
        self._events.pop(namespace, None)


class ClusterCache:
    """All stores; `on_service(namespace, service, version)` is called when something of a service changed."""

    def __init__(self, on_service: Callable[[str, str, int], None]) -> None:
        def changed(obj: Json) -> None:
            on_service(obj["namespace"], obj["service"], obj["version"])

        self.pods = Store(changed)
        self.workloads = {kind: Store(changed) for kind in ("Deployment", "StatefulSet", "DaemonSet")}
        self.claims = Store(changed)
        self.services = Store(changed)
        self.events = EventStore()
        self.namespaces = Store()
        self.namespaces.on_remove = lambda obj: self.events.forget(obj["name"])

    def of_service(self, namespace: str, service: str) -> list[Json]:
        """Everything cached of a service."""
        stores = (*self.workloads.values(), self.pods, self.services, self.claims)
        return [obj for store in stores for obj in store.of_service(namespace, service)]

    def workloads_of(self, namespace: str, service: str) -> list[Json]:
        return [obj for store in self.workloads.values() for obj in store.of_service(namespace, service)]


def _key(obj: Json) -> Key:
    return obj["namespace"], obj["name"]
