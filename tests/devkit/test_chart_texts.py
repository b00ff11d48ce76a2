"""What Kubernetes takes as text alone is text in every chart, whatever it looks like."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from helm_charts import APPS, HELM, read_as_helm_does, rendered

CHARTS = [*sorted(path.parent for path in APPS.glob("*/Chart.yaml")), HELM / "paas-operator"]
TEXTS = {"labels", "annotations", "matchLabels", "nodeSelector", "data", "stringData"}
INGRESS = {"ingress": {"host": "a.b", "tls": {"enabled": True}}}
EVERYTHING = {
    "anythingllm": {**INGRESS, "llm": {"provider": "openai"}},
    "home-assistant": INGRESS,
    "mosquitto": INGRESS,
    "node-red": {**INGRESS, "mqtt": {"host": "m"}, "database": {"host": "d"}},
    "odoo": {**INGRESS, "database": {"host": "d"}},
    "paas-operator": {
        "metrics": {"serviceMonitor": {"enabled": True}, "dashboard": {"enabled": True}},
        "serviceAccount": {"longLivedToken": True},
        "settings": {"imageMap": {"a": "1e5"}, "eventsUrl": "http://o", "tlsIssuer": "1e5"},
    },
    "website": INGRESS,
}


def with_hashes(chart: Path, hashed: str, scratch: Path) -> Path:
    """A copy of `chart` in which whatever is hashed gives `hashed`."""
    copy = shutil.copytree(chart, scratch / chart.name)
    templates = [*(copy / "templates").glob("*.yaml"), *(copy / "templates").glob("*.tpl")]
    for template in templates:
        template.write_text(re.sub(r"\bsha256sum\b", f'trunc 0 | printf "%s{hashed}"', template.read_text()))
    return copy


def not_text(node: object, path: str = "") -> Iterator[str]:
    """Where something stands that the API server refuses, since only text may stand there."""
    if isinstance(node, list):
        for number, item in enumerate(node):
            yield from not_text(item, f"{path}[{number}]")
    elif isinstance(node, dict):
        for key, value in node.items():
            place = f"{path}.{key}"
            if key in TEXTS and isinstance(value, dict):
                yield from (f"{place}.{name}: {given!r}" for name, given in value.items() if not isinstance(given, str))
            elif key in ("name", "namespace", "host", "value") and not isinstance(value, str):
                yield f"{place}: {value!r}"
            yield from not_text(value, place)


@pytest.mark.parametrize("hashed", ["4036116202117e06"])
@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.name)
def test_a_hash_that_looks_like_a_number(chart, hashed, tmp_path):
    """One in seven hundred does, and a launch of it was refused for good."""
    text = rendered(with_hashes(chart, hashed, tmp_path), EVERYTHING.get(chart.name, {}))
    objects = read_as_helm_does(text, tmp_path)
    assert [found for obj in objects for found in not_text(obj)] == []
    assert hashed in text or chart.name == "home-assistant"


@pytest.mark.parametrize("name", ["on", "1e5"])
@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.name)
def test_a_release_whose_name_looks_like_something_else(chart, name, tmp_path):
    named = {"serviceAccount": {"name": name}} if chart.name == "paas-operator" else {}
    objects = read_as_helm_does(rendered(chart, named, release=name, namespace=name), tmp_path)
    assert [found for obj in objects for found in not_text(obj)] == []
    assert all(name in obj["metadata"]["name"] for obj in objects)
