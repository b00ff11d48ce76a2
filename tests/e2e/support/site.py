"""The running platform that is tested, as `scripts/up --status --json` describes it."""

import json
import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit

import requests


@dataclass(frozen=True)
class Site:
    url: str
    operator_url: str
    operator_api_key_file: str
    kubeconfig: str
    apps_domain: str
    ingress_url: str
    accounts: dict[str, str]

    @classmethod
    def from_environment(cls) -> "Site":
        """Read the file that WOOW_STATUS_JSON names."""
        status = json.loads(Path(os.environ["WOOW_STATUS_JSON"]).read_text())
        accounts = {a["login"]: a["password"] for a in status["accounts"] if "password" in a}
        names = ("url", "operator_url", "operator_api_key_file", "kubeconfig", "apps_domain", "ingress_url")
        return cls(**{name: status[name] for name in names}, accounts=accounts)

    @cached_property
    def operator(self) -> requests.Session:
        """A session that carries the operator's key."""
        session = requests.Session()
        session.headers["X-API-Key"] = Path(self.operator_api_key_file).read_text().splitlines()[0]
        return session

    def operator_get(self, path: str) -> dict:
        answer = self.operator.get(f"{self.operator_url}{path}", timeout=10)
        answer.raise_for_status()
        return answer.json()

    @property
    def releases(self) -> list[dict]:
        return self.operator_get("/api/releases")["items"]

    def fetch(self, host: str, path: str = "/", method: str = "GET", **options: object) -> requests.Response:
        """A request through the ingress to the application at `host`."""
        url = f"{self.ingress_url.rstrip('/')}{path}"
        headers = {**options.pop("headers", {}), "Host": host}
        return requests.request(method, url, headers=headers, timeout=10, **options)

    def app_url(self, subdomain: str) -> str:
        port = urlsplit(self.ingress_url).port
        return f"http://{subdomain}.{self.apps_domain}" + (f":{port}" if port else "")
