"""Workspaces: where people work together, and whose role decides what they may do."""

import re
import unicodedata
import uuid

from odoo import _, api, fields, models
from odoo.tools import SQL

from .. import policy
from ..api.errors import Conflict, InsufficientRole, Invalid, NotFound
from ..compat import Constraint
from .name_check import check_name
from .serialize import iso

ADMIN_GROUP = "woow_paas_platform.group_platform_admin"
READ_ACTIONS = ("workspace.view", "member.view", "service.view", "service.logs", "activity.view", "activity.export")
WHILE_ARCHIVED = ("workspace.archive", "workspace.leave", "workspace.delete", "workspace.export")
MAX_DESCRIPTION = 2000
SLUG_END = 8


class Workspace(models.Model):
    _name = "woow_paas_platform.workspace"
    _description = "Workspace"
    _inherit = ["woow_paas_platform.member_thread"]
    _order = "name, id"

    # identity
    name = fields.Char(required=True, tracking=True)
    description = fields.Text()
    slug = fields.Char("Short name", readonly=True, copy=False, help="Made of the name; unique.")
    uuid = fields.Char("UUID", readonly=True, copy=False, groups=ADMIN_GROUP)
    namespace = fields.Char(readonly=True, copy=False, help="Its namespace in the cluster.")
    active = fields.Boolean(default=True, tracking=True)

    # people
    owner_id = fields.Many2one(
        "res.users", "Owner", required=True, ondelete="restrict", index=True, tracking=True,
        default=lambda self: self.env.user,
    )
    access_ids = fields.One2many("woow_paas_platform.workspace_access", "workspace_id", "Members", copy=False)
    member_count = fields.Integer(compute="_compute_counts")

    # what is in it
    service_ids = fields.One2many("woow_paas_platform.cloud_service", "workspace_id", "Services", copy=False)
    service_count = fields.Integer(compute="_compute_counts")

    _slug_unique = Constraint("UNIQUE(slug)", "Another workspace has this short name.")
    _uuid_unique = Constraint("UNIQUE(uuid)", "Another workspace has this UUID.")
    _identity_kept = Constraint(
        "CHECK(slug IS NOT NULL AND uuid IS NOT NULL)", "A workspace has a short name and a UUID.")

    def init(self):
        """At every commit a workspace has exactly one owner row, which names ``owner_id``.

        At most one is a partial unique index; that there is one at all only a deferred trigger can tell.
        """
        self.env.cr.execute(SQL("""
            CREATE OR REPLACE FUNCTION woow_paas_platform_check_owner() RETURNS trigger AS $$
            DECLARE wanted integer;
            BEGIN
                wanted := CASE TG_TABLE_NAME
                    WHEN 'woow_paas_platform_workspace' THEN (to_jsonb(NEW) ->> 'id')::integer
                    ELSE (to_jsonb(OLD) ->> 'workspace_id')::integer END;
                IF EXISTS (SELECT FROM woow_paas_platform_workspace w WHERE w.id = wanted AND NOT EXISTS (
                    SELECT FROM woow_paas_platform_workspace_access a
                    WHERE a.workspace_id = w.id AND a.role = 'owner' AND a.user_id = w.owner_id))
                THEN
                    RAISE EXCEPTION USING
                        MESSAGE = 'workspace ' || wanted || ' has no owner row', ERRCODE = 'check_violation';
                END IF;
                RETURN NULL;
            END $$ LANGUAGE plpgsql;
            DROP TRIGGER IF EXISTS woow_paas_platform_owner_kept ON woow_paas_platform_workspace;
            CREATE CONSTRAINT TRIGGER woow_paas_platform_owner_kept
                AFTER INSERT OR UPDATE OF owner_id ON woow_paas_platform_workspace
                DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION woow_paas_platform_check_owner();
        """))

    @api.depends("access_ids", "service_ids")
    def _compute_counts(self):
        counts = self._counts()
        for workspace in self:
            workspace.member_count, workspace.service_count = counts.get(workspace.id, (0, 0))

    @api.constrains("name", "description")
    def _check_texts(self):
        for workspace in self:
            check_name(workspace)
            if len(workspace.description or "") > MAX_DESCRIPTION:
                sentence = _("A description has at most %s characters.", MAX_DESCRIPTION)
                raise Invalid(sentence, {"description": sentence})

    @api.model_create_multi
    def create(self, vals_list):
        """Each workspace gets a slug, a UUID, a namespace and its owner's row."""
        workspaces = self.browse()
        for vals in vals_list:
            unique = str(uuid.uuid4())
            workspace = super().create([{**vals, "uuid": unique, "slug": unique}])
            workspace._renew_slug()
            workspace.namespace = f"{self._namespace_prefix()}{workspace.id}"
            workspace.access_ids.create(
                {"workspace_id": workspace.id, "user_id": workspace.owner_id.id, "role": "owner"}
            )
            workspaces += workspace
        return workspaces

    def write(self, vals):
        """A new owner gets the owner's row; the one before becomes an admin."""
        changed = self.filtered(lambda w: w.owner_id.id != vals["owner_id"]) if "owner_id" in vals else self.browse()
        result = super().write(vals)
        changed.access_ids._follow_owner()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_if_empty(self):
        if self.service_ids.filtered(lambda service: service.state != "deleted"):
            raise Conflict(_("Delete the services of a workspace first: they run in the cluster."))
        if self.with_context(active_test=False).service_ids:
            raise Conflict(_("Archive this workspace and delete it for good in its settings: records and kept data of"
                             " its services go with it."))

    def _renew_slug(self):
        """A slug made of the name, with an end that is the workspace's own.

        Never the bare name, nor a number behind it: from either one could learn what others call theirs.
        """
        self.slug = f"{_slug(self.name)}-{self.uuid[:SLUG_END]}"

    def _settle_namespace(self):
        """The namespace for a launch: until the first one it follows the prefix in the settings, then it stays."""
        if (current := self._namespace_of_a_launch()) != self.namespace:
            self.namespace = current
        return self.namespace

    def _namespace_of_a_launch(self):
        """The namespace that a launch would settle."""
        is_settled = bool(self.with_context(active_test=False).service_ids)
        return self.namespace if is_settled else f"{self._namespace_prefix()}{self.id}"

    @api.model
    def _namespace_prefix(self):
        # sudo: ir.config_parameter - the prefix is part of every namespace's name, not a secret
        parameters = self.env["ir.config_parameter"].sudo()
        return parameters.get_param("woow_paas_platform.namespace_prefix") or "paas-ws-"

    # who may do what

    def _my_role(self):
        """The caller's role in this workspace, None without one."""
        self.ensure_one()
        return self._my_roles().get(self.id)

    def _my_roles(self):
        """The caller's roles by workspace id."""
        # sudo: workspace_access - the caller's own rows decide what they may do
        rows_sudo = self.env["woow_paas_platform.workspace_access"].sudo().search(
            [("workspace_id", "in", self.ids), ("user_id", "=", self.env.uid)])
        return {row.workspace_id.id: row.role for row in rows_sudo}

    def _is_platform_admin(self):
        return self.env.user.has_group(ADMIN_GROUP)

    def _require(self, action):
        """Let the caller do ``action`` here, or raise.

        ``NotFound`` for those without a role, ``InsufficientRole`` for too low a role, ``Conflict`` when the
        workspace is archived and the action changes something.
        """
        self.ensure_one()
        role = self._my_role()
        if not self._is_platform_admin():
            if role is None:
                raise NotFound(_("There is no such workspace."))
            if not policy.allowed(role, action):
                raise InsufficientRole(self._role_sentence(action), policy.roles_for(action))
        # sudo: workspace - whether it is archived; the caller's role was checked above
        if action not in (*READ_ACTIONS, *WHILE_ARCHIVED) and not self.sudo().active:
            raise Conflict(_("This workspace is archived. Restore it first."))

    def _role_sentence(self, action):
        labels = dict(self.env["woow_paas_platform.workspace_access"]._fields["role"]._description_selection(self.env))
        return _("This takes the role %s.", _(" or ").join(labels[role] for role in policy.roles_for(action)))

    def check_user_access(self, user, role):
        """Whether ``user`` (a record or an id) has ``role`` or a more powerful one in this workspace.

        Callers without access to the workspace learn nothing: ``NotFound``.
        """
        self._require("workspace.view")
        # sudo: workspace_access - members may know one another's roles
        row_sudo = self.env["woow_paas_platform.workspace_access"].sudo().search(
            [("workspace_id", "=", self.id), ("user_id", "=", getattr(user, "id", user))])
        return policy.reaches(row_sudo.role or None, role)

    # what people do

    @api.model
    @api.private
    def create_workspace(self, name, description=""):
        """A new workspace of the caller. Raises ``Invalid`` for a bad name or description."""
        # sudo: workspace - everyone who is signed in may have workspaces of their own
        workspace_sudo = self.sudo().with_context(mail_create_nosubscribe=True).create(
            {"name": (name or "").strip(), "description": description or "", "owner_id": self.env.uid})
        return workspace_sudo.with_env(self.env)

    def update_workspace(self, vals):
        """Change ``name`` and ``description``; other keys are ``Invalid``."""
        self._require("workspace.edit")
        if unknown := set(vals) - {"name", "description"}:
            sentence = _("This cannot be changed here.")
            raise Invalid(sentence, dict.fromkeys(unknown, sentence))
        clean = {key: (value or "").strip() for key, value in vals.items()}
        self.sudo().write(clean)  # sudo: workspace - the policy table allowed it
        self._notify_members("workspace", self.id, 0)
        return True

    def action_view_services(self):
        """The backend's list of this workspace's services."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window", "name": _("Services"), "view_mode": "list,form",
            "res_model": "woow_paas_platform.cloud_service", "domain": [("workspace_id", "=", self.id)],
        }

    # what callers see

    def _counts(self):
        """Members and living services by workspace id."""
        # sudo: workspace_access - how many there are may be known to all who see the workspace
        accesses_sudo = self.env["woow_paas_platform.workspace_access"].sudo()
        # sudo: cloud_service - as above
        services_sudo = self.env["woow_paas_platform.cloud_service"].sudo()
        members = accesses_sudo._read_group([("workspace_id", "in", self.ids)], ["workspace_id"], ["__count"])
        services = services_sudo._read_group([("workspace_id", "in", self.ids)], ["workspace_id"], ["__count"])
        by_service = {workspace.id: count for workspace, count in services}
        return {workspace.id: (count, by_service.get(workspace.id, 0)) for workspace, count in members}

    def _to_api(self, detail=False):
        """One dict a workspace, as ``api.md`` says; the number of queries does not depend on how many."""
        return self._rows_to_api(self._counts())

    def _rows_to_api(self, counts):
        """``_to_api``, where the ``counts`` of members and services by workspace id are known."""
        self.check_access("read")
        roles, is_admin = self._my_roles(), self._is_platform_admin()
        return [workspace._one_to_api(counts, roles, is_admin)
                for workspace in self.sudo()]  # sudo: res.users - members may know the owner's name and address

    def _one_to_api(self, counts, roles, is_admin):
        members, services = counts.get(self.id, (0, 0))
        role = roles.get(self.id)
        return {
            "id": self.id,
            "name": self.name,
            "description": self.description or "",
            "slug": self.slug,
            "state": "active" if self.active else "archived",
            "role": role,
            "owner": {"id": self.owner_id.id, "name": self.owner_id.name, "email": self.owner_id.email or ""},
            "member_count": members,
            "service_count": services,
            "home_count": 0,
            "created_date": iso(self.create_date),
            "permissions": list(policy.ACTIONS) if is_admin else policy.actions_of(role),
        }

    def _notify_members(self, kind, record_id, generation):
        """Tell the members' open pages that a record changed; they fetch it themselves."""
        payload = {"model": kind, "id": record_id, "workspace_id": self.id, "generation": generation}
        # sudo: bus.bus - only our own code sends, and only to members of the workspace
        bus_sudo = self.env["bus.bus"].sudo()
        for partner in self.sudo().access_ids.user_id.partner_id:  # sudo: res.users - the members' partners
            bus_sudo._sendone(partner, "woow_paas_platform/changed", payload)


def _slug(name):
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:48].strip("-") or "workspace"
