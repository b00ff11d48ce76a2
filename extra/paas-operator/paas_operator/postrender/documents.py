"""YAML in and out without surprises: what Helm's own parser takes for text stays text.

PyYAML follows YAML 1.1 in full and would turn `12:30` into a number and `2020-01-01` into a date; Helm does not.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

import yaml

from paas_operator.postrender import unquoted
from paas_operator.postrender.hooks import is_test

Json = dict[str, Any]

_PLAIN = re.compile(r"^[A-Za-z][A-Za-z0-9_./-]*$")
NODES_LIMIT = 1_000_000
_WORDS = frozenset({"y", "yes", "n", "no", "on", "off", "true", "false", "null"})
_INT = r"^[-+]?(?:0|[1-9][0-9]*|0[0-7]+|0x[0-9a-fA-F]+)$"
_FLOAT = r"^[-+]?(?:\.[0-9]+|[0-9]+\.[0-9]*|[0-9]+(?:\.[0-9]*)?[eE][-+]?[0-9]+)$"


class _Loader(yaml.CSafeLoader):
    yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in resolvers if tag.rsplit(":", 1)[1] in ("bool", "null", "merge")]
        for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
    }

    def construct_document(self, node: yaml.Node) -> Any:
        unquoted.quote(node)
        return super().construct_document(node)


_Loader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(_INT), list("-+0123456789"))
_Loader.add_implicit_resolver("tag:yaml.org,2002:float", re.compile(_FLOAT), list("-+.0123456789"))
_Loader.add_constructor("tag:yaml.org,2002:float", lambda loader, node: float(loader.construct_scalar(node)))


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
