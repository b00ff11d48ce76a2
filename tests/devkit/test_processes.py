"""Background processes: found again by another run, never mistaken for a stranger with the same number."""

import os
import signal
import subprocess
import sys
import time

import pytest
from devkit.process import Process, start_time
from devkit.report import Problem

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]
DEAF = "import signal, time; signal.signal(15, signal.SIG_IGN); print(1, flush=True); time.sleep(60)"
STUBBORN = [sys.executable, "-c", DEAF]


@pytest.fixture
def part(tmp_path):
    made = Process("part", tmp_path / "run", tmp_path / "part.log")
    yield made
    made.stop(grace=1)


def again(part):
    return Process("part", part.pid_file.parent, part.log)


def test_another_run_knows_it(part):
    pid = part.start(SLEEP)
    assert again(part).pid() == pid


def test_starting_twice_starts_once(part):
    assert part.start(SLEEP) == again(part).start(SLEEP)


def test_stop_ends_it(part):
    pid = part.start(SLEEP)
    assert again(part).stop()
    assert start_time(pid) is None
    assert not part.pid_file.exists()


def test_stop_of_nothing(part):
    assert part.stop() is False


def test_who_ignores_the_signal_is_killed(part):
    pid = part.start(STUBBORN)
    while "1" not in part.log.read_text():
        part.require_alive("The stubborn one")
        time.sleep(0.01)
    assert part.stop(grace=0.2)
    assert start_time(pid) is None


def test_one_that_ends_by_itself_at_that_moment(part, monkeypatch):
    ended = subprocess.Popen([sys.executable, "-c", "pass"])
    ended.wait()
    seen = iter([ended.pid, None])
    monkeypatch.setattr(part, "pid", lambda: next(seen, None))
    assert part.stop()


def test_a_reused_number_is_nobody(part):
    part.pid_file.parent.mkdir()
    part.pid_file.write_text(f"{os.getpid()} 1\n")
    assert part.pid() is None
    assert part.stop() is False


def test_death_is_told_with_the_end_of_the_log(part):
    pid = part.start([sys.executable, "-c", "print('no disk'); raise SystemExit(3)"])
    os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
    with pytest.raises(Problem, match="no disk"):
        part.require_alive("The part")


def test_killed_from_outside(part):
    os.kill(part.start(SLEEP), signal.SIGKILL)
    while part.pid():
        time.sleep(0.01)
    assert part.pid_file.exists()
