"""Text that a chart forgot to quote: a hash such as `4036116202117e06` is a number to YAML, and the API refuses it."""

import yaml

_STR = "tag:yaml.org,2002:str"
_NO_TEXT = {f"tag:yaml.org,2002:{kind}" for kind in ("bool", "int", "float")}
# Kubernetes' API has nothing but text as values of these.
_MAPS_OF_TEXT = {"labels", "annotations", "matchLabels", "nodeSelector", "selector", "data", "stringData"}


def quote(document: yaml.Node) -> None:
    """Make text, as it was written, of each number and truth value that stands where the API takes text alone."""
    waiting, seen = [document], set()
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            waiting += node.value
        elif isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                _quote_below(key.value, value)
                waiting.append(value)


def _quote_below(key: object, node: yaml.Node) -> None:
    if key == "env" and isinstance(node, yaml.SequenceNode):
        for variable in node.value:
            _quote_values(variable, {"value"})
    elif isinstance(key, str) and key in _MAPS_OF_TEXT:
        _quote_values(node, None)


def _quote_values(node: yaml.Node, names: set[str] | None) -> None:
    """Nodes are replaced, not changed: an alias may lead to the same one from where it is a number."""
    if isinstance(node, yaml.MappingNode):
        node.value = [
            (key, _text(value) if names is None or key.value in names else value) for key, value in node.value
        ]


def _text(node: yaml.Node) -> yaml.Node:
    if node.tag not in _NO_TEXT:
        return node
    return yaml.ScalarNode(_STR, node.value, node.start_mark, node.end_mark)
