"""Stands between the operator and Odoo, and treats events as a bad network or a liar would."""

import json
import random
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import requests
from support.parts import Parts

LATEST = 4.0
HEADERS = ("Content-Type", "X-Woow-Timestamp", "X-Woow-Delivery", "X-Woow-Signature")


class Postman:
    """`manner` is what becomes of an event: `loses` it, or `muddles`: late, twice, in any order, forged."""

    def __init__(self, odoo: str, rng: random.Random) -> None:
        self.manner = "muddles"
        self.rng = rng
        self.lost = self.forgeries = self.repeats = 0
        self.believed: list[dict] = []
        self._target = f"{odoo}/api/operator/events"
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self._server.server_port}/api/operator/events"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def take(self, body: bytes, headers: dict[str, str]) -> None:
        """What to do with one delivery."""
        if self.manner == "loses":
            self.lost += 1
            return
        for _again in range(2):
            delay = self.rng.uniform(0, LATEST)
            threading.Timer(delay, self._send, (body, headers)).start()
        self.repeats += 1
        self._forge(body, headers)

    def _forge(self, body: bytes, headers: dict[str, str]) -> None:
        """Say that all failed, under a signature that is not for that, an old one, and none."""
        events = json.loads(body)["events"]
        lies = json.dumps(
            {
                "events": [
                    event
                    | {
                        "phase": "failed",
                        "observed_generation": event["generation"],
                        "updated_at": "2999-01-01T00:00:00Z",
                    }
                    for event in events
                ]
            }
        ).encode()
        fresh = {**headers, "X-Woow-Delivery": str(uuid.uuid4())}
        unsigned = {name: value for name, value in fresh.items() if name != "X-Woow-Signature"}
        old = {**fresh, "X-Woow-Timestamp": str(int(time.time()) - 3600)}
        for content, given in ((lies, fresh), (lies, unsigned), (body, old)):
            answer = self._send(content, given)
            self.forgeries += 1
            if answer is not None and answer.ok:
                self.believed.append({"headers": given, "body": content.decode()})

    def _send(self, body: bytes, headers: dict[str, str]) -> requests.Response | None:
        try:
            return requests.post(self._target, data=body, headers=headers, timeout=10)
        except requests.RequestException:
            return None

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        postman = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                postman.take(body, {name: self.headers[name] for name in HEADERS})
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *arguments):
                """Say nothing."""

        return Handler


@contextmanager
def between(parts: Parts, odoo: str, rng: random.Random) -> Iterator[Postman]:
    """The operator sends its events to a postman inside the block."""
    with closing(Postman(odoo, rng)) as postman:
        before = parts.restart("operator", PAAS_EVENTS_URL=postman.url)
        try:
            yield postman
        finally:
            parts.restart("operator", **before)
