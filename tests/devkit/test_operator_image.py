"""The operator's image put together here says what its Dockerfile says."""

import ast
import re
import sys
from pathlib import Path

import pytest
from devkit.images.operator_image import LIBRARIES, PYTHON, SOURCE, SUITE, Dockerfile
from devkit.report import Problem

TEXT = (SOURCE / "Dockerfile").read_text()


@pytest.fixture
def facts() -> Dockerfile:
    return Dockerfile(TEXT)


def test_what_it_runs_and_as_whom(facts):
    assert facts.entrypoint == ["python", "-m", "paas_operator"]
    assert facts.workdir == "/app"
    user, group = map(int, facts.user.split(":"))
    assert user >= 10_000
    assert group >= 10_000
    assert "PAAS_BUILTIN_CHARTS=/charts" in facts.environment


def test_python_and_debian_are_the_same(facts):
    stages = re.findall(r"^FROM (\S+)", TEXT, re.MULTILINE)
    assert stages == [f"debian:{SUITE}-slim", f"python:{PYTHON}-slim-{SUITE}", f"python:{PYTHON}-slim-{SUITE}"]
    assert PYTHON in LIBRARIES
    assert not re.search(r"\b(?:pip|apt-get|curl|ADD)\b", facts.stage), "the last stage installs nothing"


def test_helm_is_pinned_by_version_and_checksum(facts, tmp_path):
    assert re.search(r"^ARG HELM_VERSION=4\.\d+\.\d+$", TEXT, re.MULTILINE)
    assert "sha256sum --check --strict" in TEXT
    other = tmp_path / "helm"
    other.write_text("#!/bin/sh\n")
    with pytest.raises(Problem, match="is not the Helm that the Dockerfile pins"):
        facts.require_helm(other)


# Imported under another name, or brought by the first that is named (fastapi pins its starlette).
DISTRIBUTIONS = {"yaml": "pyyaml", "starlette": "fastapi"}


def imported() -> set[str]:
    """What the operator imports of others, by the name of its distribution."""
    found: set[str] = set()
    for path in (SOURCE / "paas_operator").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                found.add((node.module or "").partition(".")[0])
    found |= {"uvicorn"}  # by name, in __main__
    others = found - set(sys.stdlib_module_names) - {"paas_operator"}
    return {DISTRIBUTIONS.get(name, name).replace("_", "-").lower() for name in others}


def test_everything_that_is_imported_is_installed_by_its_pin_whatever_the_base_has():
    pins = dict(line.lower().split("==") for line in (SOURCE / "requirements.txt").read_text().splitlines())
    assert imported() <= pins.keys()
    assert pins.keys() - imported() <= {"httptools"}  # uvicorn's parser
    [installs] = re.findall(r"^RUN pip install (.+)$", TEXT, re.MULTILINE)
    assert {"--ignore-installed", "--only-binary=:all:", "--requirement"} <= set(installs.split())
    assert re.findall(r"^COPY (?!--from)(\S+) /$", TEXT, re.MULTILINE) == ["extra/paas-operator/requirements.txt"]


def test_the_context_holds_what_is_copied_and_nothing_else():
    allowed = [line[1:] for line in (SOURCE / "Dockerfile.dockerignore").read_text().splitlines() if line[:1] == "!"]
    copied = re.findall(r"^COPY (?!--from)(\S+) ", TEXT, re.MULTILINE)
    assert set(copied) == set(allowed)
    root = Path(SOURCE).parents[1]
    assert all((root / path).exists() for path in allowed)
