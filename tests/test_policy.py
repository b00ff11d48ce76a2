"""The policy table itself, and how the models ask it."""

from odoo.tests import BaseCase, tagged

from ..src import policy
from ..src.api.errors import Conflict, InsufficientRole, NotFound
from .common import MEMBERS, OUTSIDERS, ROLE, M, PaasCase


@tagged("post_install", "-at_install")
class TestPolicyTable(BaseCase):
    def test_more_powerful_roles_may_at_least_as_much(self):
        for stronger, weaker in zip(policy.ROLES, policy.ROLES[1:], strict=False):
            surplus = set(policy.actions_of(weaker)) - set(policy.actions_of(stronger))
            self.assertLessEqual(surplus, {"workspace.leave"}, "an owner hands over before leaving")

    def test_guests_only_look(self):
        for action in policy.actions_of("guest"):
            self.assertIn(action.rpartition(".")[2], ("view", "leave"))

    def test_nobody_may_nothing_and_unknown_actions_are_an_error(self):
        self.assertEqual(policy.actions_of(None), [])
        self.assertFalse(policy.allowed("king", "workspace.view"))
        for ask in (lambda: policy.allowed("owner", "workspace.burn"), lambda: policy.roles_for("workspace.burn")):
            with self.assertRaises(KeyError):
                ask()

    def test_roles_for_and_reaches(self):
        self.assertEqual(policy.roles_for("member.manage"), ("owner", "admin"))
        self.assertEqual(policy.roles_for("workspace.archive"), ("owner",))
        reach = [(role, wanted) for wanted in policy.ROLES for role in (*policy.ROLES, None)
                 if policy.reaches(role, wanted)]
        self.assertEqual(len(reach), 1 + 2 + 3 + 4)


@tagged("post_install", "-at_install")
class TestRequire(PaasCase):
    def test_every_action_for_everybody(self):
        for action in policy.ACTIONS:
            for name in (*MEMBERS, *OUTSIDERS, "platform_admin"):
                workspace = self.workspace.with_user(self.people[name])
                with self.subTest(action=action, who=name):
                    if name == "platform_admin" or policy.allowed(ROLE.get(name), action):
                        workspace._require(action)
                    elif name in MEMBERS:
                        with self.assertRaises(InsufficientRole) as refusal:
                            workspace._require(action)
                        self.assertEqual(refusal.exception.required, policy.roles_for(action))
                        self.assertIn(policy.roles_for(action)[0].capitalize(), str(refusal.exception))
                    else:
                        with self.assertRaises(NotFound):
                            workspace._require(action)

    def test_an_archived_workspace_can_only_be_seen_and_restored(self):
        owner = self.workspace.with_user(self.people["owner"])
        owner.archive_workspace()
        owner._require("workspace.view")
        with self.assertRaises(Conflict):
            owner._require("service.launch")
        owner.restore_workspace()
        owner._require("service.launch")

    def test_check_user_access(self):
        seen_by_guest = self.workspace.with_user(self.people["guest"])
        self.assertTrue(seen_by_guest.check_user_access(self.people["manager"], "user"))
        self.assertFalse(seen_by_guest.check_user_access(self.people["member"].id, "admin"))
        self.assertFalse(seen_by_guest.check_user_access(self.people["stranger"], "guest"))
        with self.assertRaises(NotFound):
            self.workspace.with_user(self.people["stranger"]).check_user_access(self.people["owner"], "guest")

    def test_losing_the_role_takes_effect_at_once(self):
        member = self.workspace.with_user(self.people["member"])
        member._require("service.launch")
        self.access["member"].with_user(self.people["manager"]).change_role("guest")
        with self.assertRaises(InsufficientRole):
            member._require("service.launch")
        self.access["member"].with_user(self.people["manager"]).remove_member()
        with self.assertRaises(NotFound):
            member._require("workspace.view")
        self.assertFalse(self.env[M + "workspace"].with_user(self.people["member"]).search([]))
