"""Every module of the browser tests runs in a lane that the suite knows, and every lane has tests."""

import re

from devkit.suites import e2e

LANE = re.compile(r'\blane\("(\w+)"\)')


def test_every_module_is_in_a_lane_that_is_run():
    known = [lane for group in e2e.GROUPS for lane in group]
    named = {path.name: LANE.findall(path.read_text()) for path in e2e.FOLDER.glob("test_*.py")}
    assert named
    assert [name for name, lanes in named.items() if not lanes] == []
    assert {lane for lanes in named.values() for lane in lanes} == set(known)
    assert len(known) == len(set(known))
