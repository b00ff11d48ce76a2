"""A request for each entry of the route table: one that should work, and ones that should not."""

from dataclasses import dataclass, field
from urllib.parse import urlencode

from ..src.api.routes import (
    CUSTOM_DOMAIN,
    FOREVER,
    IMPORT,
    LINK,
    OWNERSHIP,
    SERVICE,
    SERVICES,
    SETTINGS,
    TOKEN_MODEL,
    TOKENS,
)

QUERIES = {"/api/search": {"q": "site"}}
NO_SUCH_ID = 2**31 - 1
INVITATION = "woow_paas_platform.invitation"
TRANSFER = "woow_paas_platform.ownership_transfer"
# what one person alone was asked for, whatever the others' roles
PERSONAL = {f"{LINK}/accept": "stranger", f"{OWNERSHIP}/accept": "admin", f"{OWNERSHIP}/decline": "admin"}
# what belongs to one person alone: for everybody else it does not exist
OWN_RECORDS = {f"{TOKENS}/<int:token_id>": "owner"}
TOKEN = "a-link-that-was-sent-to-the-stranger-by-mail"


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
        self._settle_service({"start": "stopped", "retry": "error", "delete": "stopped"}.get(route.action, "running"))
        if route.action in ("relaunch", "discard"):
            self.case.service.write({"active": False, "state": "deleted", "desired": "absent", "keeps_data": True})
        if route.rule.startswith(CUSTOM_DOMAIN):
            self.case.service.write({"custom_domain": "shop.example.com", "custom_domain_token": "woow-verify=1"})
        if route.action == "upgrade":
            self.case.service.chart_version = "0.9.0"
        if route.action == "restore":
            self.case.workspace.active = False
        if route.rule == FOREVER:
            self.case.workspace.active = False
        if route.rule.startswith(OWNERSHIP):
            self._settle_offer(route)
        return Request(self._path(route, self._arguments(route)), self._body(route), QUERIES.get(route.rule, {}))

    def caller(self, route):
        """Who may make the good request: the owner, save for what others do."""
        return PERSONAL.get(route.rule) or ("guest" if route.action == "leave" else "owner")

    def caller_order(self, route):
        """Sorts routes so that each caller signs in once, the owner first: signing in ends the session before."""
        caller = self.caller(route)
        return caller != "owner", caller

    def _settle_service(self, state):
        service = self.case.service
        if service.state != state:
            service.write({"active": True, "keeps_data": False})
            self.case.settle(service, state)

    def _settle_offer(self, route):
        """An offer to the admin is open where there has to be one, and none where it is made."""
        offers = self.env[TRANSFER].search([("workspace_id", "=", self.case.workspace.id), ("state", "=", "pending")])
        if route.action == "offer":
            offers.unlink()
        elif not offers:
            offers.create({
                "workspace_id": self.case.workspace.id, "from_user_id": self.case.people["owner"].id,
                "to_user_id": self.case.people["admin"].id})

    def invitation(self, workspace=None, token=TOKEN):
        """A pending invitation of the stranger to the workspace, whose link ends with ``token``."""
        workspace = workspace or self.case.workspace
        stranger = self.case.people["stranger"]
        invitations = self.env[INVITATION]
        return invitations.search([("workspace_id", "=", workspace.id)]) or invitations.create({
            "workspace_id": workspace.id, "email": stranger.email_normalized, "invited_by_id": workspace.owner_id.id,
            "expires_date": "2999-01-01", **invitations._fingerprint(token)})

    def access_token(self, person="owner"):
        """An access token of one of the people."""
        tokens = self.env[TOKEN_MODEL].with_user(self.case.people[person])
        return tokens.search([], limit=1) or tokens._create_own("Script", ["workspace:read"], 30)[0]

    def elsewhere(self, route, name, value):
        """The good request with one argument of the path replaced."""
        request = self.good(route)
        request.path = self._path(route, {**self._arguments(route), name: value})
        return request

    def _arguments(self, route):
        """What the path of ``route`` may name; invitation and token are there where it is about them."""
        case = self.case
        return {
            "workspace_id": case.workspace.id,
            "member_id": case.access["guest"].id,
            "service_id": case.service.id,
            "template_id": case.template.id,
            "name": "free-name",
            "key": "auth.password",
            "invitation_id": "/invitations" in route.rule and self.invitation().id,
            "token": TOKEN,
            "token_id": route.rule.startswith(TOKENS) and self.access_token().id,
            "generation": 2,
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
            TOKENS: {"name": "Backup", "scopes": ["service:read"]},
            "/api/workspaces": {"name": "Another"},
            "workspaces": {"name": "Renamed"},
            SETTINGS: {"notify_errors": False},
            FOREVER: {"name": "Lab"},
            IMPORT: {
                "format": "woow-paas-workspace", "version": 1, "workspace": {"name": "Copy", "description": ""},
                "members": [{"email": "new@example.com", "role": "guest"}],
                "services": [{"name": "Site", "template": "api-site", "version": "1.0.0", "values": {}}],
            },
            "members": {"role": "user"},
            "launch": {"template_id": self.case.template.id, "name": "Shop", "subdomain": "api-shop"},
            "service": {"name": "Renamed"},
            "rollback": {"generation": 1},
            "relaunch": {},
            "set": {"domain": "shop.example.com"},
            "upgrade": {"version": "1.0.0"},
            "preview": {"values": {"site.title": "Previewed"}},
            "domain": {"subdomain": "api-other"},
            "invite": {"emails": "Somebody New <new@example.com>", "role": "guest"},
            "batch": {"ids": [self.case.access["guest"].id], "operation": "update_role", "role": "user"},
            "offer": {"member_id": self.case.access["admin"].id},
        }
        return route.body and bodies[_kind(route)]

    def snapshot(self):
        """What a refused call must leave alone."""
        self.env.invalidate_all()
        return self.env[SERVICE].search_count([]), self.case.workspace.read(["name", "active"])


def _kind(route):
    if route.rule in (SETTINGS, FOREVER):
        return route.rule
    if route.policy == "service.launch" or route.rule == f"{SERVICES}/preview":
        return "launch"
    if route.action in ("rollback", "domain", "upgrade", "relaunch", "set", "preview", "invite", "batch", "offer"):
        return route.action
    if "member_id" in route.rule or "invitation_id" in route.rule:
        return "members"
    if "service_id" in route.rule:
        return "service"
    return "workspaces" if "workspace_id" in route.rule else route.rule
