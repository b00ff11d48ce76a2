"""The running platform that is tested, as `scripts/up --status --json` describes it."""

import json
import os
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit

import requests

from .wait import PATIENCE, wait_for

NOWHERE = (502, 503, 504)
NOT_KNOWN_YET = (404, "404 page not found\n")  # what Traefik says of a host it has no route for


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
        answer = self.operator.get(f"{self.operator_url}{path}", timeout=PATIENCE)
        answer.raise_for_status()
        return answer.json()

    @property
    def releases(self) -> list[dict]:
        return self.operator_get("/api/releases")["items"]

    def fetch(self, host: str, path: str = "/", method: str = "GET", **options: object) -> requests.Response:
        """A request through the ingress to the application at `host`, in a `session` if one is given."""
        url = f"{self.ingress_url.rstrip('/')}{path}"
        headers = {**options.pop("headers", {}), "Host": host}
        return options.pop("session", requests).request(method, url, headers=headers, timeout=PATIENCE, **options)

    def ask(self, host: str, path: str = "/", method: str = "GET", **options: object) -> requests.Response:
        """The application's own answer: the ingress' that it leads nowhere at the moment is waited through."""

        def answered() -> list[requests.Response]:
            answer = self.fetch(host, path, method, **options)
            return [] if _leads_nowhere(answer) else [answer]

        return wait_for(answered, f"nothing is behind {host}")[0]

    def expect_text(self, host: str, text: str, path: str = "/", seconds: float = PATIENCE) -> None:
        """Wait until the application at `host` shows `text`."""

        def shown() -> bool:
            with suppress(requests.RequestException):  # whoever stands behind it may go in the middle of an answer
                return text in self.fetch(host, path).text
            return False

        wait_for(shown, f"{host}{path} does not show {text!r}", seconds)

    def expect_status(self, host: str, *wanted: int, seconds: float = PATIENCE) -> None:
        """Wait until the ingress answers for `host` with one of the statuses."""

        def answered() -> bool:
            with suppress(requests.RequestException):
                return self.fetch(host).status_code in wanted
            return False

        wait_for(answered, f"{host} does not answer {wanted}", seconds)

    def app_url(self, subdomain: str) -> str:
        port = urlsplit(self.ingress_url).port
        return f"http://{subdomain}.{self.apps_domain}" + (f":{port}" if port else "")


def _leads_nowhere(answer: requests.Response) -> bool:
    return answer.status_code in NOWHERE or (answer.status_code, answer.text) == NOT_KNOWN_YET
