"""Every route as everybody, REST and JSON-RPC, against the policy table."""

from odoo.tests import tagged

from ..src import policy
from ..src.api.routes import ROUTES
from .api_case import ApiCase
from .api_requests import OWN_RECORDS, PERSONAL, RequestMaker

MEMBERS = ("owner", "admin", "user", "guest")
STRANGERS = ("stranger", "outsider", "internal")
CALLERS = (*MEMBERS, *STRANGERS, "platform_admin", None)
OWN_MEMBERSHIP = ("post_workspaces_workspace_id_leave", "patch_workspaces_workspace_id_settings")
WALKED = [route for route in ROUTES if route.auth == "paas"]


def expected(route, caller):
    """The status that the table promises."""
    if caller is None:
        return 401
    if route.rule in OWN_RECORDS:
        return route.status if caller == OWN_RECORDS[route.rule] else 404
    if route.rule in PERSONAL and not (route.policy and caller in STRANGERS):
        return route.status if caller == PERSONAL[route.rule] else 403
    if route.name in OWN_MEMBERSHIP and caller == "platform_admin":
        return 409  # may everything, but is no member
    granted = 503 if route.remote else route.status  # no operator is set up here to ask
    if route.policy is None or caller == "platform_admin":
        return granted
    if caller in STRANGERS:
        return 404
    return granted if policy.allowed(caller, route.policy) else 403


@tagged("post_install", "-at_install")
class TestAuthorisation(ApiCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.requests = RequestMaker(cls)

    def test_every_route_as_everybody(self):
        walked = 0
        for caller in CALLERS:
            self.sign_in(caller)
            for route in WALKED:
                walked += 1
                with self.subTest(route=route.name, caller=caller, form="REST"), self.undone():
                    request = self.requests.good(route)
                    response = self.send(route.verb, request.url, request.body)
                    self.assertEqual(response.status_code, expected(route, caller), response.text[:300])
                if route.bare:
                    continue
                walked += 1
                with self.subTest(route=route.name, caller=caller, form="JSON-RPC"), self.undone():
                    request = self.requests.good(route)
                    document = self.rpc(request.path, route.action, **request.params)
                    self.assertEqual(rpc_status(document, route), expected(route, caller), document)
        self.assertEqual(walked, len(CALLERS) * sum(1 if route.bare else 2 for route in WALKED))

    def test_who_holds_a_link_sees_what_it_invites_to_and_nothing_else_is_told(self):
        for caller in CALLERS:
            self.sign_in(caller)
            for route in (route for route in ROUTES if route.auth == "paas_link"):
                with self.subTest(route=route.name, caller=caller), self.undone():
                    request = self.requests.good(route)
                    data = self.send(route.verb, request.url).json()["data"]
                    self.assertEqual(data["workspace_name"], self.workspace.name)
                    self.assertEqual(data["signed_in"], caller is not None)
                    self.assertEqual(data["fits"], None if caller is None else caller == "stranger")
                    unknown = self.send(route.verb, request.url.replace("-by-mail", "-by-post"))
                    self.assertRefused(unknown, 404, "not_found")
                    self.assertRefused(self.send(route.verb, request.url.replace("a-link", "b-link")), 404, "not_found")

    def test_the_walk_would_notice_a_table_that_is_wrong(self):
        seen = {expected(route, caller) for route in WALKED for caller in CALLERS}
        self.assertEqual(seen, {200, 201, 401, 403, 404, 409, 503})

    def test_a_refused_call_changes_nothing(self):
        self.sign_in("guest")
        for route in WALKED:
            if route.policy and not policy.allowed("guest", route.policy):
                request = self.requests.good(route)
                before = self.requests.snapshot()
                self.send(route.verb, request.url, request.body)
                self.assertEqual(self.requests.snapshot(), before, route.name)

    def test_the_refusal_names_the_roles_that_may(self):
        self.sign_in("guest")
        response = self.send("PATCH", f"/api/workspaces/{self.workspace.id}", {"name": "Mine"})
        self.assertIn("Owner", self.assertRefused(response, 403, "insufficient_role")["error"])


def rpc_status(document, route):
    """The status that the same call would have had by REST."""
    if "result" in document:
        return route.status
    code = document["error"]["code"]
    return 401 if code == 100 else code
