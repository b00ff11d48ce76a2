"""The product's tables beside what is promised in ``promises.py``: one cell too many or too few is a failure."""

import re
from itertools import product

from odoo.tests import BaseCase, tagged

from ..src import policy
from ..src.api.errors import Conflict
from ..src.api.routes import ROUTES
from ..src.models import cloud_service_states as states
from . import promises
from .common import PaasCase

DOORS = {"public": "public", "paas_operator": "operator", "paas_link": "link"}


@tagged("post_install", "-at_install")
class TestPromises(BaseCase):
    maxDiff = None

    def test_which_role_may_do_what(self):
        self.assertEqual({action: set(roles) for action, roles in policy.ACTIONS.items()}, promises.least_roles())
        for role, action in product((*promises.ROLES, None, "", "king"), policy.ACTIONS):
            self.assertIs(policy.allowed(role, action), role in promises.least_roles()[action], (role, action))

    def test_who_may_call_which_route_and_with_which_scope(self):
        self.assertEqual({self.address(route): self.told(route) for route in ROUTES}, promises.routes())

    def address(self, route):
        return route.verb, re.sub(r"<\w+:(\w+)>", r"<\1>", route.rule)

    def told(self, route):
        if route.auth != "paas":
            return DOORS[route.auth], route.scope
        if route.policy is None:
            return "anyone", route.scope
        roles = promises.least_roles()[route.policy]
        least = next(role for role in promises.ROLES if role in roles)
        return least if "owner" in roles else "all but the owner", route.scope

    def test_which_act_is_possible_in_which_state_and_where_it_leads(self):
        self.assertEqual(tuple(name for name, _label in states.STATES), promises.STATES)
        asked = (promises.STATES, promises.MOVES, (True, False), ("running", "stopped", "absent"), (True, False))
        for state, action, was_good, wanted, keeps_data in product(*asked):
            case = {"state": state, "was_good": was_good, "wanted": wanted, "keeps_data": keeps_data}
            with self.subTest(action=action, **case):
                promised = promises.next_state(action=action, **case)
                given = (int(was_good), wanted, keeps_data)
                self.assertEqual(states.next_state(state, action, *given), promised)
                self.assertIs(action in states.allowed_actions(state, *given), promised is not None)
        told = {action for state in promises.STATES for action in states.allowed_actions(state, 1, keeps_data=True)}
        self.assertEqual(told, set(promises.MOVES), "no act but these")

    def test_what_people_read_of_each_report(self):
        kinds = {kind for listed in promises.WHILE_AT_IT.values() for kind in listed.split()}
        self.assertEqual(set(states.WORKING), kinds)
        for kind, phase, was_good in product(kinds, ("queued", "working", *promises.ENDS), (True, False)):
            with self.subTest(kind=kind, phase=phase, was_good=was_good):
                promised = promises.state_for(phase, kind, was_good)
                self.assertEqual(states.state_for(phase, kind, int(was_good)), promised)
        with self.assertRaises(KeyError):
            states.state_for("nonsense", "install", 1)


@tagged("post_install", "-at_install")
class TestArchived(PaasCase):
    def test_what_is_possible_while_a_workspace_is_archived(self):
        self.workspace.active = False
        for action, roles in promises.least_roles().items():
            person = "owner" if "owner" in roles else "guest"
            workspace = self.workspace.with_user(self.people[person])
            with self.subTest(action=action):
                if action in promises.WHILE_ARCHIVED.split():
                    workspace._require(action)
                else:
                    with self.assertRaises(Conflict):
                        workspace._require(action)
