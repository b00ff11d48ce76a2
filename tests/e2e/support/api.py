"""Odoo's HTTP API as one signed-in person."""

import re
import uuid

import requests

from .wait import PATIENCE, wait_for

ANSWER = PATIENCE  # Odoo that was just started may have to load all of its modules first
END = 300  # seconds in which a wish comes to its end
MOVING = {"pending", "deploying", "upgrading", "stopping", "starting", "restarting", "deleting"}


class Refused(AssertionError):
    """The API said no."""

    def __init__(self, answer: requests.Response):
        body = answer.json()
        self.status, self.code, self.error = answer.status_code, body.get("code"), body.get("error")
        self.fields = body.get("fields") or {}
        super().__init__(f"{answer.request.method} {answer.url}: {self.status} {self.code}: {self.error} {self.fields}")


class Api:
    def __init__(self, url: str, login: str, password: str):
        self.url = url
        self.login = login
        self.session = requests.Session()
        page = self.session.get(f"{url}/web/login", timeout=ANSWER)
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text)
        form = {"csrf_token": token[1], "login": login, "password": password, "redirect": "/woow"}
        answer = self.session.post(f"{url}/web/login", data=form, timeout=ANSWER, allow_redirects=False)
        assert answer.status_code == 303, f"{login} could not sign in: {answer.status_code}"

    def send(self, method: str, path: str, body: dict | None = None, **headers: str) -> requests.Response:
        """The raw answer."""
        content = {} if method == "GET" else {"json": body or {}}
        return self.session.request(method, f"{self.url}{path}", timeout=ANSWER, headers=headers, **content)

    def call(self, method: str, path: str, body: dict | None = None, **headers: str) -> object:
        """The answer's data; Refused when there is none."""
        answer = self.send(method, path, body, **headers)
        if answer.status_code >= 400:
            raise Refused(answer)
        return answer.json()["data"]

    def get(self, path: str) -> object:
        return self.call("GET", path)

    def post(self, path: str, body: dict | None = None, **headers: str) -> object:
        return self.call("POST", path, body, **headers)

    def template(self, slug: str) -> dict:
        return next(t for t in self.get("/api/cloud/templates?limit=200") if t["slug"] == slug)

    def create_workspace(self, name: str) -> dict:
        return self.post("/api/workspaces", {"name": name})

    def launch(self, workspace_id: int, slug: str, name: str, **body: object) -> dict:
        body = {"template_id": self.template(slug)["id"], "name": name, **body}
        return self.post(f"/api/workspaces/{workspace_id}/services", body, **{"Idempotency-Key": uuid.uuid4().hex})

    def service(self, workspace_id: int, service_id: int) -> dict:
        return self.get(f"/api/workspaces/{workspace_id}/services/{service_id}")

    def act(self, service: dict, action: str, body: dict | None = None) -> dict:
        """One of stop, start, restart, retry, rollback, upgrade, relaunch, domain."""
        return self.post(f"/api/workspaces/{service['workspace_id']}/services/{service['id']}/{action}", body)

    def change(self, service: dict, **body: object) -> dict:
        return self.call("PATCH", f"/api/workspaces/{service['workspace_id']}/services/{service['id']}", body)

    def delete(self, service: dict, keep_data: bool = False) -> dict:
        query = "?keep_data=true" if keep_data else ""
        return self.call("DELETE", f"/api/workspaces/{service['workspace_id']}/services/{service['id']}{query}")

    def reveal(self, service: dict, key: str) -> str:
        """The value of a secret; asked for again while a busy machine keeps the operator from answering in time."""
        path = f"/api/workspaces/{service['workspace_id']}/services/{service['id']}/secrets/{key}/reveal"

        def attempt() -> list[str]:
            try:
                return [self.post(path)["value"]]
            except Refused as refusal:
                if refusal.code != "operator_unavailable":
                    raise
                return []

        return wait_for(attempt, "the operator does not answer")[0]

    def settled(self, service: dict, state: str, seconds: float = END) -> dict:
        """Wait until the newest wish came to its end, which has to be `state`."""

        def look() -> dict | None:
            seen = self.service(service["workspace_id"], service["id"])
            done = seen["state"] not in MOVING and seen["observed_generation"] == seen["generation"]
            return seen if done else None

        seen = wait_for(look, f"service {service['name']} is not {state}", seconds)
        assert seen["state"] == state, f"{service['name']}: {seen['state']}, {seen['state_reason']}"
        return seen

    def gone(self, service: dict, seconds: float = END) -> None:
        """Wait until a deleted service is no longer there."""
        path = f"/api/workspaces/{service['workspace_id']}/services/{service['id']}"

        def look() -> bool:
            answer = self.send("GET", path)
            return answer.status_code == 404 or answer.json()["data"]["state"] == "deleted"

        wait_for(look, f"{service['name']} is still there", seconds)
