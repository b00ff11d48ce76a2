"""Services that take values from one another: who may be asked for what, and who depends on whom."""

from odoo import api, models
from odoo.tools import SQL

from .. import values as form
from ..value_references import Neighbour, references_in


class CloudService(models.Model):
    _inherit = "woow_paas_platform.cloud_service"

    @api.model
    def _neighbours(self, workspace, *values):
        """The living services of ``workspace`` that any of the ``values`` come from, by id."""
        wanted = {value["from_service"] for some in values for value in references_in(some).values()}
        # sudo: cloud_service - only those of the same workspace, whose policy was asked
        found_sudo = self.sudo().search([
            ("id", "in", list(wanted - set(self.ids))), ("workspace_id", "=", workspace.id),
            ("state", "not in", ("deleting", "deleted")), ("desired", "!=", "absent"),
        ]) if wanted else self.browse()
        return {service.id: service._as_neighbour() for service in found_sudo}

    def _as_neighbour(self):
        return Neighbour(self.name, self.template_id.provides or "",
                         frozenset([*(self.values or {}), *(self.secret_keys or [])]))

    def _references_for_operator(self, values):
        """What the operator is to read from other releases: release and key by dotted key."""
        wanted = references_in(values)
        sources = {source.id: source.release_name for source in self.with_context(active_test=False).search(
            [("id", "in", [value["from_service"] for value in wanted.values()])])} if wanted else {}
        return {key: {"release": sources.get(value["from_service"], ""), "key": value["key"]}
                for key, value in wanted.items()}

    @api.model
    def _by_name(self, reason):
        """``reason`` (``{"message", "said", …}``) of the operator's, which knows releases, with services by name."""
        parts = reason.get("said") or []
        releases = {part["params"]["release"] for part in parts if "release" in (part.get("params") or {})}
        if not releases:
            return reason
        # sudo: cloud_service - only the names of those that the service itself takes values from
        services_sudo = self.sudo().with_context(active_test=False).search([("release_name", "in", list(releases))])
        names = {service.release_name: service.name for service in services_sudo}
        message = str(reason.get("message") or "")
        for release, name in names.items():
            message = message.replace(release, name)
        return {**reason, "message": message, "said": [_renamed(part, names) for part in parts]}

    def _dependencies(self):
        """Rows (consumer's id and name, source's id, name and whether it lives) of these services' workspaces.

        One query, however many services.
        """
        self.flush_model(["name", "values", "active", "desired"])
        self.env.cr.execute(SQL(
            """SELECT DISTINCT taker.id, taker.name, source.id, source.name,
                source.active AND source.desired != 'absent'
            FROM woow_paas_platform_cloud_service taker
            CROSS JOIN LATERAL jsonb_each(
                CASE jsonb_typeof(taker.values) WHEN 'object' THEN taker.values ELSE '{}' END) entry
            JOIN woow_paas_platform_cloud_service source ON source.id = (entry.value ->> 'from_service')::integer
            WHERE taker.active AND taker.workspace_id IN %s AND jsonb_typeof(entry.value) = 'object'
            ORDER BY taker.name, taker.id""", tuple(self.workspace_id.ids) or (0,)))
        return self.env.cr.fetchall()

    def _takers_of(self, plan):
        """The services that take a value from this one which ``plan`` changes."""
        after = plan.changes.get("values", self.values) or {}
        changed = {*plan.secrets, *(key for key in {*after, *(self.values or {})}
                                    if after.get(key) != (self.values or {}).get(key))}
        return self._takers(changed)

    def _takers(self, keys):
        """The living services that take any of ``keys`` from this one."""
        others = self.search([("workspace_id", "=", self.workspace_id.id), ("id", "!=", self.id)])
        return others.filtered(lambda other: any(
            value["from_service"] == self.id and value["key"] in keys
            for value in references_in(other.values).values())) if keys else self.browse()

    def _tell_takers(self):
        """Have the services that take a value of this one which changed get it with a generation of their own."""
        stale = self.search([("workspace_id", "=", self.workspace_id.id), ("is_stale", "=", True)])
        for taker in stale.filtered(lambda taker: any(
                value["from_service"] == self.id for value in references_in(taker.values).values())):
            if "change" in taker._allowed_actions():
                taker._advance("change", "reference")

    def _values_to_api(self, dependencies):
        """The values as callers see them: secrets masked, references with the name of where they come from."""
        names = {source: name if lives else "" for _taker, _name, source, name, lives in dependencies}
        masked = {key: {"value": None, "has_value": True}
                  for key in form.secret_keys(self.specs) if key in (self.secret_keys or [])}
        taken = {key: {**value, "from_service_name": names.get(value["from_service"], "")}
                 for key, value in references_in(self.values).items()}
        return {**(self.values or {}), **taken, **masked}


def _renamed(part, names):
    """One of the operator's sentences as data, its release told by its name in ``names``."""
    params = part.get("params") or {}
    release = params.get("release")
    return {**part, "params": {**params, "release": names[release]}} if release in names else part
