"""A service as callers see it: ``docs/api.md``."""

from odoo import api, models
from odoo.tools import SQL
from pydantic_core import from_json

from .. import connection
from .. import values as form
from ..operator_words import told
from . import cloud_service_states as states
from .cloud_app_version import precedence
from .cloud_service_custom_domain import custom_domain_to_api
from .serialize import iso_sql

TABLE = "woow_paas_platform_cloud_service"
TEXTS = ("state_reason_code", "stage", "subdomain", "chart_version")
NUMBERS = ("progress", "revision", "desired_replicas", "ready_replicas", "observed_generation")
MOMENTS = {"created_date": "create_date", "deployed_at": "deployed_at", "updated_at": "write_date"}
DERIVED_FROM = (
    "template_id", "good_generation", "desired", "keeps_data", "custom_domain", "custom_domain_token",
    "custom_domain_checked_at", "custom_domain_doubted_at", "custom_domain_generation", "custom_host_id",
    "state_reason", "state_reason_said",
)
DOCUMENTS = {"stage_times": {}, "kept_volumes": []}  # read as text: the driver's own way takes longer than the query



def _column(name):
    return SQL.identifier(TABLE, name)


# what callers are told as the database says it, and what it is derived from
TOLD = {
    **{name: _column(name) for name in ("id", "name", "state", "workspace_id", "generation")},
    **{name: SQL("COALESCE(%s, '')", _column(name)) for name in TEXTS},
    **{name: SQL("COALESCE(%s, 0)", _column(name)) for name in NUMBERS},
    **{moment: iso_sql(_column(name)) for moment, name in MOMENTS.items()},
}
COLUMNS = SQL(", ").join([
    *TOLD.values(), *map(_column, DERIVED_FROM), *(SQL("%s::text", _column(name)) for name in DOCUMENTS)])


class CloudService(models.Model):
    _inherit = "woow_paas_platform.cloud_service"

    def _to_api(self, detail=False):
        """One dict a service; the number of queries does not depend on how many.

        Raises ``AccessError`` where the caller may not read one of them.
        """
        rows = {row[0]["id"]: row for row in self._rows(self._as_found())}
        if len(rows) < len(self):
            self.check_access("read")
        # sudo: cloud_service - values and neighbours of what the caller may read
        services_sudo = self.sudo()
        listed = self._rows_to_api([rows[service.id] for service in self])
        dependencies = services_sudo._dependencies() if detail else []
        return [
            {**row, **service._detail_to_api(dependencies)} if detail else row
            for service, row in zip(services_sudo, listed, strict=True)
        ]

    @api.model
    def _search_to_api(self, domain, **window):
        """The same of those that the caller finds for ``domain``, searched and read by one query.

        ``window`` is what ``search`` takes besides: offset, limit and order.
        """
        return self._rows_to_api(self._rows(self._search(domain, **window)))

    def _as_found(self):
        """The query that finds those of these that the caller may read, archived or not."""
        return self.with_context(active_test=False)._search([("id", "in", self.ids)])

    @api.model
    def _rows(self, found):
        """Of each service of the query ``found`` what is told and what more is derived from, read at once.

        Field by field this costs more than all the rest of a request.
        """
        self.flush_model({*TOLD, *MOMENTS.values(), *DERIVED_FROM, *DOCUMENTS, "host_name_id"} & self._fields.keys())
        hosts = self.env["woow_paas_platform.host_name"]
        hosts.flush_model(["name"])
        host = found.left_join(self._table, "host_name_id", hosts._table, "id", "host_name_id")
        names = (*DERIVED_FROM, *DOCUMENTS, "host")
        return [
            (dict(zip(TOLD, row, strict=False)), dict(zip(names, row[len(TOLD):], strict=True)))
            for row in self.env.execute_query(found.select(COLUMNS, SQL.identifier(host, "name")))
        ]

    @api.model
    def _rows_to_api(self, rows):
        """What callers see of these rows."""
        template_ids = {row["template_id"] for _plain, row in rows}
        refs = self.env["woow_paas_platform.cloud_app_template"].browse(template_ids)._refs_to_api(
            provides=SQL("template.provides"),
            newest=self.env["woow_paas_platform.cloud_app_version"]._newest_offered(SQL("template.id")),
            reachable=self.env["woow_paas_platform.operator_state"]._reachable())
        shared = {
            "translate": self.env._,
            "address": self._address("{host}"),
            "newest": {template: ref.pop("newest") for template, ref in refs.items()},
            "common": {template: _common(ref) for template, ref in refs.items()},
        }
        return [{**plain, **_derived(plain, row, shared)} for plain, row in rows]

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


def _common(ref):
    """What services of one template have in common, of what was read with the template's ``ref``."""
    return {"provides": ref.pop("provides") or "", "operator_reachable": bool(ref.pop("reachable")), "template": ref}


def _derived(plain, row, shared):
    """What is told of a service and does not stand in its row: of ``plain``, which does, and the rest of the row."""
    return {
        **shared["common"][row["template_id"]],
        "state_reason": told(shared["translate"], row["state_reason_said"], row["state_reason"]),
        "url": shared["address"].replace("{host}", row["host"]) if row["host"] else "",
        "custom_domain": custom_domain_to_api(row, shared["translate"]),
        "update_available": _update_of(plain, shared["newest"][row["template_id"]]),
        "allowed_actions": states.allowed_actions(
            plain["state"], row["good_generation"] or 0, row["desired"], row["keeps_data"]),
        **{name: from_json(row[name] or "null") or empty for name, empty in DOCUMENTS.items()},
    }


def _update_of(plain, newest):
    """The newest version that is offered if it is newer than the service's; "" if not."""
    if not newest or plain["state"] in ("deleting", "deleted"):
        return ""
    return newest if precedence(newest) > precedence(plain["chart_version"]) else ""
