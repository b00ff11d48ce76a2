"""The activity log of a workspace as a table."""

import json

from odoo import _, api, models

from ..api.errors import Invalid

MOST = 20000
CHUNK = 1000


class Workspace(models.Model):
    _inherit = "woow_paas_platform.workspace"

    @api.private
    def export_activity(self, domain=()):
        """Header and rows of texts, newest first, of what happened in this workspace and fits ``domain``.

        Raises ``Invalid`` if that is more than ``MOST`` rows: dates can narrow it.
        """
        self._require("activity.export")
        activities = self.env["woow_paas_platform.activity"]
        domain = [("workspace_id", "=", self.id), *domain]
        count = activities.search_count(domain, limit=MOST + 1)
        if count > MOST:
            raise Invalid(_("An export has at most %s rows. Choose a shorter time.", MOST), {
                "since": _("Choose a later start."), "until": _("Choose an earlier end.")})
        activities._record("activity.exported", self, after={"rows": count})
        header = [_("When (UTC)"), _("Who"), _("What"), _("Action"), _("On what"), _("Kind of thing"), _("Its number"),
                  _("From where"), _("Before"), _("After")]
        return header, self._activity_rows(activities.search(domain).ids)

    def _activity_rows(self, ids):
        """The rows of ``ids``, a chunk at a time, so that no more is held than the file itself."""
        activities = self.env["woow_paas_platform.activity"]
        for start in range(0, len(ids), CHUNK):
            chunk = activities.browse(ids[start:start + CHUNK])
            for row in chunk._to_api():
                yield _cells(row)
            chunk.invalidate_recordset()


def _cells(row):
    return [
        row["date"], row["actor_name"], row["summary"], row["action"], row["subject"], row["subject_model"],
        str(row["subject_id"] or ""), row["address"], _json(row["before"]), _json(row["after"]),
    ]


def _json(values):
    return json.dumps(values, ensure_ascii=False, sort_keys=True) if values else ""
