"""Invitations: a link, sent by mail, that makes whoever holds it a member."""

from datetime import timedelta

import psycopg2
from odoo import _, api, fields, models
from odoo.addons.auth_signup.models.res_partner import SignupError
from odoo.exceptions import UserError
from odoo.tools import SQL
from odoo.tools.mail import email_normalize

from .. import tokens
from ..api.errors import Conflict, Invalid, NotFound, WrongAccount
from ..names import MAX_NAME, is_name
from .rate_limit import INVITE_LIMIT
from .serialize import iso

PAGE = "/woow/invitation/"
LIFETIME = timedelta(days=7)
MIN_PASSWORD = 8
STATES = [
    ("pending", "Pending"), ("accepted", "Accepted"), ("declined", "Declined"), ("cancelled", "Cancelled"),
]


class Invitation(models.Model):
    """Of the link's token only a hash is kept, and its beginning, by which the row is found."""

    _name = "woow_paas_platform.invitation"
    _inherit = ["woow_paas_platform.open_end"]
    _description = "Invitation to a workspace"
    _order = "invited_date desc, id desc"
    _rec_name = "email"

    workspace_id = fields.Many2one(
        "woow_paas_platform.workspace", required=True, readonly=True, ondelete="cascade", index=True)
    email = fields.Char("Mail address", required=True, readonly=True)
    role = fields.Selection(
        [("admin", "Admin"), ("user", "User"), ("guest", "Guest")], required=True, readonly=True, default="user")
    state = fields.Selection(STATES, required=True, readonly=True, default="pending", index=True)
    invited_by_id = fields.Many2one("res.users", "Invited by", readonly=True, ondelete="set null")
    invited_date = fields.Datetime("Invited on", required=True, readonly=True, default=fields.Datetime.now)
    expires_date = fields.Datetime("Valid until", required=True, readonly=True)
    is_expired = fields.Boolean("Expired", compute="_compute_is_expired", search="_search_is_expired")
    answered_date = fields.Datetime("Answered on", readonly=True)
    accepted_by_id = fields.Many2one("res.users", "Accepted by", readonly=True, ondelete="set null")
    token_prefix = fields.Char(required=True, index=True, groups=fields.NO_ACCESS)
    token_hash = fields.Char(required=True, groups=fields.NO_ACCESS)
    mail_id = fields.Many2one("mail.mail", "Mail", ondelete="set null", groups=fields.NO_ACCESS)
    was_mailed = fields.Boolean(readonly=True)
    mail_state = fields.Selection(
        [("queued", "In the queue"), ("sent", "Sent"), ("failed", "Failed"), ("none", "None")],
        "Mail's state", compute="_compute_mail_state", compute_sudo=True)

    def init(self):
        """An address is invited to a workspace once at a time."""
        self.env.cr.execute(SQL("""
            CREATE UNIQUE INDEX IF NOT EXISTS woow_paas_platform_one_invitation
                ON woow_paas_platform_invitation (workspace_id, email) WHERE state = 'pending'
        """))

    @api.depends("state", "expires_date")
    def _compute_is_expired(self):
        now = fields.Datetime.now()
        for invitation in self:
            invitation.is_expired = invitation.state == "pending" and invitation.expires_date <= now

    def _search_is_expired(self, operator, value):
        if operator == "in":  # Odoo 19
            operator, value = "=", True in value
        comparison = "<=" if (operator == "=") == bool(value) else ">"
        return [("state", "=", "pending"), ("expires_date", comparison, fields.Datetime.now())]

    @api.depends("mail_id.state", "was_mailed")
    def _compute_mail_state(self):
        kept = {"outgoing": "queued", "exception": "failed", "cancel": "failed"}
        for invitation in self:
            gone = "sent" if invitation.was_mailed else "none"
            invitation.mail_state = kept.get(invitation.mail_id.state, gone)

    # the link

    def _renew_link(self):
        """Give the invitation a new link, valid for a week, and mail it; whatever link it had is dead.

        Answers the link where the platform sends no mail, else None. The caller has checked who asks. Raises
        ``RateLimited`` for somebody who sent very many lately.
        """
        self.env["woow_paas_platform.rate_limit"]._hit(INVITE_LIMIT, f"user:{self.env.uid}")
        token = tokens.new_token()
        invitation_sudo = self.sudo()  # sudo: invitation - the caller asked the policy table
        invitation_sudo._drop_mail()
        invitation_sudo.write({
            **self._fingerprint(token),
            "invited_by_id": self.env.uid,
            "invited_date": fields.Datetime.now(),
            "expires_date": fields.Datetime.now() + LIFETIME,
        })
        link = self.env["woow_paas_platform.mailer"]._url(PAGE + token)
        invitation_sudo.mail_id = invitation_sudo._send_mail(link)
        invitation_sudo.was_mailed = bool(invitation_sudo.mail_id)
        return None if invitation_sudo.was_mailed else link

    @api.model
    def _fingerprint(self, token):
        return {"token_prefix": tokens.prefix_of(token), "token_hash": tokens.hash_of(token)}

    def _send_mail(self, link):
        """The mail in the language of the address's account, else in the inviter's: who invites learns neither."""
        lang = self._account().lang or self.invited_by_id.lang or "en_US"
        spoken = self.with_context(lang=lang)
        return self.env["woow_paas_platform.mailer"]._send(
            self.email, lang, spoken._mail_subject(), "woow_paas_platform.mail_invitation",
            sentence=spoken._mail_sentence(), link=link,
        )

    def _mail_subject(self):
        return _("%(who)s invites you to the workspace %(workspace)s",
                 who=self.invited_by_id.name, workspace=self.workspace_id.name)

    def _mail_sentence(self):
        return _("You would be a member with the role “%s”.", self._role_label())

    def _role_label(self):
        return dict(self._fields["role"]._description_selection(self.env))[self.role]

    def _drop_mail(self):
        """A mail that still waits, or that failed, holds a link that is dead now: it goes."""
        self.mail_id.filtered(lambda mail: mail.state in ("outgoing", "exception", "cancel")).unlink()

    @api.model
    def _by_token(self, token):
        """The invitation, elevated, that the link's ``token`` opens; raises ``NotFound`` for any other text."""
        # sudo: invitation - who holds the link may see what it invites to
        found_sudo = self.sudo().search([("token_prefix", "=", tokens.prefix_of(token))], limit=1)
        if not tokens.is_token(token, found_sudo.token_hash):
            raise NotFound(_("This link is not valid. Ask whoever invited you for a new one."))
        return found_sudo

    def _account(self):
        """The account, elevated, that signs in with the invited address; archived ones, too."""
        # sudo: res.users - whether the address has an account decides between signing in and signing up
        users_sudo = self.env["res.users"].sudo().with_context(active_test=False)
        return users_sudo.search([("login", "=ilike", _literal(self.email))], limit=1)

    def _fits(self, user):
        """Whether ``user`` is the invited one: by login, or by mail address where nobody signs in with it."""
        if self.email == email_normalize(user.login):
            return True
        return self.email == email_normalize(user.email) and not self._account()

    # what holders of the link do

    def _accept(self, user):
        """Make ``user`` a member and answer the row; the caller found the invitation by its link.

        Raises ``Conflict`` if the invitation is over or the workspace archived, ``WrongAccount`` for another user.
        """
        self._lock()
        self._check_pending()
        if not self._fits(user):
            raise WrongAccount(self._sentence_for_others())
        if not self.workspace_id.active:
            raise Conflict(_("This workspace is archived. Ask its owner to restore it."))
        row_sudo = self.workspace_id.access_ids.filtered(lambda access: access.user_id == user)
        if not row_sudo:
            # sudo: workspace_access - the link and the account were checked above
            row_sudo = row_sudo.with_user(user).sudo().create({
                "workspace_id": self.workspace_id.id, "user_id": user.id, "role": self.role,
                "invited_by_id": self.invited_by_id.id, "invited_date": self.invited_date,
            })
            self.workspace_id._notify_members("member", row_sudo.id, 0)
        self._end("accepted", accepted_by_id=user.id)
        return row_sudo

    def _sign_up(self, name, password):
        """A new portal account with the invited address as its login, and a member: answers the user.

        Raises ``Invalid`` for a bad name or password, ``Conflict`` if the address has an account already.
        """
        self._lock()
        self._check_pending()
        if self._account():
            raise Conflict(_("This address has an account already. Sign in with it."))
        name = (name or "").strip()
        if not 1 <= len(name) <= MAX_NAME or not is_name(name):
            raise Invalid(_("A name has 1 to %s characters.", MAX_NAME), {"name": _("Tell us your name.")})
        if len(password or "") < MIN_PASSWORD:
            sentence = _("A password has at least %s characters.", MIN_PASSWORD)
            raise Invalid(sentence, {"password": sentence})
        user_sudo = self._new_account(name, password)
        self._accept(user_sudo)
        return user_sudo

    def _new_account(self, name, password):
        """A portal user; a partner of the same address is nobody's proof, so it gets one of its own."""
        try:
            return self.env["res.users"]._create_user_from_template({
                "login": self.email, "email": self.email, "name": name, "password": password,
                "lang": self.env.lang or "en_US",
            })
        except SignupError as error:
            raise self._reason_of(error) from error

    @api.model
    def _reason_of(self, error):
        """What Odoo's sign-up wrapped into ``error``, told as ours where a person can do something about it."""
        cause = error.__context__
        if isinstance(cause, UserError):
            return Invalid(str(cause), {"password": str(cause)})
        if isinstance(cause, psycopg2.IntegrityError):
            return Conflict(_("This address has an account already. Sign in with it."))
        return cause

    def _decline(self):
        """Say no; the link is used up. Raises ``Conflict`` if the invitation is over."""
        self._lock()
        self._check_pending()
        self._end("declined")
        self._record("invitation.declined", actor_name=self.email)

    def _lock(self):
        """Of two who use one link at once, the second starts anew and meets what the first one did."""
        self.env.cr.execute(SQL("SELECT id FROM %s WHERE id = %s FOR UPDATE", SQL.identifier(self._table), self.id),
                            log_exceptions=False)
        self.invalidate_recordset()

    def _check_pending(self):
        if self._shown_state() != "pending":
            raise Conflict(self._sentence())

    def _end(self, state, **vals):
        invitation_sudo = self.sudo()  # sudo: invitation - whoever ended it was asked for link or role before
        invitation_sudo._drop_mail()
        invitation_sudo.write({"state": state, "answered_date": fields.Datetime.now(), **vals})
        invitation_sudo.workspace_id._notify_members("invitation", self.id, 0)

    def _shown_state(self):
        return "expired" if self.is_expired else self.state

    def _sentence(self):
        """What can be done with the link now."""
        return {
            "pending": _("You are invited to the workspace %s.", self.workspace_id.name),
            "expired": _("This invitation has expired. Ask whoever invited you for a new one."),
            "accepted": _("This invitation has been used already."),
            "declined": _("This invitation was declined. Ask whoever invited you for a new one."),
            "cancelled": _("This invitation was cancelled."),
        }[self._shown_state()]

    def _sentence_for_others(self):
        return _("This invitation is for %s. Sign in with that account to accept it.", _masked(self.email))

    # what those do who invite

    def change_invitation_role(self, role):
        """Invite to another role. Raises ``Invalid`` for one that cannot be given, ``Conflict`` if it is over."""
        invitation_sudo = self._managed()
        self.env["woow_paas_platform.workspace_access"]._check_given_role(role)
        invitation_sudo._check_open()
        before = invitation_sudo.role
        invitation_sudo.role = role
        self._record("invitation.updated", {"role": before}, {"role": role})
        invitation_sudo.workspace_id._notify_members("invitation", self.id, 0)
        return True

    def resend_invitation(self):
        """Send a new link, the old one dies. Raises ``Conflict`` if the invitation is over.

        Answers the link where the platform sends no mail, else None.
        """
        self._managed()._check_open()
        link = self._renew_link()
        self._record("invitation.resent")
        return link

    def cancel_invitation(self):
        """Let the link die. Raises ``Conflict`` if the invitation is over."""
        self._managed()._check_open()
        self._call_off()
        return True

    def _call_off(self):
        for invitation in self:
            invitation._end("cancelled")
            invitation._record("invitation.cancelled")

    def _managed(self):
        """This invitation, elevated, for those who may invite; raises like ``workspace._require``."""
        self.ensure_one()
        invitation_sudo = self.sudo()  # sudo: invitation - the workspace is read to ask the policy table
        invitation_sudo.workspace_id.with_env(self.env)._require("member.invite")
        return invitation_sudo

    def _check_open(self):
        """Pending or expired: what can still be changed."""
        if self.state != "pending":
            raise Conflict(self._sentence())

    def _record(self, action, before=None, after=None, **kwargs):
        self.env["woow_paas_platform.activity"]._record(
            action, record=self.sudo(),  # sudo: invitation - its address and workspace, for the log
            before=before, after=after, **kwargs)

    def action_resend(self):
        """The backend's button: send a new link and, where the platform sends no mail, show it."""
        link = self.resend_invitation()
        message = _("A new link was sent to %s.", self.email) if link is None else _("The new link: %s", link)
        return {
            "type": "ir.actions.client", "tag": "display_notification",
            "params": {"type": "success", "message": message, "sticky": link is not None},
        }

    # what callers see

    def _to_api(self, detail=False):
        """One dict an invitation, for those who may invite."""
        self.check_access("read")
        return [
            {
                "id": invitation.id,
                "workspace_id": invitation.workspace_id.id,
                "email": invitation.email,
                "role": invitation.role,
                "state": invitation._shown_state(),
                "invited_by": invitation.invited_by_id.name or "",
                "invited_by_id": invitation.invited_by_id.id or None,
                "invited_date": iso(invitation.invited_date),
                "expires_date": iso(invitation.expires_date),
                "mail": invitation.mail_state,
                "link": None,
            }
            for invitation in self.sudo()  # sudo: res.users, mail.mail - who invited, and what became of the mail
        ]

    def _to_holder(self, user):
        """What the holder of the link sees; ``user`` is who is signed in, or the public user."""
        signed_in = not user._is_public()
        fits = self._fits(user) if signed_in else None
        pending = self._shown_state() == "pending"
        return {
            "state": self._shown_state(),
            "message": self._sentence_for_others() if pending and fits is False else self._sentence(),
            "workspace_name": self.workspace_id.name,
            "invited_by": self.invited_by_id.name or "",
            "role": self.role,
            "email": _masked(self.email),
            "expires_date": iso(self.expires_date),
            "signed_in": signed_in,
            "fits": fits,
        }


def _masked(email):
    name, _at, domain = email.partition("@")
    return f"{name[:1]}•••@{domain}"


def _literal(text):
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
