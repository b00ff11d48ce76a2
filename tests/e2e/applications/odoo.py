"""Odoo with its database from the PostgreSQL beside it: a record in the one, a file on the volume of the other."""

import base64

import requests

from .base import PASSWORD, Application

FILE = base64.b64encode(b"seven pieces of tea" * 100).decode()
FROM_DATABASE = {
    "database.host": "@host", "database.port": "@port", "database.username": "auth.username",
    "database.password": "auth.password",
}


class Odoo(Application):
    slug = "odoo"
    changed = {"admin.password": PASSWORD}
    immutable = {"database.name": "another"}
    seconds = 600

    def neighbours(self):
        """A PostgreSQL, launched at the same moment: whoever comes first waits for the other."""
        self.database = self.api.launch(self.workspace["id"], "postgresql", "Database of Odoo")
        return {key: {"from_service": self.database["id"], "key": of} for key, of in FROM_DATABASE.items()}

    def delete_neighbours(self):
        self.api.delete(self.database)
        self.api.gone(self.database)
        self.cluster.expect_nothing_left(self.database)

    def fill(self):
        self.password = self.reveal("admin.password")
        session = self.signed_in(self.password)
        self.partner = self.call(session, "res.partner", "create", {"name": "Tea house"})
        self.file = self.call(session, "ir.attachment", "create", {"name": "stock.txt", "datas": FILE})

    def expect_data(self):
        session = self.signed_in(self.reveal("admin.password"))
        assert self.call(session, "res.partner", "read", [self.partner], ["name"])[0]["name"] == "Tea house"
        assert self.call(session, "ir.attachment", "read", [self.file], ["datas"])[0]["datas"] == FILE

    def expect_change(self):
        assert self.signed_in(PASSWORD)
        assert self.signed_in(self.password) is None

    def signed_in(self, password: str) -> requests.Session | None:
        """A session of the administrator, or None where Odoo refuses."""
        session = requests.Session()
        wanted = {"db": "odoo", "login": "admin", "password": password}
        answer = self._json_rpc(session, "/web/session/authenticate", wanted)
        return session if answer.get("result", {}).get("uid") else None

    def call(self, session: requests.Session, model: str, method: str, *args: object) -> object:
        answer = self._json_rpc(session, "/web/dataset/call_kw",
                                {"model": model, "method": method, "args": args, "kwargs": {}})
        assert "result" in answer, answer["error"]["data"]["message"]
        return answer["result"]

    def _json_rpc(self, session: requests.Session, path: str, params: dict) -> dict:
        body = {"jsonrpc": "2.0", "method": "call", "params": params}
        return self.site.ask(self.host, path, "POST", session=session, json=body).json()
