"""Handing a workspace over: the owner asks a member, who accepts or declines."""

from odoo import _, api, fields, models
from odoo.tools import SQL

from ..api.errors import Conflict, WrongAccount
from .serialize import iso

STATES = [("pending", "Pending"), ("accepted", "Accepted"), ("declined", "Declined"), ("withdrawn", "Withdrawn")]


class OwnershipTransfer(models.Model):
    _name = "woow_paas_platform.ownership_transfer"
    _inherit = ["woow_paas_platform.open_end"]
    _description = "Transfer of ownership"
    _order = "create_date desc, id desc"
    _rec_name = "to_user_id"

    workspace_id = fields.Many2one(
        "woow_paas_platform.workspace", required=True, readonly=True, ondelete="cascade", index=True)
    from_user_id = fields.Many2one("res.users", "Offered by", required=True, readonly=True, ondelete="cascade")
    to_user_id = fields.Many2one("res.users", "Offered to", required=True, readonly=True, ondelete="cascade")
    state = fields.Selection(STATES, required=True, readonly=True, default="pending")
    answered_date = fields.Datetime("Ended on", readonly=True)

    def init(self):
        """One open offer a workspace."""
        self.env.cr.execute(SQL("""
            CREATE UNIQUE INDEX IF NOT EXISTS woow_paas_platform_one_offer
                ON woow_paas_platform_ownership_transfer (workspace_id) WHERE state = 'pending'
        """))

    @api.model
    def _offer(self, workspace, member):
        """Ask ``member`` of ``workspace``; the caller is its owner or a platform admin, as was checked."""
        # sudo: ownership_transfer - the policy table allowed it
        transfer_sudo = self.sudo().create({
            "workspace_id": workspace.id,
            "from_user_id": workspace.sudo().owner_id.id,  # sudo: workspace - its owner
            "to_user_id": member.user_id.id,
        })
        transfer_sudo._tell("offered")
        return transfer_sudo.with_env(self.env)

    def accept_ownership(self):
        """Become the owner; the one before stays as an admin.

        Raises ``WrongAccount`` for anyone but the one who was asked, ``Conflict`` if the offer is over.
        """
        transfer_sudo = self._for_the_asked()
        self._end("accepted")
        transfer_sudo.workspace_id.owner_id = self.env.user
        transfer_sudo._tell("accepted")
        return True

    def decline_ownership(self):
        """Say no; raises like ``accept_ownership``."""
        transfer_sudo = self._for_the_asked()
        self._end("declined")
        transfer_sudo._tell("declined")
        return True

    def withdraw_ownership(self):
        """Take the offer back. Raises ``Conflict`` if it is over."""
        self.ensure_one()
        transfer_sudo = self.sudo()  # sudo: ownership_transfer - the workspace is read to ask the policy table
        transfer_sudo.workspace_id.with_env(self.env)._require("workspace.transfer")
        transfer_sudo._check_pending()
        transfer_sudo._call_off()
        return True

    def _call_off(self):
        for transfer in self:
            transfer._end("withdrawn")
            transfer._tell("withdrawn")

    def _overtake(self):
        """End the offers of a workspace that has another owner by now: nobody is asked any more."""
        for transfer in self:
            transfer._end("withdrawn")
            transfer._note("withdrawn")

    def _for_the_asked(self):
        """This offer, elevated, locked and still open, for the one who was asked."""
        self.ensure_one()
        transfer_sudo = self.sudo()  # sudo: ownership_transfer - the workspace is read to ask the policy table
        transfer_sudo.workspace_id.with_env(self.env)._require("member.view")
        if transfer_sudo.to_user_id != self.env.user:
            raise WrongAccount(_("Only the one who was asked can answer."))
        self.env.cr.execute(
            SQL("SELECT id FROM %s WHERE id = %s FOR UPDATE", SQL.identifier(self._table), self.id),
            log_exceptions=False)
        transfer_sudo.invalidate_recordset()
        transfer_sudo._check_pending()
        if not transfer_sudo.workspace_id.active:
            raise Conflict(_("This workspace is archived. Restore it first."))
        return transfer_sudo

    def _check_pending(self):
        if self.state != "pending":
            raise Conflict(_("This offer is over: it was answered or withdrawn."))

    def _end(self, state):
        # sudo: ownership_transfer - whoever ends it was asked for before
        self.sudo().write({"state": state, "answered_date": fields.Datetime.now()})

    def _tell(self, event):
        """Record ``event``, let the open pages know, and write to both people."""
        self._note(event)
        for person in self.from_user_id | self.to_user_id:
            self._write_to(person, event)

    def _note(self, event):
        self.workspace_id._notify_members("transfer", self.id, 0)
        self.env["woow_paas_platform.activity"]._record(
            f"ownership.{event}", record=self, after={"from": self.from_user_id.name, "to": self.to_user_id.name})

    def _write_to(self, person, event):
        address = person.email_normalized
        if not address:
            return
        spoken = self.with_context(lang=person.lang or "en_US")
        mailer = self.env["woow_paas_platform.mailer"]
        mailer._send(
            address, spoken.env.lang, spoken._subject(event), "woow_paas_platform.mail_ownership",
            sentence=spoken._sentence("asked" if event == "offered" and person == self.to_user_id else event),
            link=mailer._url(f"/woow#/workspace/{self.workspace_id.id}/team"),
        )

    def _subject(self, event):
        name = self.workspace_id.name
        return {
            "offered": _("A new owner is asked for: %s", name),
            "accepted": _("The workspace %s has a new owner", name),
            "declined": _("The offer of the workspace %s was declined", name),
            "withdrawn": _("The offer of the workspace %s was withdrawn", name),
        }[event]

    def _sentence(self, event):
        words = {
            "workspace": self.workspace_id.name, "owner": self.from_user_id.name, "member": self.to_user_id.name}
        return {
            "asked": _(
                "%(owner)s asks you to become the owner of the workspace “%(workspace)s”. Owners decide about "
                "everything in it. You may accept or decline on its team page.", **words),
            "offered": _(
                "You offered the workspace “%(workspace)s” to %(member)s. It stays yours until the offer is accepted; "
                "you may withdraw it on the team page.", **words),
            "accepted": _(
                "%(member)s is now the owner of the workspace “%(workspace)s”; %(owner)s stays in it as an admin.",
                **words),
            "declined": _(
                "%(member)s declined to become the owner of the workspace “%(workspace)s”; %(owner)s stays its owner.",
                **words),
            "withdrawn": _(
                "The offer of the workspace “%(workspace)s” to %(member)s was withdrawn; %(owner)s stays its owner.",
                **words),
        }[event]

    def _to_api(self, detail=False):
        """One dict an offer, as members of its workspace see it."""
        self.check_access("read")
        return [transfer._one_to_api(self.env.user)
                for transfer in self.sudo()]  # sudo: res.users - members may know one another's names

    def _one_to_api(self, caller):
        is_open = self.state == "pending"
        rows = self.workspace_id.access_ids
        return {
            "id": self.id,
            "workspace_id": self.workspace_id.id,
            "state": self.state,
            "offered_by": {"id": self.from_user_id.id, "name": self.from_user_id.name},
            "offered_to": {"id": self.to_user_id.id, "name": self.to_user_id.name},
            "member_id": rows.filtered(lambda row: row.user_id == self.to_user_id).id or None,
            "offered_date": iso(self.create_date),
            "answered_date": iso(self.answered_date),
            "can_answer": is_open and self.to_user_id == caller,
            "can_withdraw": is_open and (
                self.from_user_id == caller or caller.has_group("woow_paas_platform.group_platform_admin")),
        }
