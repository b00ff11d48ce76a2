"""Two at once, with real transactions: one link, one offer, one address; everything is removed afterwards."""

from odoo import fields
from odoo.tests import tagged
from psycopg2 import errors

from ..src.api.errors import ApiError, Conflict
from .at_once import AtOnceCase
from .common import M
from .people import make_people

TOKEN = "the-same-link-in-two-windows-at-the-same-moment"


@tagged("post_install", "-at_install", "database_breaking")
class TestTeamRaces(AtOnceCase):
    def setUp(self):
        super().setUp()
        self.addCleanup(self._remove)
        with self.committed() as env:
            self.users = [user.id for user in make_people(env, "race", ("owner", "first", "second")).values()]
            workspace = env[M + "workspace"].create({"name": "Race", "owner_id": self.users[0]})
            self.workspace = workspace.id
            self.rows = env[M + "workspace_access"].create([
                {"workspace_id": self.workspace, "user_id": user, "role": "user"} for user in self.users[1:]]).ids
            invitations = env[M + "invitation"]
            self.invitation = invitations.create({
                "workspace_id": self.workspace, "email": "race_new@example.com", "role": "guest",
                "invited_by_id": self.users[0], "expires_date": fields.Datetime.to_datetime("2999-01-01"),
                **invitations._fingerprint(TOKEN)}).id

    def _remove(self):
        with self.committed() as env:
            people = env["res.users"].search([("login", "=like", "race_%")])
            env[M + "workspace"].search([("owner_id", "in", people.ids)]).unlink()
            partners = people.partner_id
            people.unlink()
            partners.unlink()
            env["mail.mail"].search([("email_to", "like", "race")]).unlink()

    def both_at_once(self, act):
        """The two ends of ``act(env, number)``; as in Odoo's own dispatch, a failed serialisation is tried again."""
        return super().both_at_once(lambda env, number: self.end_of(env, act, number))

    def end_of(self, env, act, number):
        """One of the two: its result once it is committed, or the class of its refusal."""
        for _attempt in range(3):
            try:
                result = act(env, number)
                env.flush_all()
                env.cr.commit()
                return result
            except (errors.SerializationFailure, errors.DeadlockDetected):
                env.cr.rollback()
                env.clear()
            except (ApiError, errors.UniqueViolation) as refusal:
                env.cr.rollback()
                return type(refusal)
        return None

    def test_one_link_makes_one_account(self):
        ends = self.both_at_once(
            lambda env, number: env[M + "invitation"]._by_token(TOKEN)._sign_up(f"Person {number}", "long enough").id)
        self.assertIn(Conflict, ends)
        found = self.rows_of("SELECT id FROM res_users WHERE login = %s", "race_new@example.com")
        self.assertEqual([(end,) for end in ends if end is not Conflict], found)
        members = self.rows_of(
            "SELECT user_id FROM woow_paas_platform_workspace_access WHERE workspace_id = %s", self.workspace)
        self.assertEqual(len(members), 4)

    def test_an_offer_is_accepted_once(self):
        with self.committed() as env:
            offer = env[M + "ownership_transfer"].create({
                "workspace_id": self.workspace, "from_user_id": self.users[0], "to_user_id": self.users[1]}).id
        acts = (("accept_ownership", self.users[1]), ("withdraw_ownership", self.users[0]))

        def answer(env, number):
            method, user = acts[number]
            getattr(env[M + "ownership_transfer"].with_user(user).browse(offer), method)()
            return method

        ends = self.both_at_once(answer)
        [won] = [end for end in ends if isinstance(end, str)]
        self.assertNotIn(None, ends)
        [(owner,)] = self.rows_of("SELECT owner_id FROM woow_paas_platform_workspace WHERE id = %s", self.workspace)
        self.assertEqual(owner, self.users[1] if won == "accept_ownership" else self.users[0])
        owners = self.rows_of(
            "SELECT user_id FROM woow_paas_platform_workspace_access WHERE workspace_id = %s AND role = 'owner'",
            self.workspace)
        self.assertEqual(owners, [(owner,)])

    def test_one_offer_and_one_invitation_at_a_time(self):
        def offer(env, number):
            workspace = env[M + "workspace"].with_user(self.users[0]).browse(self.workspace)
            return workspace.offer_ownership(self.rows[number])

        def invite(env, _number):
            workspace = env[M + "workspace"].with_user(self.users[0]).browse(self.workspace)
            return workspace.invite_members("race_other@example.com")[0]["status"]

        self.assertEqual(sum(isinstance(end, int) for end in self.both_at_once(offer)), 1)
        self.assertEqual(self.both_at_once(invite).count("invited"), 1)
        pending = self.rows_of(
            "SELECT id FROM woow_paas_platform_invitation WHERE email = %s AND state = 'pending'",
            "race_other@example.com")
        self.assertEqual(len(pending), 1)
