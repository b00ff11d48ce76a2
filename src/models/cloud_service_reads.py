"""What pages read from the cluster: authorised and recorded first, committed, then asked for in one call.

No transaction is open during a call; what fails is a 503, and few calls are made at once.
"""

from odoo import _, api, models

from ..api.errors import NotFound
from ..clients.few_at_once import few_at_once
from ..clients.operator import OperatorRefused
from ..operator_words import readable


class CloudService(models.Model):
    _inherit = "woow_paas_platform.cloud_service"

    @api.private
    def read_resources(self):
        """``{"items": […]}``: the tree from the release to its pods; empty before the cluster knows of it."""
        answer = self._read_cluster("service.view", "resources", {"items": []})
        return {**answer, "items": [readable(self.env._, item) for item in answer["items"]]}

    @api.private
    def read_events(self):
        """``{"items": […]}``: what the cluster tells about the objects, newest first."""
        return self._read_cluster("service.view", "events", {"items": []})

    @api.private
    def read_logs(self, **query):
        """Lines of one container; ``query`` is pod, container, since and limit."""
        nothing = {"pod": "", "container": "", "lines": [], "cursor": query.get("since") or "", "pods": []}
        return self._read_cluster("service.logs", "logs", nothing, **query)

    @api.private
    def read_metrics(self):
        """CPU, memory and restarts of the containers, from the cluster's own figures."""
        nothing = {"available": False, "message": _("Nothing of this service runs in the cluster."),
                   "items": [], "history": []}
        return readable(self.env._, self._read_cluster("service.view", "metrics", nothing))

    def reveal_secret(self, key):
        """The value of one secret, read from the cluster; that it was shown is recorded first.

        Raises ``NotFound`` for an unknown key, ``OperatorUnavailable`` when the cluster can't be asked.
        """
        service_sudo = self._elevated_for("secret.reveal")
        if key not in (service_sudo.secret_keys or []):
            raise NotFound(_("There is no such secret."))
        service_sudo.env["woow_paas_platform.activity"]._record(
            "secret.revealed", service_sudo, after={"key": key})
        return service_sudo._ask_operator("secret", key)

    def _read_cluster(self, action, question, nothing, **query):
        """The operator's answer to ``question``, or ``nothing`` for a release that it knows nothing of."""
        service_sudo = self._elevated_for(action)
        try:
            return service_sudo._ask_operator(question, **query)
        except OperatorRefused as refusal:
            if refusal.operator_code == "not_found":
                return nothing
            raise

    def _ask_operator(self, question, *args, **query):
        """Call the client's method ``question`` for this release, with no transaction open."""
        client = self.env["woow_paas_platform.operator_state"]._client()
        place = self.namespace, self.release_name
        self.env.cr.commit()  # what was recorded stays, whatever follows
        with few_at_once(self.env._):
            return getattr(client, question)(*place, *args, **query)
