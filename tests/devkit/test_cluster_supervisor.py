"""The supervisor: starts in order, starts again what ended, ends everything, and leaves nothing behind."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from devkit.cluster import daemon, logs, process, state
from devkit.cluster.component import Component
from devkit.cluster.errors import ClusterError
from devkit.cluster.paths import Layout

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]
SOON = 120  # seconds; a busy machine is slow to start a process


@pytest.fixture
def layout(tmp_path):
    made = Layout(tmp_path / "state", tmp_path / "bin", tmp_path / "run")
    made.prepare()
    yield made
    daemon.end(made)


def until(reached):
    deadline = time.monotonic() + SOON
    while not (value := reached()):
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.05)
    return value


def entry(layout, name):
    return daemon.status(layout).get(name, {})


def running(layout, name):
    found = entry(layout, name)
    return found.get("pid") if found.get("state") == "running" else None


def test_it_runs_the_plan_and_is_found_again(layout):
    plan = [Component("a", SLEEP)]
    assert daemon.carry_out(layout, plan)
    pid = until(lambda: running(layout, "a"))
    assert not daemon.carry_out(layout, plan)
    assert running(layout, "a") == pid


def test_what_ends_is_started_again(layout):
    daemon.carry_out(layout, [Component("a", SLEEP)])
    pid = until(lambda: running(layout, "a"))
    os.kill(pid, signal.SIGKILL)
    until(lambda: running(layout, "a") not in (None, pid))
    assert entry(layout, "a")["restarts"] == 1


def test_what_keeps_ending_is_named_with_its_last_words(layout):
    daemon.carry_out(layout, [Component("a", ["sh", "-c", "echo no luck; exit 3"])])
    assert until(lambda: daemon.failing(layout)) == "a keeps ending: no luck"
    assert not daemon.failing(layout, attempts=50)


def test_a_program_that_is_missing_is_named(layout):
    daemon.carry_out(layout, [Component("a", ["/nowhere/program"]), Component("b", SLEEP)])
    assert "/nowhere/program" in until(lambda: daemon.failing(layout))
    until(lambda: running(layout, "b"))


def test_one_waits_for_another_to_listen_and_for_a_file(layout, tmp_path):
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))  # held, so that nobody else listens there
        first = Component("first", SLEEP, listens=f"127.0.0.1:{door.getsockname()[1]}")
        second = Component("second", SLEEP, after=["first"])
        third = Component("third", SLEEP, wait_for=str(tmp_path / "go"))
        daemon.carry_out(layout, [second, third, first])
        until(lambda: entry(layout, "first").get("state") == "starting")
        assert entry(layout, "second")["state"] == entry(layout, "third")["state"] == "waiting"
        door.listen()
        until(lambda: running(layout, "second"))
    assert not running(layout, "third")
    (tmp_path / "go").touch()
    until(lambda: running(layout, "third"))


def test_a_new_plan_touches_only_what_it_changes(layout):
    kept = Component("kept", SLEEP)
    daemon.carry_out(layout, [kept, Component("gone", SLEEP), Component("changed", SLEEP)])
    before = {name: until(lambda name=name: running(layout, name)) for name in ("kept", "gone", "changed")}
    daemon.carry_out(layout, [kept, Component("changed", SLEEP, digest="other")])
    assert until(lambda: running(layout, "changed")) != before["changed"]
    assert running(layout, "kept") == before["kept"]
    assert process.started(before["gone"]) is None


def test_end_leaves_no_process(layout):
    daemon.carry_out(layout, [Component("a", SLEEP), Component("b", SLEEP, after=["a"])])
    pids = [until(lambda name=name: running(layout, name)) for name in ("a", "b")]
    supervisor = daemon.running(layout)
    daemon.end(layout)
    assert not supervisor.alive()
    assert [process.started(pid) for pid in pids] == [None, None]
    assert daemon.status(layout) == {}


def test_a_killed_supervisor_takes_its_children_along(layout):
    daemon.carry_out(layout, [Component("a", SLEEP)])
    pid = until(lambda: running(layout, "a"))
    daemon.running(layout).signal(signal.SIGKILL)
    until(lambda: process.started(pid) is None)
    assert daemon.running(layout) is None
    assert daemon.carry_out(layout, [Component("a", SLEEP)])
    assert until(lambda: running(layout, "a")) != pid


def test_another_process_with_the_same_number_is_not_ours():
    mine = process.identity(os.getpid())
    assert mine.alive()
    assert not process.Identity(mine.pid, mine.started + 1).alive()


@pytest.mark.parametrize(("boot", "started"), [("this", -1), ("another", 0)])
def test_a_status_of_another_time_is_nobody(layout, boot, started):
    supervisor = {"pid": os.getpid(), "started": process.started(os.getpid()) + started}
    told = {"supervisor": supervisor, "components": {}, "boot": process.boot() if boot == "this" else boot}
    layout.status.write_text(json.dumps(told))
    assert daemon.running(layout) is None
    assert daemon.status(layout) == {}
    daemon.end(layout)
    assert process.started(os.getpid())


def test_logs_are_rotated_in_place(tmp_path):
    log = tmp_path / "a.log"
    with log.open("a") as writer:
        writer.write("x" * 100)
        writer.flush()
        logs.rotate(tmp_path, limit=50)
        writer.write("after")
    assert log.read_text() == "after"
    assert (tmp_path / "a.log.1").read_text() == "x" * 100


def test_files_are_private_and_written_only_when_different(tmp_path):
    path = tmp_path / "file"
    assert state.write(path, "a")
    assert not state.write(path, "a")
    assert path.stat().st_mode & 0o777 == 0o600


def test_the_lock_waits_and_says_so(tmp_path):
    lock, said = tmp_path / "lock", []
    holder = subprocess.Popen(
        ["flock", str(lock), "sh", "-c", "echo held; read -r word"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )
    with holder:
        assert holder.stdout.readline() == "held\n"

        def told(sentence):
            said.append(sentence)
            threading.Timer(0.2, holder.stdin.close).start()

        with state.locked(lock, told):
            assert holder.stdin.closed, "it went on while another held the lock"
    assert said == ["Another command is working on the cluster; waiting for it"]


def test_a_failed_command_says_its_last_line():
    with pytest.raises(ClusterError) as caught:
        process.run(["sh", "-c", "echo first; echo reason >&2; exit 1"], "It failed", "Try again.")
    assert (caught.value.message, caught.value.hint) == ("It failed: reason", "Try again.")


def test_a_missing_command_is_a_sentence():
    with pytest.raises(ClusterError, match="nowhere is missing"):
        process.run([str(Path("/nowhere"))], "It failed")
