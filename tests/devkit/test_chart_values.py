"""Whatever a form lets through arrives in the chart's objects as it was typed; the rest is refused in a sentence.

Each chart is rendered once: a chart above it has it as many times as there are values to try.
"""

import json
import re
import shutil
from pathlib import Path

import pytest
from arrivals import ARRIVALS, Rendered
from awkward import taken
from devkit.described_form import Form, values
from helm_charts import APPS, post_rendered, read_as_helm_does, rendered

# What makes all fields show, and fit one another.
SHOWING = {
    "anythingllm": {"llm.provider": "generic-openai"},
    "node-red": {"mqtt.host": "m", "database.host": "d"},
    "postgresql": {"resources.preset": "large"},
}
NEEDED = {
    "llm.baseUrl": "https://llm.example.com",
    "llm.model": "m",
    "llm.apiKey": "k",
    "database.host": "db",
    "database.username": "odoo",
    "database.password": "p",
}


def fillings(form: Form, application: str) -> list[tuple[dict, set]]:
    """Ways to fill in the form that have each value of each field in one of them, and the fields that each is about."""
    tried = {key: taken(form, key)[0] for key in form.by_key}
    assert all(tried.values()), tried
    showing = SHOWING.get(application, {})
    found = []
    for number in range(max(map(len, tried.values()))):
        wish = {key: through[number % len(through)] for key, through in tried.items()}
        found.append(({**wish, **showing}, set(wish)))
    return found + [({**NEEDED, key: value}, {key}) for key in showing for value in tried[key]]


def resolved(form: Form, wish: dict) -> dict:
    """The values by dotted key as Odoo makes them of a wish."""
    plain = {key: value for key, value in wish.items() if key in form.by_key}
    found = values.resolve(form.specs, plain, lambda sentence, *args: sentence % args if args else sentence)
    assert not found.errors, (found.errors, wish)
    return {**found.values, **found.secrets}


def many(chart: Path, all_values: list[dict], scratch: Path) -> list[Rendered]:
    """What `chart` renders with each of `all_values`; scrypt, which takes a while, is left out of a copy of it."""
    above = scratch / "above"
    copy = shutil.copytree(chart, above / "charts" / chart.name)
    for template in copy.glob("templates/*"):
        template.write_text(re.sub(r'derivePassword 1 "maximum"', 'printf "%s%s%s%s" ""', template.read_text()))
    version = re.search(r"^version: (.*)$", (copy / "Chart.yaml").read_text(), re.MULTILINE)[1]
    parts = [{"name": chart.name, "version": version, "alias": f"n{number}"} for number in range(len(all_values))]
    (above / "Chart.yaml").write_text(
        json.dumps({"apiVersion": "v2", "name": "above", "version": "1.0.0", "dependencies": parts})
    )
    text = rendered(above, {part["alias"]: given for part, given in zip(parts, all_values, strict=True)})
    found = {part["alias"]: [] for part in parts}
    for obj in read_as_helm_does(post_rendered(text), scratch):
        found[obj["metadata"]["labels"]["app.kubernetes.io/name"]].append(obj)
    return [Rendered(objects) for objects in found.values()]


@pytest.mark.parametrize("application", sorted(ARRIVALS))
def test_what_was_typed_arrives(application, tmp_path):
    form = Form(application)
    wishes = fillings(form, application)
    wanted = [resolved(form, wish) for wish, _ in wishes]
    found = many(APPS / application, [values.nested(given) for given in wanted], tmp_path)
    arrivals = ARRIVALS[application]
    assert set(form.by_key) == set(arrivals)
    lost = [
        (key, given[key], arrivals[key][0](got))
        for (_, about), given, got in zip(wishes, wanted, found, strict=True)
        for key in about & set(given)
        if not arrived(arrivals[key], given[key], got)
    ]
    assert lost == []


def arrived(way: tuple, value: object, got: Rendered) -> bool:
    reads, written = way
    return reads(got) == written(value)
