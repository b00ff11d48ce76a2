"""What people do with the team of a workspace: invite, leave, hand it over."""

import re

from odoo import _, models
from odoo.tools.mail import email_normalize

from .. import policy
from ..api.errors import Conflict, InsufficientRole, Invalid

MAX_ADDRESSES = 50
MAX_ADDRESS = 254
ADDRESS = re.compile(r"[^@\s]{1,64}@[\w-]+(\.[\w-]+)+")
PIECE = re.compile(r'(?:"[^"\n]*"|[^",;\n])+')


class Workspace(models.Model):
    _inherit = "woow_paas_platform.workspace"

    # invitations

    def invite_members(self, emails, role="user"):
        """Invite each address in ``emails``, a text with commas, semicolons or new lines between them.

        Answers a dict an address: ``email``, ``status`` (``invited``, ``already_member``, ``already_invited``,
        ``invalid``), ``message`` and ``link`` (None where mail is sent). Whether an address has an account here
        changes nothing in it. Raises ``Invalid`` for a role that cannot be given and for too many addresses.
        """
        self._require("member.invite")
        self.env["woow_paas_platform.workspace_access"]._check_given_role(role)
        pieces = _pieces(emails)
        if not 1 <= len(pieces) <= MAX_ADDRESSES:
            sentence = _("Give 1 to %s addresses at once.", MAX_ADDRESSES)
            raise Invalid(sentence, {"emails": sentence})
        by_address = {address_in(piece) or piece: address_in(piece) for piece in pieces}
        members, invited = self._member_addresses(), self._invited_addresses()
        return [self._invite_one(text, address, role, members, invited) for text, address in by_address.items()]

    def _invite_one(self, text, address, role, members, invited):
        if not address:
            return _result(text[:MAX_ADDRESS], "invalid", _("This is no mail address."))
        if address in members:
            return _result(address, "already_member", _("This person is a member already."))
        if address in invited:
            return _result(address, "already_invited", _("There is an invitation already: resend it if need be."))
        link = self._new_invitation(address, role)._renew_link()
        self._notify_members("invitation", 0, 0)
        return _result(address, "invited", _("Invited.") if link is None else _("Pass this link on."), link)

    def _new_invitation(self, address, role):
        """The row of an address that may be invited: a new one, or the expired one."""
        # sudo: invitation - the caller asked the policy table
        invitations_sudo = self.env["woow_paas_platform.invitation"].sudo()
        expired_sudo = invitations_sudo.search([("workspace_id", "=", self.id), ("email", "=", address),
                                                ("state", "=", "pending")])
        expired_sudo._end("cancelled")
        expired_sudo.flush_recordset()  # before the new row: an address has one that is pending
        invitation_sudo = invitations_sudo.create({
            "workspace_id": self.id, "email": address, "role": role, "invited_by_id": self.env.uid,
            "expires_date": "1970-01-01", **invitations_sudo._fingerprint(""),
        })
        self.env["woow_paas_platform.activity"]._record("member.invited", record=invitation_sudo, after={"role": role})
        return invitation_sudo.with_env(self.env)

    def _member_addresses(self):
        users_sudo = self.sudo().access_ids.user_id  # sudo: res.users - those who invite see the members' addresses
        return {email_normalize(text) for user in users_sudo for text in (user.login, user.email)}

    def _invited_addresses(self):
        # sudo: invitation - those who invite see whom they invited
        pending_sudo = self.env["woow_paas_platform.invitation"].sudo().search(
            [("workspace_id", "=", self.id), ("state", "=", "pending")])
        return set(pending_sudo.filtered(lambda invitation: invitation._shown_state() == "pending").mapped("email"))

    # leaving

    def leave_workspace(self):
        """Give up the caller's own membership; answers the addresses whose invitations end with it.

        Owners are refused: they hand the workspace over first.
        """
        if self._my_role() == "owner":
            raise InsufficientRole(
                _("The owner cannot leave. Give the workspace to somebody else first."),
                policy.roles_for("workspace.leave"))
        self._require("workspace.leave")
        # sudo: workspace_access - people may give up their own membership
        row_sudo = self.env["woow_paas_platform.workspace_access"].sudo().search(
            [("workspace_id", "=", self.id), ("user_id", "=", self.env.uid)])
        if not row_sudo:
            raise Conflict(_("You are no member of this workspace."))
        return row_sudo.with_env(self.env)._apply_removal()

    # ownership

    def offer_ownership(self, member_id):
        """Ask a member to become the owner; answers the offer's id.

        Raises ``Invalid`` for an id that is no member's, ``Conflict`` for the owner and while an offer is open.
        """
        self._require("workspace.transfer")
        member = self.env["woow_paas_platform.workspace_access"].search(
            [("id", "=", member_id), ("workspace_id", "=", self.id)])
        if not member:
            sentence = _("There is no such member.")
            raise Invalid(sentence, {"member_id": sentence})
        if member.role == "owner":
            raise Conflict(_("This member is the owner already."))
        if self._open_transfer():
            raise Conflict(_("Somebody has been asked already. Withdraw that offer first."))
        return self.env["woow_paas_platform.ownership_transfer"]._offer(self, member).id

    def _open_transfer(self):
        """The offer, elevated, that waits for an answer; empty if there is none."""
        # sudo: ownership_transfer - our own rules look at it, whoever is calling
        return self.env["woow_paas_platform.ownership_transfer"].sudo().search(
            [("workspace_id", "in", self.ids), ("state", "=", "pending")])


def _pieces(text):
    """What stands between commas, semicolons and new lines; commas in quoted names do not count."""
    return [piece.strip() for piece in PIECE.findall(text or "") if piece.strip()]


def address_in(piece):
    """The one address in ``piece`` that can be invited, in small letters; None if there is none or more than one."""
    address = email_normalize(piece) or ""
    return address if ADDRESS.fullmatch(address) and len(address) <= MAX_ADDRESS else None


def _result(email, status, message, link=None):
    return {"email": email, "status": status, "message": message, "link": link}
