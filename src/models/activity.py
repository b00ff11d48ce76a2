"""The activity log: who did what, on which thing, from where, when, and what was before and after."""

import json
import re
from datetime import timedelta

from odoo import _, api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL
from psycopg2.extras import Json

from .. import policy
from ..api.client_address import client_address
from ..operator_words import told
from .activity_words import sentence
from .serialize import iso

ADMIN_GROUP = "woow_paas_platform.group_platform_admin"
PREFIX = "woow_paas_platform."
PLATFORM = "Platform"
SUBJECTS = {"workspace_access": "member", "cloud_service": "service", "access_token": "token"}
SECRET = re.compile(r"pass(word|wd|phrase)?$|secret|token|credential|(api|access|auth|private)[._-]?key|sealed", re.I)
MASK = "•••"
MAX_TEXT = 500
MAX_ENTRIES = 200
BATCH = 10000
DEFAULTS = {"activity_retention_days": 365, "activity_address_days": 30}


class Activity(models.Model):
    """Rows are added and never changed; names are kept as text, so that a row outlives what it speaks of."""

    _name = "woow_paas_platform.activity"
    _description = "Activity"
    _order = "date desc, id desc"
    _log_access = False
    _rec_name = "action"

    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    action = fields.Char(required=True, readonly=True)
    actor_id = fields.Many2one("res.users", "User", readonly=True, ondelete="set null", index=True)
    actor_name = fields.Char("Who", required=True, readonly=True)
    workspace_id = fields.Many2one(PREFIX + "workspace", readonly=True, ondelete="set null")
    workspace_name = fields.Char("Workspace's name", readonly=True)
    subject_model = fields.Char("Kind of thing", readonly=True)
    subject_id = fields.Integer("Its number", readonly=True)
    subject = fields.Char("On what", readonly=True)
    before = fields.Json(readonly=True)
    after = fields.Json(readonly=True)
    address = fields.Char("From where", readonly=True, groups=ADMIN_GROUP)
    summary = fields.Char("What", compute="_compute_summary")
    before_text = fields.Text("Before (text)", compute="_compute_texts")
    after_text = fields.Text("After (text)", compute="_compute_texts")

    def init(self):
        """Pages of one workspace, the backend's list and the end of retention read in the order of these."""
        for name, definition in (
            ("workspace", "(workspace_id, date DESC, id DESC)"),
            ("subject", "(subject_model, subject_id, date DESC)"),
            ("date", "(date DESC, id DESC)"),
            ("whole_address", "(date) WHERE position('/' in address) = 0"),
        ):
            self.env.cr.execute(SQL(
                "CREATE INDEX IF NOT EXISTS %s ON %s " + definition,
                SQL.identifier(f"woow_paas_platform_activity_{name}_idx"), SQL.identifier(self._table)))

    def write(self, vals):
        """Never: the log is append-only, for the superuser, too."""
        raise AccessError(_("The activity log stays as it was written."))

    def unlink(self):
        """Never: rows go when their time is over, and only then."""
        raise AccessError(_("The activity log stays as it was written."))

    @api.model
    def _record(self, action, record=None, workspace=None, before=None, after=None, actor_name=None):
        """Add one row.

        ``action`` is one of ``activity_words.SENTENCES``; ``record`` is what it was done on; ``workspace`` need
        only be given where ``record`` does not lead to one. ``before`` and ``after`` are flat dicts: of what is in
        both and alike nothing is kept, and what looks like a secret is masked (leave secrets out all the same).
        The actor is the caller; what nobody asked for (cron, operator) is done by the platform; ``actor_name``
        names people who have no account.

        Making, changing and deleting workspaces, members and services' names is recorded by ``recorded_changes``,
        whoever does it: do not record it once more.
        """
        old, new = _changes(before, after)
        # sudo: any record, workspace - names are kept whoever did it
        record_sudo = record.sudo() if record else None
        workspace_sudo = _workspace_of(record_sudo, workspace)
        # sudo: activity - nobody writes the log but this method
        self.sudo().create({
            "action": action, **self._actor(actor_name), **_subject(record_sudo), **_place(workspace_sudo),
            "before": old or False, "after": new or False,
        })

    @api.model
    def _record_of_all(self, action, workspaces, before, after):
        """As ``_record``, alike of each of ``workspaces``, in one statement however many they are."""
        old, new = _changes(before, after)
        row = {
            "action": action, "date": fields.Datetime.now(), "subject_model": "workspace",
            "before": Json(old), "after": Json(new), **self._actor(None),
        }
        workspaces.flush_model(["name"])
        self.env.cr.execute(SQL(
            "INSERT INTO %(table)s (%(names)s, workspace_id, workspace_name, subject_id, subject)"
            " SELECT %(values)s, id, name, id, name FROM woow_paas_platform_workspace WHERE id = ANY(%(ids)s)",
            table=SQL.identifier(self._table), names=SQL(", ").join(map(SQL.identifier, row)),
            values=SQL(", ").join(SQL("%s", value or None) for value in row.values()), ids=workspaces.ids))

    @api.model
    def _actor(self, actor_name):
        user = self.env.user
        if actor_name == PLATFORM or (not actor_name and (user._is_superuser() or user._is_public())):
            return {"actor_name": PLATFORM, "address": False}
        if actor_name:
            return {"actor_name": actor_name[:MAX_TEXT], "address": client_address()}
        return {"actor_id": user.id, "actor_name": user.name, "address": client_address()}

    @api.depends("action", "actor_name", "subject")
    @api.depends_context("lang")
    def _compute_summary(self):
        for row in self:
            row.summary = sentence(self.env, row.action, actor=row._who(), subject=row.subject or "")

    def _who(self):
        return _("Platform") if self.actor_name == PLATFORM and not self.actor_id else self.actor_name

    @api.depends("before", "after")
    @api.depends_context("lang")
    def _compute_texts(self):
        for row in self:
            row.before_text, row.after_text = _as_text(row.before), _as_text(row._after_told())

    def _after_told(self):
        """``after`` with the operator's reason, where there is one, in the language of whoever reads it."""
        after = dict(self.after or {})
        if said := after.pop("reason_said", None):
            after["reason"] = told(self.env._, said, after.get("reason"))
        return after

    # what callers see

    @api.model
    def _newest(self, limit):
        """The newest rows of the caller's workspaces, of all of them for platform admins.

        Takes the newest of each workspace by its index: however long the log is, few rows are read. (With ``=`` and
        without ``workspace_id`` in the order, the planner may walk through all workspaces' rows by date instead.)
        """
        if self.env.user.has_group(ADMIN_GROUP):
            return self.search([], limit=limit)
        self.flush_model()
        self.env.cr.execute(SQL(
            "SELECT newest.id FROM woow_paas_platform_workspace_access AS own CROSS JOIN LATERAL ("
            " SELECT id, date FROM %(table)s WHERE workspace_id BETWEEN own.workspace_id AND own.workspace_id"
            " ORDER BY workspace_id, date DESC, id DESC LIMIT %(limit)s) AS newest"
            " WHERE own.user_id = %(user)s ORDER BY newest.date DESC, newest.id DESC LIMIT %(limit)s",
            table=SQL.identifier(self._table), user=self.env.uid, limit=limit))
        return self.browse([row[0] for row in self.env.cr.fetchall()])

    def _to_api(self, detail=False):
        """One dict a row, as ``api.md`` says; addresses only for those who may export the workspace's log."""
        self.check_access("read")
        # sudo: activity, workspace - the caller may read the rows; addresses are shown by role
        rows_sudo = self.sudo()
        roles, is_admin = rows_sudo.workspace_id._my_roles(), rows_sudo.workspace_id._is_platform_admin()
        return [
            row._one_to_api(is_admin or policy.allowed(roles.get(row.workspace_id.id), "activity.export"))
            for row in rows_sudo
        ]

    def _one_to_api(self, with_address):
        return {
            "id": self.id,
            "action": self.action,
            "actor_name": self._who(),
            "subject": self.subject or "",
            "subject_model": self.subject_model or "",
            "subject_id": self.subject_id or None,
            "workspace_id": self.workspace_id.id or None,
            "workspace_name": self.workspace_name or "",
            "date": iso(self.date),
            "summary": self.summary,
            "before": self.before or {},
            "after": self._after_told(),
            "settings": {},
            "address": (self.address or "") if with_address else "",
        }

    # time passes

    @api.model
    def _days(self, name):
        # sudo: ir.config_parameter - how long rows and addresses are kept
        value = self.env["ir.config_parameter"].sudo().get_param(PREFIX + name)
        return int(value) if value and str(value).isdigit() and int(value) else DEFAULTS[name]

    @api.autovacuum
    def _gc_retention(self):
        """Forget rows older than the setting."""
        self._in_batches(
            "DELETE FROM %(table)s WHERE id IN (SELECT id FROM %(table)s"
            " WHERE date < %(before)s ORDER BY date LIMIT %(batch)s)", self._days("activity_retention_days"))

    @api.autovacuum
    def _gc_addresses(self):
        """Shorten addresses older than the setting to their network: IPv4 to /24, IPv6 to /48."""
        self._in_batches(
            "UPDATE %(table)s SET address = network(set_masklen(address::inet,"
            " CASE family(address::inet) WHEN 4 THEN 24 ELSE 48 END))::text"
            " WHERE id IN (SELECT id FROM %(table)s WHERE date < %(before)s AND position('/' in address) = 0"
            " ORDER BY date LIMIT %(batch)s)", self._days("activity_address_days"))

    def _in_batches(self, statement, days):
        """Run ``statement`` until it meets no row; the one way in which rows change, and not for callers."""
        query = SQL(statement, table=SQL.identifier(self._table), batch=BATCH,
                    before=fields.Datetime.now() - timedelta(days=days))
        self.env.cr.execute(query)
        while self.env.cr.rowcount == BATCH:
            self.env.cr.execute(query)
        self.invalidate_model()


def _workspace_of(record, workspace):
    if workspace:
        return workspace.sudo()  # sudo: workspace - its name is kept
    if not record:
        return None
    return record if record._name == PREFIX + "workspace" else getattr(record, "workspace_id", None)


def _place(workspace):
    return {"workspace_id": workspace.id, "workspace_name": workspace.name} if workspace else {}


def _subject(record):
    if not record:
        return {}
    model = record._name.removeprefix(PREFIX)
    return {
        "subject_model": SUBJECTS.get(model, model), "subject_id": record.id,
        "subject": (record.display_name or "")[:MAX_TEXT],
    }


def _changes(before, after):
    """What is in one of the two only, or differs, without secrets."""
    before, after = before or {}, after or {}
    return (
        {key: _kept(key, value) for key, value in before.items() if key not in after or after[key] != value},
        {key: _kept(key, value) for key, value in after.items() if key not in before or before[key] != value},
    )


def _kept(key, value):
    if SECRET.search(str(key)):
        return MASK
    if isinstance(value, dict):
        return {str(name): _kept(name, item) for name, item in [*value.items()][:MAX_ENTRIES]}
    if isinstance(value, list | tuple):
        return [_kept("", item) for item in value[:MAX_ENTRIES]]
    if value is None or isinstance(value, bool | int | float):
        return value
    return str(value)[:MAX_TEXT]


def _as_text(values):
    return json.dumps(values, indent=2, ensure_ascii=False) if values else ""
