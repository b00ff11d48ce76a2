"""A service as callers see it: ``docs/api.md``."""

from odoo import models
from odoo.tools import SQL

from .. import connection
from .. import values as form
from ..operator_words import told
from . import cloud_service_states as states
from .cloud_app_version import precedence
from .cloud_service_custom_domain import custom_domain_to_api
from .serialize import iso

COLUMNS = (
    "name", "state", "state_reason", "state_reason_said", "state_reason_code", "stage", "progress", "template_id",
    "workspace_id", "subdomain", "revision", "chart_version", "desired_replicas", "ready_replicas", "create_date",
    "deployed_at", "write_date", "generation", "observed_generation", "good_generation", "desired", "keeps_data",
    "stage_times", "kept_volumes", "custom_domain", "custom_domain_token", "custom_domain_message",
    "custom_domain_generation", "custom_host_id",
)
AS_THEY_ARE = ("id", "name", "state", "workspace_id", "generation")
TEXTS = ("state_reason_code", "stage", "subdomain", "chart_version")
NUMBERS = ("progress", "revision", "desired_replicas", "ready_replicas", "observed_generation")


class CloudService(models.Model):
    _inherit = "woow_paas_platform.cloud_service"

    def _to_api(self, detail=False):
        """One dict a service; the number of queries does not depend on how many.

        Who may read a service is who may read its workspace.
        """
        rows = self._rows()
        workspaces = self.env["woow_paas_platform.workspace"].browse({row["workspace_id"] for row in rows})
        if workspaces.search_count([("id", "in", workspaces.ids), ("active", "in", (True, False))]) < len(workspaces):
            workspaces.check_access("read")
        # sudo: cloud_service - host names, template and addresses of what the caller may read
        services_sudo = self.sudo()
        shared = services_sudo._shared_to_api({row["template_id"] for row in rows})
        dependencies = services_sudo._dependencies() if detail else []
        return [
            {**_one_to_api(row, shared), **(service._detail_to_api(dependencies) if detail else {})}
            for service, row in zip(services_sudo, rows, strict=True)
        ]

    def _rows(self):
        """The columns that a list tells, in one query: field by field costs more than all the rest of a request."""
        self.flush_model(COLUMNS)
        self.env["woow_paas_platform.host_name"].flush_model(["name"])
        columns = SQL(", ").join(SQL.identifier("service", name) for name in COLUMNS)
        self.env.cr.execute(SQL(
            """SELECT service.id, %s, host.name AS host FROM woow_paas_platform_cloud_service service
            LEFT JOIN woow_paas_platform_host_name host ON host.id = service.host_name_id
            WHERE service.id IN %s""", columns, tuple(self.ids) or (0,)))
        rows = {row["id"]: row for row in self.env.cr.dictfetchall()}
        return [rows[service.id] for service in self]

    def _shared_to_api(self, template_ids):
        """What is the same for many services: their templates, the address' parts, whether the operator answers."""
        templates = self.template_id.browse(template_ids)
        return {
            "translate": self.env._,
            "reachable": self.env["woow_paas_platform.operator_state"]._is_reachable(),
            "address": self._address("{host}"),
            "templates": {template.id: template._ref_to_api() for template in templates},
            "provides": {template.id: template.provides or "" for template in templates},
            "newest": {template.id: template.version_ids._newest_offered() for template in templates},
        }

    def _detail_to_api(self, dependencies):
        takers = {taker: name for taker, name, source, _name, _lives in dependencies if source == self.id}
        return {
            "namespace": self.namespace,
            "release_name": self.release_name,
            "values": self._values_to_api(dependencies),
            "ignored_values": [],
            "internal_endpoints": self.endpoints or [],
            "resources": {"vcpu": self.vcpu, "ram_gb": self.ram_gb, "storage_gb": self.storage_gb},
            "specs": form.localised(self.specs, self.env.lang),
            "connection": self._connection_to_api(),
            "used_by": [{"id": taker, "name": name} for taker, name in takers.items() if taker != self.id],
        }

    # how it is reached

    def _connection_to_api(self):
        """Host, port, user and the like for a neighbour, and how it is reached from elsewhere."""
        wished = connection.localised(self.template_id.connection, self.env.lang)
        end = self._main_endpoint()
        known = {**(self.values or {}), "host": end.get("host", ""), "port": str(end.get("port", ""))}
        return {
            "inside": [self._way_in(entry, known) for entry in wished["inside"]],
            "outside": {"url": self.url or "", "text": wished.get("outside", "")},
            "uri": connection.address(wished.get("uri", ""), known, self.secret_keys or ()),
        }

    def _main_endpoint(self):
        """The endpoint on the application's own port, or the first one; none before the cluster tells any."""
        ends = self.endpoints or []
        return next((end for end in ends if end["port"] == self.template_id.default_port), ends[0] if ends else {})

    def _way_in(self, entry, known):
        if entry["kind"] == "secret":
            return {"label": entry["label"], "secret_key": entry["key"]}
        words = {"text": entry.get("text", ""), "value": known.get(entry.get("key"))}
        value = words[entry["kind"]] if entry["kind"] in words else known[entry["kind"]]
        return {"label": entry["label"], "value": "" if value is None or isinstance(value, dict) else str(value)}


def _one_to_api(row, shared):
    template = row["template_id"]
    return {
        **{name: row[name] for name in AS_THEY_ARE},
        **{name: row[name] or "" for name in TEXTS},
        **{name: row[name] or 0 for name in NUMBERS},
        "state_reason": told(shared["translate"], row["state_reason_said"], row["state_reason"]),
        "template": shared["templates"][template],
        "provides": shared["provides"][template],
        "url": shared["address"].replace("{host}", row["host"]) if row["host"] else "",
        "custom_domain": custom_domain_to_api(row),
        "update_available": _update_of(row, shared["newest"][template]),
        "created_date": iso(row["create_date"]),
        "deployed_at": iso(row["deployed_at"]),
        "updated_at": iso(row["write_date"]),
        "allowed_actions": states.allowed_actions(
            row["state"], row["good_generation"] or 0, row["desired"], row["keeps_data"]),
        "stage_times": row["stage_times"] or {},
        "kept_volumes": row["kept_volumes"] or [],
        "operator_reachable": shared["reachable"],
    }


def _update_of(row, newest):
    """The newest version that is offered if it is newer than the service's; "" if not."""
    version, its_precedence = newest
    is_newer = its_precedence > precedence(row["chart_version"] or "") and row["state"] not in ("deleting", "deleted")
    return version if is_newer else ""
