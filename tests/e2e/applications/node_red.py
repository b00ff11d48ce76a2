"""Node-RED: signed in to as its editor does, with a flow that answers over HTTP."""

import requests
from support.wait import wait_for

from .base import PASSWORD, Application

FLOW = [
    {"id": "page", "type": "tab", "label": "Stock"},
    {"id": "asked", "z": "page", "type": "http in", "url": "/stock", "method": "get", "wires": [["told"]]},
    {"id": "told", "z": "page", "type": "change", "wires": [["answered"]],
     "rules": [{"t": "set", "p": "payload", "pt": "msg", "to": '{"tea":7,"cups":12}', "tot": "json"}]},
    {"id": "answered", "z": "page", "type": "http response", "statusCode": "200", "wires": []},
]


class NodeRed(Application):
    slug = "node-red"
    changed = {"editor.title": "Our flows", "admin.password": PASSWORD}
    immutable = {"flows.secret": "another-secret-of-length"}

    def fill(self):
        self.password = self.reveal("admin.password")
        assert self._ask("GET", "/flows").status_code == 401
        self.deploy(FLOW)

    def deploy(self, flow: list) -> None:
        """Have the editor's "Deploy" done with `flow`."""
        answer = self._ask("POST", "/flows", self.token(self.password), json=flow)
        assert answer.status_code == 204, answer.text

    def expect_data(self):
        wait_for(lambda: self._ask("GET", "/stock").text == '{"tea":7,"cups":12}', "the flow does not answer")

    def expect_change(self):
        assert "<title>Our flows</title>" in self._ask("GET", "/").text
        assert self.token(PASSWORD)
        assert self._sign_in(self.password).status_code == 403

    def token(self, password: str) -> str:
        return self._sign_in(password).json()["access_token"]

    def _sign_in(self, password: str) -> requests.Response:
        form = {"client_id": "node-red-admin", "grant_type": "password", "scope": "*", "username": "admin"}
        return self.site.ask(self.host, "/auth/token", "POST", data={**form, "password": password})

    def _ask(self, method: str, path: str, token: str = "", **options: object) -> requests.Response:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return self.site.ask(self.host, path, method, headers=headers, **options)
