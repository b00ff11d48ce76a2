"""The end-to-end tests: their long forms, their lanes, a real browser."""

from contextlib import suppress

import pytest
from playwright.sync_api import Error, expect, sync_playwright
from support.browser import PATIENCE, Visitor, context_of, launched

pytest_plugins = ["support.fixtures"]
pytest.register_assert_rewrite("applications")
expect.set_options(timeout=PATIENCE)


def pytest_addoption(parser):
    parser.addoption("--long", action="store_true", help="run the long forms, too")
    parser.addoption("--lane", help="run only the tests that are marked lane(NAME)")


def lane_of(item: pytest.Item) -> str:
    """The lane in which the test runs, which its module names."""
    if marker := item.get_closest_marker("lane"):
        return marker.args[0]
    raise pytest.UsageError(f"{item.nodeid} is in no lane: mark its module with pytest.mark.lane(…)")


def pytest_collection_modifyitems(config, items):
    if not config.getoption("--long"):
        for item in items:
            if item.get_closest_marker("long"):
                item.add_marker(pytest.mark.skip(reason="long form: --long"))
    if lane := config.getoption("--lane"):
        others = [item for item in items if lane_of(item) != lane]
        config.hook.pytest_deselected(items=others)
        items[:] = [item for item in items if item not in others]


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """Remember on the item whether its test failed, so that the visitor's fixture takes a picture."""
    outcome = yield
    if call.when == "call":
        item.failed = outcome.get_result().failed


@pytest.fixture(scope="session")
def browser(site):
    with sync_playwright() as playwright, launched(playwright, site) as chromium:
        yield chromium


@pytest.fixture
def visit(browser, site, people, artifacts, request):
    """`visit("owner")`: a browser window of that person, signed in; None is nobody.

    At the end of the test no window may have had an error on its console or asked anything of another site.
    """
    visitors: list[Visitor] = []

    def open_window(name: str | None = "owner", **options: object) -> Visitor:
        context = context_of(browser, site.url, people(name) if name else None, **options)
        visitors.append(Visitor(context, site))
        return visitors[-1]

    yield open_window
    if getattr(request.node, "failed", False):
        for number, visitor in enumerate(visitors):
            with suppress(Error):  # a page that hangs has no picture
                visitor.picture(artifacts / f"{request.node.name}-{number}.png")
    for visitor in visitors:
        visitor.context.close()
    for visitor in visitors:
        assert visitor.strangers == [], "the page asked something of another site"
        assert visitor.faults == [], "the page had errors"
