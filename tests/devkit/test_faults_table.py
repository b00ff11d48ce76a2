"""The table of faults tells what was met, also when it ended badly."""

import re

import pytest
from devkit import faults_table


def test_a_fault_is_told_whether_it_ended_well_or_not(tmp_path):
    rows = tmp_path / "rows"
    for note in ("in pods", "in chart", "in pods"):
        with faults_table.row(str(rows), "operator killed -9", "install", kills=1) as row:
            row["note"] = note
    with pytest.raises(AssertionError), faults_table.row(str(rows), "disk full", "upgrade"):
        raise AssertionError
    lines = faults_table.text(rows).splitlines()
    assert lines[2].split()[:5] == ["disk", "full", "upgrade", "1", "0"]
    assert re.search(r" \d+\.\d s$", lines[2].rstrip())
    assert lines[3].split()[:6] == ["operator", "killed", "-9", "install", "3", "3"]
    assert lines[3].endswith("in pods, in chart")
    assert lines[4] == "3 of 4 ended well; 3 times something was killed -9"


def test_without_a_fault_the_table_is_empty(tmp_path):
    assert faults_table.text(tmp_path / "rows").splitlines()[-1].startswith("0 of 0")
