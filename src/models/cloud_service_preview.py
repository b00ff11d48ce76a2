"""``What will change``: values, version, price and quota by ourselves, objects and warnings by the operator."""

from odoo import _, api, models

from .. import values as form
from ..api.errors import OperatorUnavailable
from ..clients.few_at_once import few_at_once
from ..clients.operator import OperatorRefused
from ..operator_words import readable
from ..value_references import is_reference
from .cloud_service_size import quota_needs
from .workspace_quota import ROUNDING

HOST = "@host"


class CloudService(models.Model):
    _inherit = "woow_paas_platform.cloud_service"

    @api.model
    @api.private
    def preview_launch(self, workspace, template, name, subdomain=None, values=None, version=None):
        """What ``launch`` with the same words would do; nothing is written. Raises like it, save for the quota."""
        workspace._require("service.preview")
        workspace_sudo = workspace.sudo()  # sudo: workspace - the policy table allowed it
        # sudo: cloud_service - as above
        services_sudo = self.sudo()
        plan = services_sudo._plan_launch(
            workspace_sudo, self._launchable(template), name, subdomain, values, version)
        return services_sudo._preview(workspace_sudo, plan)

    @api.private
    def preview(self, action=None, values=None, unset=None, version=None, generation=None, subdomain=None):
        """What ``change``, ``upgrade``, ``rollback`` or ``domain`` would do. Raises like it, save for the quota.

        Without ``action``, which JSON-RPC needs for itself, it is what the other words mean.
        """
        service_sudo = self._elevated_for("service.preview")
        plans = {
            "change": lambda: service_sudo._plan_change(values, unset),
            "upgrade": lambda: service_sudo._plan_upgrade(version, values, unset),
            "rollback": lambda: service_sudo._plan_rollback(generation),
            "domain": lambda: service_sudo._plan_domain(subdomain),
        }
        action = action or (
            "upgrade" if version else "rollback" if generation else "domain" if subdomain else "change")
        plan = plans[action]()
        service_sudo._check_move(action)
        return service_sudo._preview(service_sudo.workspace_id, plan)

    def _preview(self, workspace, plan):
        """The whole answer. What we know ourselves is there even when the cluster cannot be asked."""
        price = (self.template_id or self.template_id.browse(plan.changes.get("template_id"))).monthly_price
        quota = self._quota_after(workspace, plan)
        ours = {
            "values": self._values_after(plan),
            "price": {"before": self.template_id.monthly_price, "after": price,
                      "currency": self.env.company.currency_id.name},
            "quota": quota,
            "version": {"before": self.chart_version or "",
                        "after": plan.changes.get("chart_version", self.chart_version) or ""},
        }
        warnings = self._own_warnings(plan, quota)
        theirs = self._dry_run(workspace, plan)
        told = {warning["code"] for warning in warnings}  # ours are for people, the cluster's in its own words
        more = [warning for warning in theirs["warnings"] if warning["code"] not in told]
        return {**ours, **theirs, "warnings": warnings + more}

    def _values_after(self, plan):
        """A row for each value that differs; of secrets only that they do."""
        after = plan.changes.get("values", self.values) or {}
        specs = {**form.specs_by_key(form.localised(self.specs, self.env.lang)),
                 **form.specs_by_key(form.localised(plan.changes.get("specs", self.specs), self.env.lang))}
        held = set(plan.changes.get("secret_keys", self.secret_keys) or ()) ^ set(self.secret_keys or ())
        rows = [{**row, "generated": row["secret"] and row["key"] not in plan.secrets and row["after"] is None}
                for row in values_that_differ(specs, self.values or {}, after, {*plan.secrets, *held})]
        if plan.subdomain and plan.hosts[:1] != self._hosts()[:1]:
            before, name = self.host_name_id.name or None, plan.hosts[0]
            rows.append({"key": HOST, "label": _("Address"), "before": before, "after": name, "secret": False,
                         "generated": False, "options": {}})
        return self._with_names(rows)

    def _with_names(self, rows):
        """References in ``rows`` with the name of the service that they point to."""
        ids = {row[side]["from_service"] for row in rows for side in ("before", "after") if is_reference(row[side])}
        sources = self.with_context(active_test=False).search([("id", "in", list(ids))]) if ids else self.browse()
        names = {source.id: source.name for source in sources}
        return [
            {**row, **{side: {**row[side], "from_service_name": names.get(row[side]["from_service"], "")}
                       for side in ("before", "after") if is_reference(row[side])}}
            for row in rows
        ]

    def _quota_after(self, workspace, plan):
        growth = self._growth(plan.size) if plan.size else {}
        if plan.action == "launch":
            growth = {**quota_needs(plan.size), "services": 1}
        used = workspace._used()[workspace.id]
        return [
            {"resource": name, "limit": workspace[f"quota_{name}"], "used": round(used[name], 4),
             "after": round(used[name] + more, 4),
             "fits": more <= 0 or used[name] + more <= workspace[f"quota_{name}"] + ROUNDING}
            for name, more in growth.items()
        ]

    def _own_warnings(self, plan, quota):
        found = []
        if not all(row["fits"] for row in quota):
            found.append(("quota", _("This does not fit the workspace's quota.")))
        if plan.kind in ("rollback", "version"):
            found.append(("data_not_rolled_back", _(
                "Data does not go back: what was written since, and what a newer version did to it, stays.")))
        if plan.kind == "domain":
            found.append(("address", _("The address of now stops working once the new one does.")))
        takers = self._takers_of(plan) if self else []
        if takers:
            found.append(("used_by", _("These services take values from it and are told the new ones: %s.",
                                       ", ".join(takers.mapped("name")))))
        return [{"code": code, "message": message, "object": ""} for code, message in found]

    def _dry_run(self, workspace, plan):
        """Objects and warnings as the operator tells them, or why it cannot."""
        intent = self._intent_of_plan(workspace, plan)
        client = self.env["woow_paas_platform.operator_state"]._client()
        namespace = self.namespace or workspace._namespace_of_a_launch()
        place = namespace, self.release_name or f"{namespace}-{plan.changes['reference']}"
        self.env.cr.commit()  # no transaction is open during the call
        try:
            with few_at_once(self.env._):
                return {**self._read_preview(client.preview(*place, intent)), "cluster": "ok", "message": ""}
        except OperatorRefused as refusal:
            return self._refused_dry_run(refusal)
        except OperatorUnavailable:
            return {"objects": [], "warnings": [], "cluster": "unavailable", "message": _(
                "The cluster cannot be asked just now, so that what changes in it is not shown.")}

    def _read_preview(self, answer):
        """The operator's lists, with the keys that our own answer promises."""
        return {
            "objects": [{**_texts(item, "kind", "name", "change"), "fields": list(map(str, item.get("fields") or ()))}
                        for item in answer.get("objects") or ()],
            "warnings": [_texts(readable(self.env._, self._by_name(item)), "code", "message", "object")
                         for item in answer.get("warnings") or ()],
        }

    def _refused_dry_run(self, refusal):
        if refusal.operator_code == "chart_not_fetched":
            return {"objects": [], "warnings": [], "cluster": "not_fetched", "message": _(
                "The application's chart is being fetched. Look again soon.")}
        warning = {"code": refusal.operator_code, "message": str(refusal), "object": ""}
        return {"objects": [], "warnings": [warning], "cluster": "ok", "message": str(refusal)}


def values_that_differ(specs, before, after, secrets=()):
    """A row for each key of ``specs`` whose value differs, and for each of ``secrets``, whose value is not told."""
    rows = []
    for key, spec in specs.items():
        old, new = before.get(key), after.get(key)
        if old == new and key not in secrets:
            continue
        rows.append({"key": key, "label": spec["label"], "before": old, "after": new,
                     "secret": bool(spec.get("secret")), "generated": False,
                     "options": form.option_labels(spec)})
    return rows


def _texts(item, *names):
    return {name: str(item.get(name) or "") for name in names}
