"""A service as callers see it: ``docs/api.md``."""

from odoo import models

from .. import connection
from .. import values as form
from .serialize import iso


class CloudService(models.Model):
    _inherit = "woow_paas_platform.cloud_service"

    def _to_api(self, detail=False):
        """One dict a service; the number of queries does not depend on how many."""
        self.check_access("read")
        reachable = self.env["woow_paas_platform.operator_state"]._is_reachable()
        # sudo: cloud_service - host names, template and addresses of what the caller may read
        services_sudo = self.sudo()
        dependencies = services_sudo._dependencies() if detail else []
        return [
            {**service._one_to_api(), "operator_reachable": reachable,
             **(service._detail_to_api(dependencies) if detail else {})}
            for service in services_sudo
        ]

    def _one_to_api(self):
        return {
            "id": self.id,
            "name": self.name,
            "state": self.state,
            "state_reason": self.state_reason or "",
            "state_reason_code": self.state_reason_code or "",
            "stage": self.stage or "",
            "progress": self.progress,
            "template": self.template_id._ref_to_api(),
            "provides": self.template_id.provides or "",
            "workspace_id": self.workspace_id.id,
            "subdomain": self.subdomain or "",
            "url": self.url or "",
            "custom_domain": self._custom_domain_to_api(),
            "revision": self.revision,
            "chart_version": self.chart_version or "",
            "update_available": self._update_available(),
            "desired_replicas": self.desired_replicas,
            "ready_replicas": self.ready_replicas,
            "created_date": iso(self.create_date),
            "deployed_at": iso(self.deployed_at),
            "updated_at": iso(self.write_date),
            "allowed_actions": self._allowed_actions(),
            "generation": self.generation,
            "observed_generation": self.observed_generation,
            "stage_times": self.stage_times or {},
            "kept_volumes": self.kept_volumes or [],
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
