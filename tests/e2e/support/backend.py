"""Odoo's backend, as platform admins use it."""

from .api import Api

MODEL = "woow_paas_platform."


class Backend:
    """Odoo's own RPC, as its pages use it."""

    def __init__(self, api: Api):
        self._api = api

    def __call__(self, model: str, method: str, *args: object) -> object:
        name = f"{MODEL}{model}"
        body = {"jsonrpc": "2.0", "params": {"model": name, "method": method, "args": args, "kwargs": {}}}
        answer = self._api.send("POST", f"/web/dataset/call_kw/{name}/{method}", body).json()
        assert "error" not in answer, answer["error"]["data"]["message"]
        return answer["result"]

    def read(self, model: str, record: int, *names: str) -> dict:
        return self(model, "read", [record], names)[0]
