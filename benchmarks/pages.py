"""What the application's pages cost a browser: bytes, requests and the largest contentful paint, cold and warm.

Run it with the Python of the end-to-end tests while a platform is up (`./scripts/up --detach`):

    ./scripts/up --status --json | python benchmarks/pages.py [--repeats 5]

Each page is opened in Chromium by the owner's demo account. Cold is a browser that knows nothing of the site but its
session; warm is the same browser opening the page again. The baseline is Odoo's own sign-in page, opened the same way
in the same run; figures are medians, the ratio is to that page.
"""

import argparse
import json
import statistics
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "e2e"))

from support.api import Api
from support.browser import context_of, launched

BASELINE = "sign-in page of Odoo"
WATCH_PAINT = """
    window.largestPaint = 0;
    new PerformanceObserver(list => { window.largestPaint = list.getEntries().at(-1).startTime; })
        .observe({ type: "largest-contentful-paint", buffered: true });
"""


def say(line: str) -> None:
    """One line to whoever started this."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


@dataclass
class Seen:
    """What one opening of a page took from the network, and when its largest part was painted."""

    requests: int = 0
    encoded: int = 0
    paint: float = 0.0
    ready: float = 0.0


@dataclass
class Meter:
    """Counts what a page fetches over the network; what comes out of the browser's cache is no request."""

    page: Page
    seen: Seen = field(default_factory=Seen)

    def __post_init__(self) -> None:
        session = self.page.context.new_cdp_session(self.page)
        session.send("Network.enable")
        session.on("Network.requestWillBeSent", self._sent)
        session.on("Network.requestServedFromCache", self._cached)
        session.on("Network.responseReceived", self._received)
        session.on("Network.loadingFinished", self._finished)
        self._open: set[str] = set()

    def _sent(self, event: dict) -> None:
        if event["request"]["url"].startswith("http"):
            self._open.add(event["requestId"])

    def _cached(self, event: dict) -> None:
        self._open.discard(event["requestId"])

    def _received(self, event: dict) -> None:
        if event["response"].get("fromDiskCache"):
            self._open.discard(event["requestId"])

    def _finished(self, event: dict) -> None:
        if event["requestId"] in self._open:
            self._open.discard(event["requestId"])
            self.seen.requests += 1
            self.seen.encoded += int(event["encodedDataLength"])


def watched(browser: Browser, url: str, person: Api | None) -> BrowserContext:
    """A wide window of `person`, or of nobody, that notes its largest paint."""
    context = context_of(browser, url, person, viewport={"width": 1440, "height": 900})
    context.add_init_script(WATCH_PAINT)
    return context


def opened(context: BrowserContext, address: str, sign: str) -> Seen:
    """Open the page in a tab of its own, until `sign` is shown and the network is quiet."""
    page = context.new_page()
    meter = Meter(page)
    page.goto(address)
    page.locator(sign).first.wait_for()
    meter.seen.ready = page.evaluate("performance.now()")
    page.wait_for_timeout(700)
    meter.seen.paint = page.evaluate("window.largestPaint")
    page.close()
    return meter.seen


def measured(window: Callable[[], BrowserContext], address: str, sign: str, repeats: int) -> dict[str, list[Seen]]:
    """`repeats` openings in new windows, and as many once each window knows the site."""
    cold, warm = [], []
    for _time in range(repeats):
        context = window()
        cold.append(opened(context, address, sign))
        warm.append(opened(context, address, sign))
        context.close()
    return {"cold": cold, "warm": warm}


def middle(runs: list[Seen], name: str) -> float:
    return statistics.median(getattr(seen, name) for seen in runs)


class Table:
    """A line a page and temper; the ratio is of the largest paint to the baseline's of the same temper."""

    def __init__(self) -> None:
        self.base: dict[str, float] = {}

    def head(self) -> None:
        say(f"{'':<26}{'':<6}{'requests':>9}{'KiB':>9}{'LCP ms':>9}{'usable ms':>11}{'LCP/base':>10}")

    def add(self, name: str, both: dict[str, list[Seen]]) -> None:
        for temper, runs in both.items():
            self._line(name, temper, runs)

    def _line(self, name: str, temper: str, runs: list[Seen]) -> None:
        paint = middle(runs, "paint")
        base = self.base.setdefault(temper, paint)
        say(
            f"{name:<26}{temper:<6}{middle(runs, 'requests'):>9.0f}{middle(runs, 'encoded') / 1024:>9.1f}{paint:>9.0f}"
            f"{middle(runs, 'ready'):>11.0f}{paint / base:>10.2f}"
        )


def pages_of(person: Api) -> list[tuple[str, str, str]]:
    """Name, address and what has to be seen of each page."""
    workspace = person.get("/api/workspaces?limit=1")[0]["id"]
    template = person.template("website")["id"]
    below = f"/woow#/workspaces/{workspace}/services"
    return [
        ("first load of /woow", "/woow", "[data-page=dashboard] h1"),
        ("marketplace", f"{below}/marketplace", "[data-template]"),
        ("configure page", f"{below}/configure/{template}", "#woow-name"),
    ]


def run(site: dict, repeats: int) -> None:
    account = next(one for one in site["accounts"] if one["login"] == "owner@example.com")
    url, person = site["url"], Api(site["url"], account["login"], account["password"])
    table = Table()
    with sync_playwright() as playwright:
        browser = launched(playwright)
        table.head()
        table.add(BASELINE, measured(partial(watched, browser, url, None), "/web/login", "#login", repeats))
        for name, address, sign in pages_of(person):
            table.add(name, measured(partial(watched, browser, url, person), address, sign, repeats))
        browser.close()


def main() -> None:
    """Read the command line, ask where the platform is, and measure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=5)
    options = parser.parse_args()
    site = json.load(sys.stdin)
    if not site.get("ready"):
        sys.exit("The platform is not up. Start it with ./scripts/up --detach")
    run(site, options.repeats)


if __name__ == "__main__":
    main()
