"""YAML as Helm's own parser reads it: what it takes for text stays text.

PyYAML follows YAML 1.1 in full and would turn `12:30` into a number and `2020-01-01` into a date; Helm does not, and
takes `1e5` for a number, which PyYAML does not.
"""

import re
from typing import Any

import yaml

_INT = r"^[-+]?(?:0|[1-9][0-9]*|0[0-7]+|0x[0-9a-fA-F]+)$"
_FLOAT = r"^[-+]?(?:\.[0-9]+|[0-9]+\.[0-9]*|[0-9]+(?:\.[0-9]*)?[eE][-+]?[0-9]+)$"


class Loader(yaml.CSafeLoader):
    yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in resolvers if tag.rsplit(":", 1)[1] in ("bool", "null", "merge")]
        for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
    }


Loader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(_INT), list("-+0123456789"))
Loader.add_implicit_resolver("tag:yaml.org,2002:float", re.compile(_FLOAT), list("-+.0123456789"))
Loader.add_constructor("tag:yaml.org,2002:float", lambda loader, node: float(loader.construct_scalar(node)))


def load(text: str) -> Any:
    """The one document in `text`; raises yaml.YAMLError, ValueError or RecursionError."""
    loader = Loader(text)
    try:
        return loader.get_single_data()
    finally:
        loader.dispose()
