"""What platform admins do with a version before it is offered: have it checked, try it out, offer it.

The operator is asked with no transaction open: what was changed before is committed first.
"""

import logging

from markupsafe import Markup
from odoo import _, api, fields, models

from .. import chart_form
from .. import values as form
from ..api.errors import Conflict, OperatorUnavailable
from ..clients.operator import ChartAway, OperatorRefused
from ..names import MAX_NAME
from ..operator_words import kept, told
from .serialize import iso

_logger = logging.getLogger(__name__)

HOST = "check.example.com"
CHECK_STATES = [("unknown", "Not checked"), ("fit", "Fit"), ("refused", "Refused"), ("unreachable", "Not reachable")]


class CloudAppVersion(models.Model):
    _inherit = "woow_paas_platform.cloud_app_version"

    check_state = fields.Selection(CHECK_STATES, "Check", default="unknown", required=True, readonly=True, copy=False)
    check_message = fields.Char("Problem (English)", readonly=True, copy=False)
    check_said = fields.Json(readonly=True, copy=False)
    check_text = fields.Char("Problem", compute="_compute_check_text")
    checked_at = fields.Datetime("Checked", readonly=True, copy=False)
    check_report = fields.Json(readonly=True, copy=False)
    check_html = fields.Html("What the check found", compute="_compute_check_html", sanitize=False)
    tryout_id = fields.Many2one(
        "woow_paas_platform.cloud_service", "Try-out", readonly=True, copy=False, ondelete="set null",
        groups="woow_paas_platform.group_platform_admin")
    tryout_state = fields.Selection(
        related="tryout_id.state", string="Try-out's state", groups="woow_paas_platform.group_platform_admin")

    @api.depends("check_message", "check_said")
    @api.depends_context("lang")
    def _compute_check_text(self):
        for version in self:
            version.check_text = told(self.env._, version.check_said, version.check_message)

    @api.depends("check_report")
    @api.depends_context("lang")
    def _compute_check_html(self):
        for version in self:
            version.check_html = version._drawn_report(version.check_report or {})

    def _drawn_report(self, report):
        if not report:
            return False
        row = Markup("<tr><td>%s</td><td><code>%s</code></td><td>%s</td></tr>")
        grave = {"refuse": _("Refused"), "warn": _("Accepted")}
        findings = [row % (grave.get(found["severity"], ""), found["code"],
                           told(self.env._, found.get("said"), found["message"]))
                    for found in report.get("findings", [])]
        images = [Markup("<li><code>%s</code></li>") % image["image"] for image in report.get("images", [])]
        objects = [Markup("<li>%s %s</li>") % (obj["kind"], obj["name"]) for obj in report.get("objects", [])]
        table = Markup('<table class="table table-sm">%s</table>') % Markup("").join(findings)
        return Markup("<h3>%s</h3>%s<h3>%s</h3><ul>%s</ul><h3>%s</h3><ul>%s</ul>") % (
            _("Findings"), table if findings else Markup("<p>%s</p>") % _("Nothing speaks against it."),
            _("Images"), Markup("").join(images), _("Objects"), Markup("").join(objects))

    @api.constrains("helm_value_specs", "helm_default_values", "chart_version", "chart_digest")
    def _forget_check(self):
        """What was checked was another chart, or other values."""
        self.filtered("checked_at").write(
            {"check_state": "unknown", "check_message": False, "check_said": False, "checked_at": False,
             "check_report": False})

    def _reference(self):
        """The chart of this version in the operator's words."""
        reference = {"repository": self.template_id.chart_repository, "name": self.template_id.chart_name,
                     "version": self.chart_version}
        return {**reference, **({"digest": self.chart_digest} if self.chart_digest else {})}

    def action_check(self):
        """Have the operator render the chart and say what it finds; raises what the call raises."""
        self.check_access("write")
        for version in self:
            version._check(version._operator())
        return True

    def _operator(self):
        return self.env["woow_paas_platform.operator_state"]._client()

    def _check(self, client):
        """Ask for one check and write down what came of it."""
        template = self.template_id
        places = {"host": HOST, "url": f"https://{HOST}", "release": "check"}
        wished = chart_form.sample(self.helm_value_specs)
        if template.ingress_enabled and template.host_key:
            wished[template.host_key] = HOST
        values = form.merged(form.filled_in(self.helm_default_values or {}, places), form.nested(wished))
        question = self._reference(), values, [HOST] if template.ingress_enabled else [], template.allow or []
        self.env.cr.commit()  # no transaction is open during the call
        try:
            report = client.check_chart(*question)
        except (ChartAway, OperatorRefused) as error:
            self._note_check("unreachable", *kept(error), {})
        else:
            refusals = [found for found in report["findings"] if found["severity"] == "refuse"]
            first = refusals[0] if refusals else {}
            self._note_check(
                "refused" if refusals else "fit", first.get("message", ""), first.get("said") or False, report)

    def _note_check(self, state, message, said, report):
        found = {"app_version": report.get("app_version")} if report.get("app_version") and not self.app_version else {}
        self.write({"check_state": state, "check_message": message, "check_said": said, "check_report": report,
                    "checked_at": fields.Datetime.now(), **found})

    @api.model
    def _cron_check(self):
        """Ask of every version in use whether its chart can be had: the marketplace tells what the operator says."""
        client = self._operator()
        templates = self.env["woow_paas_platform.cloud_app_template"].search([("is_published", "=", True)])
        for version in templates.latest_version_id:
            try:
                version._check(client)
            except OperatorUnavailable:
                _logger.info("the charts are not checked: the operator is away")
                return
            self.env.cr.commit()  # each check is kept, whatever becomes of the next one

    # trying out and offering

    def action_try_out(self):
        """Launch this version in a workspace of the caller's, whether or not it is offered."""
        self.ensure_one()
        self.check_access("write")
        if self.check_state != "fit":
            raise Conflict(_("Have the chart checked first."))
        services = self.env["woow_paas_platform.cloud_service"]
        template = self.template_id.with_context(version_to_launch=self.id)
        name = _("Try-out of %(name)s %(version)s", name=template.name, version=self.chart_version)
        self.tryout_id = services._try_out(self._tryout_workspace(), template, name[:MAX_NAME])
        return self.action_view_tryout()

    def _tryout_workspace(self):
        """The caller's own workspace for trying out; made at the first time."""
        workspaces = self.env["woow_paas_platform.workspace"]
        own = workspaces.search([("owner_id", "=", self.env.uid)], order="id", limit=1)
        return own or workspaces.create_workspace(_("Try-outs"))

    def action_view_tryout(self):
        """The service of the try-out."""
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.act_window", "res_model": "woow_paas_platform.cloud_service", "view_mode": "form",
            "res_id": self.tryout_id.id, "name": _("Try-out"),
        }

    def action_offer(self):
        """Offer this version: new services get it, those of older versions an update to it."""
        self.check_access("write")
        for version in self:
            if version.check_state != "fit":
                raise Conflict(_("Have the chart checked first."))
            version.is_offered = True
            if version.tryout_id.good_generation:
                version.template_id.upstream_started = True
        return True

    def action_open(self):
        """The version's own page."""
        self.ensure_one()
        return {"type": "ir.actions.act_window", "res_model": self._name, "view_mode": "form", "res_id": self.id,
                "name": self.display_name}

    def action_withdraw(self):
        """Offer this version no longer; services that have it keep it."""
        self.check_access("write")
        self.is_offered = False
        return True

    def _check_to_api(self):
        """What the marketplace says of the chart: the operator's last word, nothing else."""
        return {"state": self.check_state or "unknown", "message": self.check_text,
                "checked_at": iso(self.checked_at)}


class CloudAppTemplate(models.Model):
    _inherit = "woow_paas_platform.cloud_app_template"

    check_state = fields.Selection(related="latest_version_id.check_state", string="Check")
    check_text = fields.Char(related="latest_version_id.check_text")
    allow_text = fields.Char(
        "Accepted findings", compute="_compute_allow_text", inverse="_inverse_allow_text",
        help="Codes of findings that the check may have here, separated by commas.")

    @api.depends("allow")
    def _compute_allow_text(self):
        for template in self:
            template.allow_text = ", ".join(template.allow or [])

    def _inverse_allow_text(self):
        for template in self:
            template.allow = [word.strip() for word in (template.allow_text or "").split(",") if word.strip()]
            template.version_ids._forget_check()

    def action_check(self):
        """Have the newest versions' charts checked."""
        return self.latest_version_id.action_check()

    def action_new_version(self):
        """Read another version of the chart and propose its form."""
        self.ensure_one()
        self.check_access("write")
        wizard = self.env["woow_paas_platform.chart_wizard"].create({
            "template_id": self.id, "chart_repository": self.chart_repository, "chart_name": self.chart_name})
        return wizard._open()

    def action_publish(self):
        """Let it be found and launched; a version that was not offered yet has to be found fit by the check."""
        self.check_access("write")
        for template in self:
            if not template.latest_version_id.is_offered:
                template.latest_version_id.action_offer()
            template.is_published = True
        return True

    def action_hide(self):
        """Let it be found and launched no longer; its services stay."""
        self.check_access("write")
        self.is_published = False
        return True
