"""A request for each entry of the route table: one that should work, and ones that should not."""

from dataclasses import dataclass, field
from urllib.parse import urlencode

from ..src.api.routes import SERVICE

NO_SUCH_ID = 2**31 - 1


@dataclass
class Request:
    """``path`` is the path without the query; ``body`` and ``query`` are what JSON-RPC sends as params."""

    path: str
    body: dict | None = None
    query: dict = field(default_factory=dict)

    @property
    def url(self):
        return f"{self.path}?{urlencode(self.query)}" if self.query else self.path

    @property
    def params(self):
        return {**(self.body or {}), **self.query}


class RequestMaker:
    """Makes requests on the workspace and the services of an ``ApiCase``."""

    def __init__(self, case):
        self.case = case
        self.env = case.env

    def good(self, route):
        """A request that the owner may make now; brings the service into a state that allows it."""
        starts_from = {"start": "stopped", "retry": "error", "delete": "stopped"}
        self.case.settle(self.case.service, starts_from.get(route.action, "running"))
        if route.action == "restore":
            self.case.workspace.active = False
        return Request(self._path(route, self._arguments()), self._body(route), {})

    def elsewhere(self, route, name, value):
        """The good request with one argument of the path replaced."""
        request = self.good(route)
        request.path = self._path(route, {**self._arguments(), name: value})
        return request

    def _arguments(self):
        case = self.case
        return {
            "workspace_id": case.workspace.id,
            "member_id": case.access["guest"].id,
            "service_id": case.service.id,
            "template_id": case.template.id,
            "name": "free-name",
            "key": "auth.password",
        }

    def _path(self, route, arguments):
        path = route.rule
        for name, value in arguments.items():
            for kind in ("int", "string"):
                path = path.replace(f"<{kind}:{name}>", str(value))
        return path

    def _body(self, route):
        bodies = {
            "/api/me": {"tz": "Asia/Taipei"},
            "/api/workspaces": {"name": "Another"},
            "workspaces": {"name": "Renamed"},
            "members": {"role": "user"},
            "launch": {"template_id": self.case.template.id, "name": "Shop", "subdomain": "api-shop"},
            "service": {"name": "Renamed"},
            "rollback": {"generation": 1},
            "domain": {"subdomain": "api-other"},
        }
        return route.body and bodies[_kind(route)]

    def snapshot(self):
        """What a refused call must leave alone."""
        self.env.invalidate_all()
        return self.env[SERVICE].search_count([]), self.case.workspace.read(["name", "active"])


def _kind(route):
    if route.policy == "service.launch":
        return "launch"
    if route.action in ("rollback", "domain"):
        return route.action
    if "member_id" in route.rule:
        return "members"
    if "service_id" in route.rule:
        return "service"
    return "workspaces" if "workspace_id" in route.rule else route.rule
