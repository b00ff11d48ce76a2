"""A test run is judged by what it says, not by its exit code alone."""

import io

import pytest
from devkit import cli_test
from devkit.report import Problem, Report
from devkit.suites import base, odoo_log

STAMP = "2026-01-01 10:00:00,000 7"


def written(tmp_path, *lines):
    log = tmp_path / "odoo.log"
    log.write_text("\n".join(lines))
    return odoo_log.read(log)


def test_odoo_counts(tmp_path):
    outcome = written(
        tmp_path,
        f"{STAMP} INFO db odoo.tests.result: 1 failed, 2 error(s) of 11 tests when loading database 'db'",
        f"{STAMP} INFO db odoo.addons.web.browser: [HOOT] Passed 4 tests (9 assertions, total time: 80ms)",
    )
    assert (outcome.passed, outcome.failed) == (8 + 4, 3)


def test_a_warning_is_unexpected(tmp_path):
    outcome = written(tmp_path, f"{STAMP} WARNING db odoo.models: Something odd", "WARNING: not a log line")
    assert len(outcome.unexpected) == 1


def junit(tmp_path, **counts):
    path = tmp_path / "junit.xml"
    attributes = " ".join(f'{name}="{number}"' for name, number in counts.items())
    path.write_text(f"<testsuites><testsuite {attributes}/></testsuites>")
    return path


def test_pytest_counts(tmp_path):
    result = base.pytest_result("x", 1, junit(tmp_path, tests=10, failures=1, errors=1, skipped=3))
    assert (result.passed, result.failed, result.skipped, result.complaints) == (5, 2, 3, [])


def test_pytest_names_what_broke(tmp_path):
    path = tmp_path / "junit.xml"
    case = '<testcase classname="tests.test_x" name="test_y"><failure message="m">assert 1 == 2</failure></testcase>'
    path.write_text(f'<testsuites><testsuite tests="2"><testcase name="z"/>{case}</testsuite></testsuites>')
    assert base.pytest_result("x", 1, path).broken == ["tests.test_x::test_y\nassert 1 == 2"]


def test_parts_of_a_suite_are_summed_up():
    parts = [
        base.Result("left", passed=3, skipped=1, broken=["x"], failed=1),
        base.Result("right", passed=2, complaints=["pytest ended with code 2"]),
    ]
    total = base.together("both", parts, base.Context(Report()))
    assert (total.passed, total.failed, total.skipped, total.broken) == (5, 1, 1, ["x"])
    assert total.complaints == ["right: pytest ended with code 2"]
    assert base.together("both", [base.Result("left")], base.Context(Report())).complaints == ["no test ran"]


def test_a_part_without_tests_is_fine_when_some_were_asked_for():
    empty = base.Result("left", complaints=[base.NO_TEST])
    asked = base.Context(Report(), arguments=["-k", "x"])
    assert base.together("both", [empty, base.Result("right", passed=1)], asked).complaints == []


def test_odoo_names_what_broke(tmp_path):
    outcome = written(
        tmp_path,
        f"{STAMP} ERROR db odoo.addons.x.tests.test_y: FAIL: TestY.test_it",
        "Traceback (most recent call last):",
        "AssertionError: 1 != 2",
        f"{STAMP} INFO db odoo.tests.result: 1 failed, 0 error(s) of 2 tests when loading database 'db'",
    )
    assert outcome.broken == ["TestY.test_it\nTraceback (most recent call last):\nAssertionError: 1 != 2"]


def test_what_broke_is_told_beside_the_counts(capsys):
    cli_test._summary([base.Result("a", passed=3, failed=1, broken=["test_y\nassert 1 == 2"])])
    assert "a: test_y\nassert 1 == 2\n" in capsys.readouterr().out


@pytest.mark.parametrize("counts", [{"tests": 0}, {"tests": 2, "skipped": 2}])
def test_no_test_is_a_complaint(tmp_path, counts):
    assert base.pytest_result("x", 5, junit(tmp_path, **counts)).complaints == ["no test ran"]


def test_a_crash_is_a_complaint(tmp_path):
    assert base.pytest_result("x", 4, tmp_path / "missing.xml").complaints


def test_a_complaint_fails_the_run(capsys):
    code = cli_test._summary([base.Result("a", passed=3), base.Result("b", passed=1, complaints=["odd"])])
    assert code == 1
    assert capsys.readouterr().out.splitlines()[-1] == "4 passed, 1 failed"


def test_nothing_ran_is_no_success(capsys):
    assert cli_test._summary([]) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "0 passed, 0 failed"


def test_all_green(capsys):
    assert cli_test._summary([base.Result("a", passed=3)]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "3 passed, 0 failed"


def test_unknown_suite_is_refused():
    with pytest.raises(SystemExit):
        cli_test.parser().parse_args(["nonsense"])


def test_arguments_are_for_one_suite():
    with pytest.raises(Problem, match="one suite"):
        cli_test.main(["lint", "devkit", "--", "-x"])


def test_short_steps_stay_unmentioned():
    out = io.StringIO()
    report = Report(out)
    with report.step("quick", announce=False):
        pass
    with report.step("named"):
        pass
    assert "quick" not in out.getvalue()
    assert out.getvalue().count("named") == 2
