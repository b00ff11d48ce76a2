"""Describes a chart: the keys of its values and what it renders with an application's form, judged by the operator."""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

import yaml
from described_form import CHECKOUT, Form

from paas_operator.postrender.__main__ import examine
from paas_operator.postrender.documents import flatten, read
from paas_operator.postrender.pods import pod_spec
from paas_operator.postrender.rules import Rules

FOLDER = CHECKOUT / "tests" / "charts"
NAMESPACE, RELEASE, HOST = "paas-ws-1", "paas-ws-1-shelf", "shelf.example.com"
VALUE = re.compile(r"\.Values\.([A-Za-z]\w*(?:\.[A-Za-z]\w*)*)")
PLACES = {"host": HOST, "url": f"https://{HOST}", "release": RELEASE}


def main(application: str, given: str) -> None:
    """Write the description of `application` for the chart at the path `given`."""
    form = Form(application)
    with tempfile.TemporaryDirectory() as work:
        chart, left_out = _unpacked(Path(given), Path(work))
        metadata = yaml.safe_load((chart / "Chart.yaml").read_text())
        described = {
            "chart": {
                "name": metadata["name"],
                "version": str(metadata["version"]),
                "app_version": str(metadata.get("appVersion", "")),
                "digest": _digest(Path(given)),
                "left_out": left_out,
            },
            "form": form.digest(),
            "renders": _told([obj for filling in form.fillings(PLACES) for obj in _rendered(chart, filling)]),
            "keys": _all_keys(chart),
        }
    FOLDER.mkdir(exist_ok=True)
    target = FOLDER / f"{application}.json"
    target.write_text(json.dumps(described, indent=1, ensure_ascii=False) + "\n")
    for found in described["renders"]["findings"]:
        print(f"{found['severity']}: {found['code']}: {found['message']}")
    print(f"{target.relative_to(CHECKOUT)}: {metadata['name']} {metadata['version']}")


def _unpacked(given: Path, work: Path) -> tuple[Path, list[str]]:
    """A copy of the chart, and the charts it depends on that lie not inside it: those are left out."""
    if given.is_dir():
        shutil.copytree(given, work / "chart")
        chart = work / "chart"
    else:
        with tarfile.open(given) as archive:
            archive.extractall(work, filter="data")
        chart = next(work.glob("*/Chart.yaml")).parent
    metadata = yaml.safe_load((chart / "Chart.yaml").read_text())
    inside = [path.name for path in (chart / "charts").glob("*")]
    needed = metadata.get("dependencies") or []
    left_out = [part for part in needed if not any(name.startswith(part["name"]) for name in inside)]
    metadata["dependencies"] = [part for part in needed if part not in left_out]
    (chart / "Chart.yaml").write_text(yaml.safe_dump(metadata))
    (chart / "Chart.lock").unlink(missing_ok=True)
    return chart, sorted(part["name"] for part in left_out)


def _digest(given: Path) -> str:
    return "" if given.is_dir() else f"sha256:{hashlib.sha256(given.read_bytes()).hexdigest()}"


def _rendered(chart: Path, filling: dict) -> list[dict]:
    options = ["--namespace", NAMESPACE, "--kube-version", "1.34.0", "--skip-tests", "--values", "-"]
    command = [os.environ["HELM"], "template", RELEASE, chart, *options]
    done = subprocess.run(command, input=json.dumps(filling), capture_output=True, text=True, timeout=60, check=False)
    if done.returncode:
        sys.exit(f"The chart does not render: {done.stderr.strip()}")
    return list(flatten(read(done.stdout)))


def _told(objects: list[dict]) -> dict:
    rules = Rules(namespace=NAMESPACE, service="shelf", report="", hosts=(HOST,), registries=("*",))
    report = examine(objects, rules).to_json()
    names = {f"{obj['kind']}/{obj['metadata']['name']}" for obj in objects}
    ingresses = [obj for obj in objects if obj["kind"] == "Ingress"]
    return {
        "objects": sorted(names),
        "images": sorted({image["image"] for image in report["images"]}),
        "hosts": sorted({rule["host"] for obj in ingresses for rule in obj["spec"]["rules"]}),
        "without_memory_limit": sorted(set(_unlimited(objects))),
        "findings": list({json.dumps(found): found for found in report["findings"]}.values()),
    }


def _unlimited(objects: list[dict]) -> list[str]:
    return [
        f"{obj['kind']}/{container['name']}"
        for obj in objects
        for container in (pod_spec(obj) or {}).get("containers", [])
        if not ((container.get("resources") or {}).get("limits") or {}).get("memory")
    ]


def _all_keys(chart: Path) -> dict[str, str]:
    """The keys of values.yaml, and those that only the templates name: they are unset."""
    keys = dict(_keys(yaml.safe_load((chart / "values.yaml").read_text()) or {}))
    named = {
        name for file in (chart / "templates").rglob("*") if file.is_file() for name in VALUE.findall(file.read_text())
    }
    unknown = {
        name
        for name in named
        if not any(name == key or key.startswith(f"{name}.") or name.startswith(f"{key}.") for key in keys)
    }
    return dict(sorted({**keys, **dict.fromkeys(unknown, "unset")}.items()))


def _keys(tree: dict, above: str = "") -> list[tuple[str, str]]:
    found = []
    for key, value in tree.items():
        path = f"{above}{key}"
        found += _keys(value, f"{path}.") if isinstance(value, dict) and value else [(path, _kind(value))]
    return found


def _kind(value: object) -> str:
    kinds = {bool: "boolean", int: "number", float: "number", str: "text", list: "list", dict: "map"}
    return kinds.get(type(value), "unset")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
