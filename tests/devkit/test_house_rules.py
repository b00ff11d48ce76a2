"""The project's own rules find what they are there for."""

import pytest
from devkit.suites import house_rules


@pytest.fixture
def source(tmp_path, monkeypatch):
    monkeypatch.setattr(house_rules, "CHECKOUT", tmp_path)

    def write(text, name="model.py"):
        path = tmp_path / name
        path.write_text(text)
        return [path]

    return write


@pytest.mark.parametrize(
    ("text", "findings"),
    [
        ("x = y.sudo()\n", 1),
        ("# sudo: res.users - the name is public\nx = y.sudo()\n", 0),
        ("x = y.sudo()  # sudo: res.users - the name is public\n", 0),
        ("# sudo: res.users - the name is public\nx = f(\n    y.sudo())\n", 0),
        ("# sudo: res.users - the name is public\na = 1\nb = 2\nx = y.sudo()\n", 1),
        ("# because\nx = y.sudo()\n", 1),
    ],
)
def test_sudo(source, text, findings):
    assert len(house_rules.every_sudo_has_a_reason(source(text))) == findings


@pytest.mark.parametrize(
    ("text", "findings"),
    [
        (f"p = '/{'home'}/jo/x'\n", 1),
        (f"p = '/{'root'}/x'\n", 1),
        ("p = '/var/lib/x'\n", 0),
        ("u = '#/workspaces/1'\n", 0),
    ],
)
def test_machine_paths(source, text, findings):
    assert len(house_rules.no_machine_paths(source(text))) == findings


def test_long_file(source):
    assert house_rules.files_stay_small(source("x = 1\n" * 401))
    assert not house_rules.files_stay_small(source("x = 1\n" * 400))


def test_unfinished(source):
    assert house_rules.nothing_unfinished(source("# TO" + "DO: later\n"))
