"""A stand-in for the operator at the one boundary that these tests cannot have: it speaks the wire protocol."""

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from unittest.mock import patch
from urllib.parse import parse_qs, urlsplit

from ..src.clients import operator as client
from .at_once import PATIENCE

KEY = "stub-key"
POD = {"uid": "u-2", "kind": "Pod", "name": "site-0", "api_version": "v1", "parent": "u-1", "state": "ok",
       "message": "", "created_at": "2026-01-01T00:00:00Z", "details": {"restarts": 0}}
READ = {
    "resources": {"items": [{**POD, "uid": "u-1", "kind": "Release", "name": "site", "parent": None}, POD]},
    "events": {"items": [{"type": "Warning", "about": "Pod/site-0", "reason": "BackOff", "message": "Back-off.",
                          "count": 2, "last": "2026-01-01T00:00:00Z"}]},
    "logs": {"pod": "site-0", "container": "site", "lines": [{"at": "2026-01-01T00:00:00Z", "text": "ready"}],
             "cursor": "2026-01-01T00:00:00Z", "pods": [{"name": "site-0", "containers": ["site"], "ready": True}]},
    "metrics": {"available": True, "message": "", "items": [
        {"pod": "site-0", "container": "site", "cpu": 0.01, "memory": 1e7, "cpu_limit": 0.5, "memory_limit": None,
         "restarts": 0}], "history": [{"at": "2026-01-01T00:00:00Z", "cpu": 0.01, "memory": 1e7}]},
    "revisions": {"items": [{"revision": 1, "generation": 1, "status": "deployed", "chart_version": "1.0.0",
                             "app_version": "1", "updated_at": "2026-01-01T00:00:00Z", "description": "Install"}]},
    "preview": {"objects": [{"kind": "Deployment", "name": "site", "change": "update", "fields": ["spec.replicas"]}],
                "warnings": [{"code": "restart", "message": "Pods are replaced.", "object": "Deployment/site"}],
                "images": ["site:1"], "resources": {"cpu": 0.5, "memory_gb": 0.25, "storage_gb": 1}},
}


class OperatorStub:
    """Keeps what it was told in ``calls``; ``answers`` is a queue of (status, body) that replaces its own answers.

    A body that is not a dict is sent as it is. ``before_answer`` is called with each call before it is answered.
    """

    def __init__(self):
        self.releases, self.calls, self.answers = {}, [], []
        self.before_answer = lambda call: None
        self._server = _QuietServer(("127.0.0.1", 0), _handler_of(self))
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self):
        self._server.shutdown()
        self._server.server_close()

    def told(self, method):
        return [call for call in self.calls if call["method"] == method]

    def answer(self, call):
        """The status and body for one call, as ``PUT|DELETE|GET /api/releases`` would."""
        if call["key"] != KEY:
            return 401, {"status": 401, "code": "unauthenticated", "detail": "Who are you?"}
        if self.answers and call["path"] != "/api/info":
            return self.answers.pop(0)
        if call["path"] == "/api/info":
            return 200, {"version": "1.0.2", "kubernetes_version": "1.34.4", "helm_version": "4.1.4", "charts": [{}],
                         "cluster_kind": "embedded", "prefix": "paas-ws-", "enforces_network_policy": False,
                         "stand_in_images": True}
        if call["path"] == "/api/releases":
            return 200, {"items": list(self.releases.values())}
        if "/secrets/" in call["path"]:
            return 200, {"key": call["path"].rsplit("/", 1)[1], "value": "s3cret"}
        if (question := call["path"].rsplit("/", 1)[1]) in READ:
            return 200, READ[question]
        return self._take_over(call)

    def _take_over(self, call):
        _api, _releases, namespace, name = call["path"].strip("/").split("/")
        known = self.releases.get(name)
        if call["method"] == "DELETE" and not known:
            return 404, {"status": 404, "code": "not_found", "detail": "Nothing is known of it."}
        body = call["body"] or {"generation": int(call["query"]["generation"][0]), "desired": "absent"}
        if known and body["generation"] < known["generation"]:
            return 409, {
                "status": 409, "code": "generation_conflict", "detail": "Older.", "current": known["generation"]}
        tenant = body.get("tenant") or {"database_uuid": known["database_uuid"]}
        self.releases[name] = {
            "namespace": namespace, "name": name, "generation": body["generation"],
            "observed_generation": body["generation"] - 1, "good_generation": 0, "desired": body["desired"],
            "action": body.get("action", "delete"), "phase": "queued", "stage": "queued", "progress": 0,
            "stage_times": {}, "reason": None, "revision": 0, "chart_version": "1.0.0",
            "replicas": {"desired": 1, "ready": 0}, "endpoints": [], "updated_at": "2026-01-01T00:00:00Z",
            "digest": "sha256:0", "database_uuid": tenant["database_uuid"],
        }
        return 202, self.releases[name]

    def finish(self, name, phase="ready", **changes):
        """Let a release have come to its end."""
        release = self.releases[name]
        release.update(
            phase=phase, stage="done", progress=100, observed_generation=release["generation"],
            good_generation=release["generation"], updated_at="2026-01-01T00:05:00Z", **changes)


class _QuietServer(ThreadingHTTPServer):
    def handle_error(self, request, client_address):
        """Say nothing when a caller that ran out of patience hung up."""


def _handler_of(stub):
    class Handler(BaseHTTPRequestHandler):
        def _serve(self):
            url = urlsplit(self.path)
            size = int(self.headers.get("Content-Length") or 0)
            call = {
                "method": self.command, "path": url.path, "query": parse_qs(url.query),
                "body": json.loads(self.rfile.read(size)) if size else None, "key": self.headers.get("X-API-Key"),
                "request_id": self.headers.get("X-Request-Id"),
            }
            stub.calls.append(call)
            stub.before_answer(call)
            status, body = stub.answer(call)
            content = json.dumps(body).encode() if isinstance(body, (dict, list)) else body
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_PUT = do_POST = do_DELETE = _serve  # noqa: N815 - the names that http.server looks for

        def log_message(self, *args):
            """Say nothing."""

    return Handler


@contextmanager
def operator_stub(env, key=KEY):
    """A stub that ``env``'s settings point to; it is waited for patiently."""
    stub = OperatorStub()
    env["ir.config_parameter"].sudo().set_param("woow_paas_platform.operator_url", stub.url)
    env["woow_paas_platform.secret"]._set("operator_api_key", key)
    try:
        with patch.multiple(client, CONNECT_TIMEOUT=PATIENCE, READ_TIMEOUT=PATIENCE):
            yield stub
    finally:
        stub.close()
