"""Who keeps the cluster up."""

import os
import subprocess
import sys

import pytest
from devkit import cli_test, cli_up, suites, users
from devkit import cluster as clusters
from devkit.instance import Instance
from devkit.process import start_time
from devkit.report import Report


@pytest.fixture(autouse=True)
def place(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path


@pytest.fixture
def instance(place):
    return Instance("up", place / "checkout", "ns", "p-")


def test_a_run_of_tests_counts_for_as_long_as_it_lasts(instance):
    assert users.others(instance) == []
    with users.testing():
        [who] = users.others(instance)
        assert who.startswith("the tests of ")
    assert users.others(instance) == []


def test_a_run_that_was_killed_counts_no_longer(instance, place):
    ended = subprocess.Popen([sys.executable, "-c", "pass"])
    ended.wait()
    with users.testing():
        [entry] = (place / "state" / "woow-paas" / "users").iterdir()
        for process in (f"{ended.pid} 1", f"{os.getpid()} 1"):
            entry.write_text(f"the tests of nobody\n{process}\n")
            assert users.others(instance) == []


def test_a_run_that_ends_while_it_is_looked_at_counts_no_longer(instance, place):
    with users.testing():
        [entry] = (place / "state" / "woow-paas" / "users").iterdir()
        entry.with_name("just-ended").symlink_to("gone")
        entry.with_name(".being-written").touch()
        assert len(users.others(instance)) == 1


def test_a_platform_counts_while_its_operator_lives(instance, place):
    other = Instance("test", place / "other", "ns", "p-")
    other.prepare()
    users.note(other)
    users.note(instance)
    assert users.others(instance) == []
    (other.run / "operator.pid").write_text(f"{os.getpid()} {start_time(os.getpid())}\n")
    assert users.others(instance) == [str(other.run)]
    users.forget(other)
    assert users.others(instance) == []


@pytest.mark.parametrize("option", ["--down", "--reset"])
def test_the_cluster_is_left_alone_while_tests_use_it(option, instance, monkeypatch):
    stopped = []
    monkeypatch.setattr(cli_up, "UP", instance)
    monkeypatch.setattr(clusters, "down", lambda say: stopped.append("down"))
    monkeypatch.setattr(clusters, "reset", lambda say: stopped.append("reset"))
    monkeypatch.setattr(cli_up.whole.Platform, "stop", lambda self: [])
    monkeypatch.setattr(cli_up.whole.Platform, "leave_cluster", lambda self: None)
    with users.testing():
        assert cli_up.main([option]) == 0
    assert stopped == []
    assert cli_up.main([option]) == 0
    assert stopped == [option.strip("-")]


def test_each_suite_has_one_lane():
    assert sorted(name for lane in suites.LANES for name in lane) == sorted(suites.ALL)


@pytest.mark.parametrize("name", suites.ALL)
def test_suites_that_use_the_cluster_say_so(name, instance, monkeypatch):
    seen = []
    monkeypatch.setitem(suites.ALL, name, lambda context: seen.extend(users.others(instance)) or [])
    cli_test._run_all([name], cli_test.Context(Report(quiet=True)))
    assert bool(seen) == (name in suites.ON_CLUSTER)
