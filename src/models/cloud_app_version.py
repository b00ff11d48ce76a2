"""Versions of an application: each is one exact chart version with the form and the fixed values made for it."""

import json
import re
from functools import lru_cache

from odoo import _, api, fields, models
from odoo.tools import SQL

from .. import value_specs
from ..api.errors import Invalid
from ..compat import Constraint

CHART_VERSION = re.compile(r"v?\d+\.\d+\.\d+([-+][0-9A-Za-z.+-]+)?")
DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
TEXTS = {"specs_text": "helm_value_specs", "defaults_text": "helm_default_values"}
# What a template shows of its newest version; given to a template, it is written there.
SHOWN_BY_TEMPLATE = ("chart_version", "app_version", "chart_digest", "helm_value_specs", "helm_default_values",
                     "specs_text", "defaults_text")


class CloudAppVersion(models.Model):
    _name = "woow_paas_platform.cloud_app_version"
    _description = "Application version"
    _inherit = ["woow_paas_platform.shipped_record"]
    _shipped_key = ("template_id", "chart_version")
    _order = "template_id, precedence desc, id desc"
    _rec_name = "chart_version"

    template_id = fields.Many2one(
        "woow_paas_platform.cloud_app_template", "Application", required=True, ondelete="cascade", index=True)
    chart_version = fields.Char(required=True)
    app_version = fields.Char("Application's version", help="The version of the software that the chart installs.")
    chart_digest = fields.Char("Digest", help="A chart with another digest is refused. Empty: any is taken.")
    precedence = fields.Char(compute="_compute_precedence", store=True, help="Sorts as the chart versions do.")
    notes = fields.Text(translate=True, help="What is new, told to those who are offered the update.")
    is_offered = fields.Boolean(
        "Offered", default=True, help="New services get the newest version that is offered; others an update to it.")
    helm_value_specs = fields.Json("Form", default=lambda self: {"required": [], "optional": []})
    helm_default_values = fields.Json("Fixed values", default=lambda self: {})
    specs_text = fields.Text("Form (JSON)", compute="_compute_texts", inverse="_inverse_specs_text")
    defaults_text = fields.Text("Fixed values (JSON)", compute="_compute_texts", inverse="_inverse_defaults_text")

    _version_unique = Constraint("UNIQUE(template_id, chart_version)", "This application has that version already.")

    def init(self):
        """Give each template of a database from before versions its first one, of what its own columns held."""
        self.env.cr.execute(
            "SELECT 1 FROM information_schema.columns WHERE table_schema = current_schema AND column_name ="
            " 'chart_version' AND table_name = 'woow_paas_platform_cloud_app_template'")
        if not self.env.cr.fetchone():
            return
        self.env.cr.execute(SQL(
            """INSERT INTO woow_paas_platform_cloud_app_version (template_id, chart_version, chart_digest,
                helm_value_specs, helm_default_values, is_offered, check_state, precedence, create_date, write_date)
            SELECT id, chart_version, chart_digest, helm_value_specs, helm_default_values, true, 'unknown', '',
                now() AT TIME ZONE 'utc', now() AT TIME ZONE 'utc'
            FROM woow_paas_platform_cloud_app_template template
            WHERE chart_version IS NOT NULL AND NOT EXISTS (
                SELECT 1 FROM woow_paas_platform_cloud_app_version WHERE template_id = template.id)"""))
        self.env.add_to_compute(self._fields["precedence"], self.search([("precedence", "=", "")]))
        self.env.cr.execute(
            "ALTER TABLE woow_paas_platform_cloud_app_template DROP COLUMN chart_version, DROP COLUMN chart_digest,"
            " DROP COLUMN helm_value_specs, DROP COLUMN helm_default_values")

    @api.model_create_multi
    def create(self, vals_list):
        """The texts are read at once, so that all of a version is checked together."""
        return super().create([self._with_texts_read(vals) for vals in vals_list])

    @api.model
    def _with_texts_read(self, vals):
        read = {name: self._parsed(vals[text]) for text, name in TEXTS.items() if text in vals}
        return {**{name: value for name, value in vals.items() if name not in TEXTS}, **read}

    @api.depends("chart_version")
    def _compute_precedence(self):
        for version in self:
            version.precedence = precedence(version.chart_version or "")

    @api.depends("helm_value_specs", "helm_default_values")
    def _compute_texts(self):
        for version in self:
            version.specs_text = json.dumps(
                value_specs.ordered(version.helm_value_specs), indent=2, ensure_ascii=False)
            version.defaults_text = self._text_of(version.helm_default_values or {})

    def _inverse_specs_text(self):
        for version in self:
            version.helm_value_specs = self._parsed(version.specs_text)

    def _inverse_defaults_text(self):
        for version in self:
            version.helm_default_values = self._parsed(version.defaults_text)

    @api.model
    def _text_of(self, tree):
        """JSON for people."""
        return json.dumps(tree, indent=2, ensure_ascii=False)

    @api.model
    def _parsed(self, text):
        """The JSON of ``text``, an empty object if there is none. Raises ``Invalid`` with the parser's own words."""
        try:
            return json.loads(text or "{}")
        except ValueError as error:
            raise Invalid(_("This is not JSON: %s", error)) from error

    @api.constrains("helm_value_specs", "helm_default_values")
    def _check_form(self):
        for version in self:
            if sentences := value_specs.problems_of(version.helm_value_specs, self.env._):
                raise Invalid("\n".join(sentences), {"helm_value_specs": sentences[0]})
            if not isinstance(version.helm_default_values or {}, dict):
                sentence = _("The fixed values are an object.")
                raise Invalid(sentence, {"helm_default_values": sentence})
        self.template_id._check_host_key()

    @api.constrains("is_offered")
    def _check_offered(self):
        self.template_id._check_versions()

    @api.constrains("chart_version", "chart_digest")
    def _check_references(self):
        for version in self:
            if not CHART_VERSION.fullmatch(version.chart_version or ""):
                sentence = _("Name one exact version, such as 1.0.0.")
                raise Invalid(sentence, {"chart_version": sentence})
            if version.chart_digest and not DIGEST.fullmatch(version.chart_digest):
                sentence = _("A digest is “sha256:” and 64 hexadecimal digits.")
                raise Invalid(sentence, {"chart_digest": sentence})

    def _size(self, values):
        """vCPU, memory and storage of a service of this version with ``values``."""
        return self.template_id._size(values, self.helm_value_specs)

    def _copied_by_service(self):
        """What a service keeps of this version and its template, as they were at its launch or its update."""
        template = self.template_id
        return {
            "chart_repository": template.chart_repository,
            "chart_name": template.chart_name,
            "chart_version": self.chart_version,
            "chart_digest": self.chart_digest,
            "allow": template.allow or [],
            "host_key": template.host_key if template.ingress_enabled else False,
            "specs": self.helm_value_specs,
            "default_values": self.helm_default_values,
            "rollout_timeout": template.rollout_timeout,
            "vcpu": template.min_vcpu,
            "ram_gb": template.min_ram_gb,
            "storage_gb": template.min_storage_gb,
        }

    def _newest(self):
        """The newest of these that is offered; the newest of all where none is."""
        return max(self, key=lambda version: (version.is_offered, version.precedence or ""), default=self)

    @api.model
    def _newest_offered(self, template):
        """SQL of the number of the newest version that ``template``, SQL of an id, offers; null if it offers none."""
        self.flush_model(["template_id", "is_offered", "precedence", "chart_version"])
        return SQL(
            """(SELECT chart_version FROM %s WHERE template_id = %s AND is_offered
            ORDER BY precedence COLLATE "C" DESC NULLS LAST, chart_version COLLATE "C" DESC LIMIT 1)""",
            SQL.identifier(self._table), template)

    def _newer_than(self, chart_version):
        """Those of these that are offered and come after ``chart_version``, the newest first."""
        floor = precedence(chart_version or "")
        newer = self.filtered(lambda version: version.is_offered and (version.precedence or "") > floor)
        return newer.sorted("precedence", reverse=True)


@lru_cache(maxsize=1024)
def precedence(chart_version):
    """A text that sorts as the version does (SemVer 2, section 11): numbers padded, a release after its previews."""
    release, _dash, preview = chart_version.removeprefix("v").partition("+")[0].partition("-")
    numbers = ".".join(part.zfill(6) for part in release.split("."))
    if not preview:
        return f"{numbers}.1"
    return f"{numbers}.0." + ".".join(part.zfill(9) if part.isdigit() else f"a{part}" for part in preview.split("."))

