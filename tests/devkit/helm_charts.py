"""Charts as Helm renders them, and what Helm's own YAML parser makes of the result."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
sys.path.append(str(CHECKOUT / "extra" / "paas-operator"))

from paas_operator import json_in_yaml  # noqa: E402 - not installed here
from paas_operator.postrender import documents  # noqa: E402

HELM = CHECKOUT / "helm"
APPS = HELM / "apps"
READER = """
{{- range splitList "\\n---\\n" (.Files.Get "rendered.yaml") }}
{{- with print . "\\n" | fromYaml }}
{{ toJson . }}
{{- end }}
{{- end }}
"""


def helm(*arguments: str | Path, values: dict | None = None) -> subprocess.CompletedProcess:
    program = os.environ.get("HELM") or shutil.which("helm") or Path.home() / ".cache/woow-paas/bin/helm"
    given = ["--values=-"] if values is not None else []
    written = b"" if values is None else json_in_yaml.to_bytes(values)
    done = subprocess.run([program, *arguments, *given], input=written, capture_output=True, timeout=600)
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


def post_rendered(text: str) -> str:
    """What the operator's post-renderer makes of the YAML itself, besides all that it adds."""
    return documents.write(documents.read(text))


def rendered(chart: Path, values: dict, release: str = "shop", namespace: str = "paas-ws-1") -> str:
    done = helm("template", release, chart, "--namespace", namespace, values=values)
    assert done.returncode == 0, done.stderr
    return done.stdout


def read_as_helm_does(text: str, scratch: Path) -> list[dict]:
    """The objects in `text`: YAML parsers differ in what they take for a number, and Helm's is the one that counts."""
    chart = scratch / "reader"
    (chart / "templates").mkdir(parents=True, exist_ok=True)
    (chart / "Chart.yaml").write_text("apiVersion: v2\nname: reader\nversion: 1.0.0\n")
    (chart / "rendered.yaml").write_text(text.removeprefix("---\n"))
    (chart / "templates" / "NOTES.txt").write_text("")
    (chart / "templates" / "objects.yaml").write_text(READER)
    done = helm("template", "reader", chart)
    assert done.returncode == 0, done.stderr
    objects = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    assert not [obj for obj in objects if "Error" in obj], objects
    return objects
