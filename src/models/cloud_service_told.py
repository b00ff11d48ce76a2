"""What the operator is told of a service: the whole intent, of what is wished now or of what a plan would make it."""

from odoo import models

from .. import values as form
from ..value_references import own_values

WISHED = (
    "desired", "chart_repository", "chart_name", "chart_version", "chart_digest", "values", "secret_keys", "specs",
    "default_values", "host_key", "restart_token", "rollout_timeout", "allow",
)
ACTIONS = {"domain": "upgrade", "quota": "upgrade", "version": "upgrade", "reference": "upgrade", "relaunch": "install"}


class CloudService(models.Model):
    _inherit = "woow_paas_platform.cloud_service"

    def _hosts(self):
        """The host names that are held for this service, its own one first."""
        return [host.name for host in (self.host_name_id, self.custom_host_id) if host]

    def _intent_for_operator(self, intent):
        """The body of ``PUT /api/releases/{ns}/{name}``."""
        return self._told(self.workspace_id, intent.kind, self.generation, intent._secrets(), self._hosts())

    def _intent_of_plan(self, workspace, plan):
        """The body that the operator would be told if ``plan`` were carried out."""
        hosts = self._hosts() if plan.hosts is None else plan.hosts
        return self._told(workspace, plan.kind, self.generation + 1, plan.secrets, hosts, **plan.changes)

    def _told(self, workspace, kind, generation, secrets, hosts, **planned):
        wish = {**{name: self[name] for name in WISHED}, **planned}
        main = hosts[0] if hosts else ""
        values = {**own_values(wish["values"]), **({wish["host_key"]: main} if main and wish["host_key"] else {})}
        release = self.release_name or f"{workspace._namespace_of_a_launch()}-{planned['reference']}"
        places = {"host": main, "url": self._address(main), "release": release}
        return {
            "generation": generation,
            "desired": wish["desired"] or "running",
            "action": ACTIONS.get(kind, kind),
            "chart": {
                "repository": wish["chart_repository"], "name": wish["chart_name"], "version": wish["chart_version"],
                **({"digest": wish["chart_digest"]} if wish["chart_digest"] else {}),
            },
            "values": form.merged(form.filled_in(wish["default_values"] or {}, places), form.nested(values)),
            "secrets": _secrets_for_operator(wish["specs"], wish["secret_keys"], secrets),
            **({"references": references} if (references := self._references_for_operator(wish["values"])) else {}),
            "hosts": hosts,
            "restart_token": wish["restart_token"] or "",
            "tenant": self._tenant(workspace),
            "policy": {
                "rollout_timeout": wish["rollout_timeout"], **({"allow": wish["allow"]} if wish["allow"] else {}),
            },
        }

    def _tenant(self, workspace):
        return {
            "database_uuid": self._database_uuid(),
            "workspace_uuid": workspace.uuid,
            "quota": {
                "cpu": workspace.quota_cpu, "memory_gb": workspace.quota_memory_gb,
                "storage_gb": workspace.quota_storage_gb,
            },
        }


def _secrets_for_operator(specs, held, given):
    """New values as they are; of the rest that they are kept, or made if there is none yet."""
    known, told = form.specs_by_key(specs), {}
    for key in held or []:
        generate = known.get(key, {}).get("generate")
        if key in given:
            told[key] = {"value": given[key]}
        else:
            told[key] = {"generate": {"length": generate["length"]}} if generate else {"keep": True}
    return told
