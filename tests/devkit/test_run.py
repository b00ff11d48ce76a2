"""Other programs: what comes of one that is missing, has no end, or fails."""

import pytest
from devkit.report import Problem
from devkit.run import output_of, run_logged


@pytest.fixture(params=["logged", "output"])
def run(request, tmp_path):
    """Both ways to run a program, told alike: the command and, where wanted, its limit in seconds."""
    if request.param == "output":
        return lambda command, **options: output_of(command, "It", **options)
    return lambda command, **options: run_logged(command, tmp_path / "it.log", "It", **options)


def test_a_program_that_is_missing(run):
    with pytest.raises(Problem, match="It: the program no-such-program is not installed") as problem:
        run(["no-such-program"], way_on="Install it.")
    assert problem.value.way_on == "Install it."


def test_a_program_without_an_end(run):
    with pytest.raises(Problem, match=r"It: no end after 0\.2 s\."):
        run(["sleep", "60"], timeout=0.2)


def test_a_program_that_fails(run):
    with pytest.raises(Problem, match=r"It ended with code 3[^$]*too bad"):
        run(["sh", "-c", "echo too bad >&2; exit 3"])


def test_what_a_program_is_given_and_what_it_says(tmp_path):
    log = tmp_path / "below" / "it.log"
    run_logged(["cat"], log, "It", stdin="given")
    run_logged(["cat"], log, "It")
    assert log.read_text() == "given" == output_of(["cat"], "It", stdin="given")
