"""The plugin's command: read, check, transform, write; the report goes to its file, a refusal ends with status 1."""

import json
import sys
from pathlib import Path
from typing import Any

import yaml

from paas_operator.postrender.checks import check
from paas_operator.postrender.documents import flatten, installed, read, write
from paas_operator.postrender.findings import Refused, Report, whole_chart
from paas_operator.postrender.pods import containers, pod_spec
from paas_operator.postrender.rules import Rules
from paas_operator.postrender.transform import transform
from paas_operator.saying import say

Json = dict[str, Any]

STREAM_LIMIT = 16 << 20
_TOO_LARGE = whole_chart("malformed", say("malformed.too_large", mib=STREAM_LIMIT >> 20))
_NO_OBJECTS = whole_chart("malformed", say("malformed.no_objects"))
_LACKING = whole_chart("malformed", say("malformed.lacking"))


def render(stream: str, rules: Rules) -> tuple[str, Report]:
    """The whole way of one chart; raises Refused."""
    if len(stream) > STREAM_LIMIT:
        raise Refused(Report((_TOO_LARGE,)))
    try:
        objects = installed(flatten(read(stream)))
    except (yaml.YAMLError, ValueError, AttributeError, RecursionError) as exc:
        raise Refused(Report((_NO_OBJECTS,))) from exc
    report = examine(objects, rules)
    if report.refusals:
        raise Refused(report)
    try:
        return write(transform(objects, rules)), report
    except (KeyError, TypeError, AttributeError) as exc:
        raise Refused(Report((*report.findings, _LACKING), report.objects, report.images)) from exc


def examine(objects: list[Json], rules: Rules) -> Report:
    """What the chart brings and what is to be said about it."""
    findings = [found for obj in objects for found in check(obj, rules)]
    return Report(tuple(findings), tuple(map(_told, objects)), tuple(_images(objects, rules)))


def _told(obj: Json) -> Json:
    name = (obj.get("metadata") or {}).get("name")
    return {"kind": str(obj.get("kind")), "name": str(name), "api_version": str(obj.get("apiVersion"))}


def _images(objects: list[Json], rules: Rules) -> list[Json]:
    """Every image once, as the chart names it."""
    named = {
        container["image"]: None
        for obj in objects
        for container in containers(pod_spec(obj) or {})
        if isinstance(container.get("image"), str)
    }
    return [rules.site_images.describe(image) for image in named]


def main() -> int:
    rules = Rules.from_environment()
    try:
        text, report = render(sys.stdin.read(), rules)
    except Refused as exc:
        text, report = "", exc.report
    Path(rules.report).write_text(json.dumps(report.to_json()))
    sys.stdout.write(text)
    return 1 if report.refusals and not rules.only_check else 0


if __name__ == "__main__":
    sys.exit(main())
