"""The plugin's command: read, check, transform, write; a refusal goes to the report and ends with status 1."""

import json
import sys
from pathlib import Path

import yaml

from paas_operator.postrender.checks import check
from paas_operator.postrender.documents import flatten, read, write
from paas_operator.postrender.rules import Refused, Rules
from paas_operator.postrender.transform import transform


def render(stream: str, rules: Rules) -> str:
    """The whole way of one chart; raises Refused."""
    try:
        objects = list(flatten(read(stream)))
    except (yaml.YAMLError, ValueError, RecursionError) as exc:
        raise Refused("The chart renders something that is not a list of Kubernetes objects.") from exc
    for obj in objects:
        check(obj, rules)
    try:
        return write(transform(objects, rules))
    except (KeyError, TypeError, AttributeError) as exc:
        raise Refused("The chart renders an object that lacks what its kind must have.") from exc


def main() -> int:
    rules = Rules.from_environment()
    try:
        sys.stdout.write(render(sys.stdin.read(), rules))
    except Refused as exc:
        Path(rules.report).write_text(json.dumps({"code": "chart", "message": str(exc)}))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
