"""Applications that can be launched: a chart, the form that asks for its values, what it costs and needs."""

import json
import re

from odoo import _, api, fields, models

from .. import value_specs, values
from ..api.errors import Invalid
from ..compat import Constraint

CHART_NAME = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
CHART_VERSION = re.compile(r"v?\d+\.\d+\.\d+([-+][0-9A-Za-z.+-]+)?")
CHART_REPOSITORY = re.compile(r"builtin|(https|oci)://[A-Za-z0-9][A-Za-z0-9.-]*(:\d+)?(/[\w.~/-]*)?", re.ASCII)
SLUG = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")


class CloudAppTemplate(models.Model):
    _name = "woow_paas_platform.cloud_app_template"
    _description = "Application template"
    _order = "sequence, name, id"

    # what people see
    name = fields.Char(required=True, translate=True)
    slug = fields.Char(required=True)
    description = fields.Char(translate=True)
    full_description = fields.Text(translate=True)
    category_id = fields.Many2one("woow_paas_platform.cloud_app_category", "Category", ondelete="restrict", index=True)
    tag_ids = fields.Many2many(
        "woow_paas_platform.cloud_app_tag", "woow_paas_platform_template_tag_rel", "template_id", "tag_id", "Tags")
    icon_url = fields.Char("Icon", help="Address of an image below this site, such as /…/static/….svg.")
    documentation_url = fields.Char("Documentation")
    sequence = fields.Integer(default=10)
    is_published = fields.Boolean("Published", help="Only published applications can be found and launched.")
    active = fields.Boolean(default=True)

    # what it costs and needs
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company, readonly=True)
    currency_id = fields.Many2one("res.currency", related="company_id.currency_id")
    monthly_price = fields.Monetary()
    min_vcpu = fields.Float("Least vCPU", default=0.25, required=True)
    min_ram_gb = fields.Float("Least memory (GB)", default=0.25, required=True, digits=(8, 4))
    min_storage_gb = fields.Float("Least storage (GB)", default=1, required=True)

    # how it is installed
    chart_repository = fields.Char(default="builtin", required=True)
    chart_name = fields.Char(required=True)
    chart_version = fields.Char(required=True)
    chart_digest = fields.Char()
    default_port = fields.Integer(default=80, required=True)
    ingress_enabled = fields.Boolean("Has an address", help="Services get a host name of their own.")
    host_key = fields.Char("Host name's key", help="Dotted Helm path that takes the host name.")
    rollout_timeout = fields.Integer("Rollout limit (s)", default=300, required=True)
    helm_value_specs = fields.Json("Form", default=lambda self: {"required": [], "optional": []})
    helm_default_values = fields.Json("Fixed values", default=lambda self: {})
    specs_text = fields.Text("Form (JSON)", compute="_compute_texts", inverse="_inverse_specs_text")
    defaults_text = fields.Text("Fixed values (JSON)", compute="_compute_texts", inverse="_inverse_defaults_text")

    # who uses it
    service_ids = fields.One2many("woow_paas_platform.cloud_service", "template_id", "Services")
    service_count = fields.Integer(compute="_compute_service_count")

    _slug_unique = Constraint("UNIQUE(slug)", "Another template has this short name.")
    _minima_positive = Constraint(
        "CHECK(min_vcpu >= 0 AND min_ram_gb >= 0 AND min_storage_gb >= 0 AND monthly_price >= 0)",
        "Price and minima are not negative.",
    )
    _rollout_sane = Constraint(
        "CHECK(rollout_timeout BETWEEN 30 AND 600)", "The rollout limit lies between 30 and 600 seconds.")

    @api.depends("helm_value_specs", "helm_default_values")
    def _compute_texts(self):
        for template in self:
            template.specs_text = json.dumps(
                value_specs.ordered(template.helm_value_specs), indent=2, ensure_ascii=False)
            template.defaults_text = json.dumps(template.helm_default_values or {}, indent=2, ensure_ascii=False)

    def _inverse_specs_text(self):
        for template in self:
            template.helm_value_specs = self._parsed(template.specs_text)

    def _inverse_defaults_text(self):
        for template in self:
            template.helm_default_values = self._parsed(template.defaults_text)

    def _parsed(self, text):
        try:
            return json.loads(text or "{}")
        except ValueError as error:
            raise Invalid(_("This is not JSON: %s", error)) from error

    @api.depends("service_ids")
    def _compute_service_count(self):
        groups = self.env["woow_paas_platform.cloud_service"]._read_group(
            [("template_id", "in", self.ids)], ["template_id"], ["__count"])
        counts = {template.id: count for template, count in groups}
        for template in self:
            template.service_count = counts.get(template.id, 0)

    @api.constrains("helm_value_specs", "helm_default_values", "host_key", "ingress_enabled")
    def _check_form(self):
        for template in self:
            if sentences := value_specs.problems_of(template.helm_value_specs, self.env._):
                raise Invalid("\n".join(sentences), {"helm_value_specs": sentences[0]})
            if not isinstance(template.helm_default_values or {}, dict):
                sentence = _("The fixed values are an object.")
                raise Invalid(sentence, {"helm_default_values": sentence})
            if template.ingress_enabled and not values.KEY.fullmatch(template.host_key or ""):
                sentence = _("An application with an address needs the key that takes the host name.")
                raise Invalid(sentence, {"host_key": sentence})

    @api.constrains("chart_repository", "chart_name", "chart_version", "slug", "icon_url", "documentation_url")
    def _check_references(self):
        for template in self:
            checks = {
                "chart_repository": (CHART_REPOSITORY, _("A repository is “builtin” or an https or oci address.")),
                "chart_name": (CHART_NAME, _("A chart's name has small letters, digits and dashes.")),
                "chart_version": (CHART_VERSION, _("Name one exact version, such as 1.0.0.")),
                "slug": (SLUG, _("A short name has small letters, digits and dashes.")),
            }
            for name, (pattern, sentence) in checks.items():
                if not pattern.fullmatch(template[name] or ""):
                    raise Invalid(sentence, {name: sentence})
            if template.icon_url and not re.match(r"/[^/\\]", template.icon_url):
                raise Invalid(_("The icon's address begins with a slash."), {"icon_url": template.icon_url})
            if template.documentation_url and not template.documentation_url.startswith("https://"):
                raise Invalid(_("The documentation's address begins with https://."), {"documentation_url": ""})

    def action_view_services(self):
        """The backend's list of services made from this template."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window", "name": _("Services"), "view_mode": "list,form",
            "res_model": "woow_paas_platform.cloud_service", "domain": [("template_id", "=", self.id)],
        }

    def _copied_by_service(self):
        """What a service keeps as it was at its launch."""
        return {
            "chart_repository": self.chart_repository,
            "chart_name": self.chart_name,
            "chart_version": self.chart_version,
            "host_key": self.host_key if self.ingress_enabled else False,
            "specs": self.helm_value_specs,
            "default_values": self.helm_default_values,
            "rollout_timeout": self.rollout_timeout,
            "vcpu": self.min_vcpu,
            "ram_gb": self.min_ram_gb,
            "storage_gb": self.min_storage_gb,
        }

    @api.model
    def _marketplace_domain(self, search="", category=""):
        """What can be found in the marketplace for a text and a category's slug."""
        domain = [("is_published", "=", True)]
        if category:
            domain.append(("category_id.slug", "=", category))
        if search:
            domain += ["|", "|", ("name", "ilike", search), ("description", "ilike", search),
                       ("tag_ids.name", "ilike", search)]
        return domain

    def _to_api(self, detail=False):
        """One dict a template, as ``api.md`` says."""
        self.check_access("read")
        # sudo: res.company, res.currency - the price's currency is public
        templates_sudo = self.sudo()
        return [{**template._one_to_api(), **(template._detail_to_api() if detail else {})}
                for template in templates_sudo]

    def _ref_to_api(self):
        """What a service says of its template."""
        return {
            "id": self.id,
            "name": self.name,
            "slug": self.slug,
            "icon_url": self.icon_url or "",
            "monthly_price": self.monthly_price,
            "currency": self.currency_id.name or "",
            "category": self.category_id._ref_to_api(),
        }

    def _one_to_api(self):
        return {
            **self._ref_to_api(),
            "description": self.description or "",
            "tags": [{"id": tag.id, "name": tag.name} for tag in self.tag_ids],
            "documentation_url": self.documentation_url or "",
            "default_port": self.default_port,
            "ingress_enabled": self.ingress_enabled,
            "has_ingress": self.ingress_enabled,
            "min_vcpu": self.min_vcpu,
            "min_ram_gb": self.min_ram_gb,
            "min_storage_gb": self.min_storage_gb,
        }

    def _detail_to_api(self):
        return {
            "full_description": self.full_description or "",
            "helm_chart": {
                "repository": self.chart_repository,
                "name": self.chart_name,
                "version": self.chart_version,
                "digest": self.chart_digest or "",
            },
            "helm_value_specs": values.localised(self.helm_value_specs, self.env.lang),
            "helm_default_values": self.helm_default_values or {},
        }
