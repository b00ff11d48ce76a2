"""YAML in and out without surprises: text stays text, and what unfolds without end is refused."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

import yaml

from paas_operator import helm_yaml
from paas_operator.postrender import unquoted
from paas_operator.postrender.hooks import is_test

Json = dict[str, Any]

_PLAIN = re.compile(r"^[A-Za-z][A-Za-z0-9_./-]*$")
NODES_LIMIT = 1_000_000
_WORDS = frozenset({"y", "yes", "n", "no", "on", "off", "true", "false", "null"})


class _Loader(helm_yaml.Loader):
    def construct_document(self, node: yaml.Node) -> Any:
        unquoted.quote(node)
        return super().construct_document(node)


class _Dumper(yaml.CSafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(dumper: yaml.CSafeDumper, text: str) -> yaml.ScalarNode:
    plain = _PLAIN.match(text) and text.lower() not in _WORDS
    style = None if plain else "|" if "\n" in text else '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)


def read(stream: str) -> list[Json]:
    """All objects of a rendered chart; raises yaml.YAMLError or ValueError for what is not an object."""
    objects = [document for document in yaml.load_all(stream, Loader=_Loader) if document]
    for obj in objects:
        if not isinstance(obj, dict) or not isinstance(obj.get("metadata", {}), dict):
            raise ValueError("a document that is not a Kubernetes object")
    _refuse_endless(objects)
    return objects


def _refuse_endless(objects: list[Json]) -> None:
    """Aliases may unfold to far more than was written: count as `write` would, and stop long before it."""
    waiting: list[Any] = [*objects]
    for _ in range(NODES_LIMIT):
        if not waiting:
            return
        node = waiting.pop()
        if isinstance(node, dict):
            waiting += node.values()
        elif isinstance(node, list):
            waiting += node
    raise ValueError("objects that unfold without end")


def flatten(objects: list[Json]) -> Iterator[Json]:
    """Open `List` objects, so that nothing hides in one; each item keeps the list's file annotation."""
    for obj in objects:
        if str(obj.get("kind", "")).endswith("List") and "items" in obj:
            annotations = (obj.get("metadata") or {}).get("annotations") or {}
            for item in flatten([item for item in obj["items"] or [] if isinstance(item, dict)]):
                meta = item.setdefault("metadata", {})
                meta["annotations"] = {**annotations, **(meta.get("annotations") or {})}
                yield item
        else:
            yield obj


def installed(objects: Iterable[Json]) -> list[Json]:
    """All but what only `helm test` would run: the platform never does, so it never gets into the cluster."""
    return [obj for obj in objects if not is_test(obj)]


def write(objects: list[Json]) -> str:
    """The objects as a YAML stream."""
    return yaml.dump_all(objects, Dumper=_Dumper, sort_keys=False, width=1000)
