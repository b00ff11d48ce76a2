"""The Grafana dashboard, the alarms and the guide ask for metrics, labels, values and log lines that exist."""

import json
import re
from pathlib import Path

import pytest

from paas_operator import telemetry
from tests.cluster.site import CHART
from tests.unit.test_metrics import samples

BOARD = json.loads((CHART / "files" / "dashboard.json").read_text())
TARGETS = [(panel["title"], target["expr"]) for panel in BOARD["panels"] for target in panel["targets"]]
TARGETS.append(("job", BOARD["templating"]["list"][1]["query"]["query"]))

GUIDE = (CHART.parents[1] / "docs" / "operator.md").read_text()
ALARMS = re.findall(r"`([^`]*paas_operator_[^`]*)`", GUIDE.partition("Worth an alarm")[2].partition("\n\n")[0])
TARGETS += [("alarm", alarm) for alarm in ALARMS]

_METRIC = re.compile(r"\b(?:paas_operator|process)_\w+")
_SELECTED = re.compile(r"((?:paas_operator|process)_\w+)\{([^}]*)\}")
_BY = re.compile(r"by \(([^)]*)\)")
# What Prometheus itself puts on every sample, and what a histogram's buckets have.
GIVEN = {"job", "pod", "le"}
LABEL_VALUES = {"phase": {"queued", "working", "ready", "stopped", "failed", "deleting", "deleted"}}
RESULTS = {"ready", "stopped", "deleted", "failed", "went_back"}
DELIVERIES = {"delivered", "dropped"}


@pytest.fixture
async def labels(api) -> dict[str, set[str]]:
    """Every metric that is told, with the labels it can have."""
    found: dict[str, set[str]] = {}
    for name, pairs in samples((await api.get("/metrics")).text):
        found.setdefault(name, set()).update(key for key, _ in pairs)
    for metric in vars(telemetry).values():
        if hasattr(metric, "_labelnames"):
            kinds = {"counter": ("_total",), "histogram": ("_bucket", "_sum", "_count")}.get(metric._type, ("",))
            for suffix in kinds:
                found.setdefault(metric._name + suffix, set()).update(metric._labelnames)
    return found


@pytest.mark.parametrize(("title", "query"), TARGETS)
async def test_every_query_asks_for_what_exists(labels, title, query):
    metrics = _METRIC.findall(query)
    assert metrics
    assert set(metrics) <= labels.keys()
    known = set.union(*(labels[metric] for metric in metrics)) | GIVEN
    for group in _BY.findall(query):
        assert set(group.split(", ")) <= known
    for metric, selectors in _SELECTED.findall(query):
        for selector in selectors.split(","):
            label, values = re.fullmatch(r'(\w+)=~?"(.*)"', selector).groups()
            assert label in labels[metric] | GIVEN
            results = DELIVERIES if metric == "paas_operator_events_total" else RESULTS
            wanted = LABEL_VALUES.get(label) or (results if label == "result" else None)
            assert wanted is None or set(values.split("|")) <= wanted


def test_there_are_alarms():
    assert len(ALARMS) >= 4


async def test_the_guides_table_has_every_metric_and_no_other(labels):
    table = GUIDE.partition("| Metric (after")[2].partition("\n\n")[0]
    told = {name for row in table.splitlines()[2:] for name in re.findall(r"`(\w+)`", row.split("|")[1])}
    known = {re.sub(r"_(bucket|sum|count)$", "", name) for name in labels if name.startswith("paas_operator_")}
    assert {f"paas_operator_{name}" for name in told} == {name for name in known if not name.endswith("_created")}


def test_what_the_guide_looks_for_in_the_log_is_logged():
    code = "".join(path.read_text() for path in Path(telemetry.__file__).parent.rglob("*.py"))
    for line in re.findall(r"grep '([a-z ]+)'", GUIDE):
        assert f'"{line}"' in code, line


def test_no_command_of_the_guide_shows_a_key():
    assert not re.search(r"get secrets? .*(-o|--output)", GUIDE)


def test_panels_do_not_lie_upon_each_other():
    taken: set[tuple[int, int]] = set()
    for panel in BOARD["panels"]:
        place = panel["gridPos"]
        cells = {(place["x"] + i, place["y"] + j) for i in range(place["w"]) for j in range(place["h"])}
        assert not taken & cells
        assert place["x"] + place["w"] <= 24
        taken |= cells
    assert len({panel["id"] for panel in BOARD["panels"]}) == len(BOARD["panels"])
    assert all(panel["description"] for panel in BOARD["panels"])


@pytest.mark.parametrize("metric", [m for m in vars(telemetry).values() if hasattr(m, "_labelnames")])
def test_every_counter_is_shown(metric):
    assert any(metric._name in query for _, query in TARGETS), metric._name
