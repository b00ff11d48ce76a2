"""Applications that can be launched: a chart, the form that asks for its values, what it costs and needs."""

import json
import re

from odoo import _, api, fields, models

from .. import connection, values
from ..api.errors import Invalid
from ..compat import Constraint
from .cloud_app_version import SHOWN_BY_TEMPLATE

CHART_NAME = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
CHART_REPOSITORY = re.compile(r"builtin|(https|oci)://[A-Za-z0-9][A-Za-z0-9.-]*(:\d+)?(/[\w.~/-]*)?", re.ASCII)
WORD = re.compile(r"[a-z][a-z0-9_]{0,62}")
# the operator refuses every other word
ALLOWABLE = ("floating_tag", "registry", "open_network", "role_rights", "neighbour")
SLUG = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")


class CloudAppTemplate(models.Model):
    _name = "woow_paas_platform.cloud_app_template"
    _description = "Application template"
    _inherit = ["woow_paas_platform.shipped_record"]
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
    default_port = fields.Integer(default=80, required=True)
    ingress_enabled = fields.Boolean("Has an address", help="Services get a host name of their own.")
    host_key = fields.Char(
        "Host name's key", help="Dotted Helm path that takes the host name; not needed if a fixed value holds {host}.")
    rollout_timeout = fields.Integer("Rollout limit (s)", default=300, required=True)
    allow = fields.Json(default=lambda self: [], help="Codes of the check that a platform admin accepted here.")
    upstream_started = fields.Boolean(
        "Started here", help="Whether this chart was launched and tried, be it with images that stand in for its own.")

    # what it offers to others
    provides = fields.Char(help="What its neighbours may use it as, such as postgresql, redis or mqtt.")
    connection = fields.Json(help="How to reach it from inside and outside: see docs/templates.md.")
    connection_text = fields.Text(
        "Connection (JSON)", compute="_compute_connection_text", inverse="_inverse_connection_text")

    # its versions; what belongs to a version is shown of the newest that is offered
    version_ids = fields.One2many("woow_paas_platform.cloud_app_version", "template_id", "Versions", copy=True)
    latest_version_id = fields.Many2one(
        "woow_paas_platform.cloud_app_version", "Newest version", compute="_compute_latest_version_id", store=True)
    chart_version = fields.Char(related="latest_version_id.chart_version", readonly=False)
    app_version = fields.Char(related="latest_version_id.app_version", readonly=False)
    chart_digest = fields.Char(related="latest_version_id.chart_digest", readonly=False)
    helm_value_specs = fields.Json(related="latest_version_id.helm_value_specs", readonly=False)
    helm_default_values = fields.Json(related="latest_version_id.helm_default_values", readonly=False)
    specs_text = fields.Text(related="latest_version_id.specs_text", readonly=False)
    defaults_text = fields.Text(related="latest_version_id.defaults_text", readonly=False)

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

    @api.model_create_multi
    def create(self, vals_list):
        """What belongs to a version becomes the template's first one."""
        templates = super().create([self._with_first_version(vals) for vals in vals_list])
        templates._check_versions()
        return templates

    @api.model
    def _with_first_version(self, vals):
        first = {name: vals[name] for name in SHOWN_BY_TEMPLATE if name in vals}
        if not first.get("chart_version"):
            return vals
        rest = {name: value for name, value in vals.items() if name not in first}
        return {**rest, "version_ids": [fields.Command.create(first), *rest.get("version_ids", [])]}

    def _meet(self, xml_id, values):
        """A site's own application with our short name but another chart keeps it; ours gets another, unpublished."""
        own = self._own(values)
        if own and (own.chart_repository, own.chart_name) != (values["chart_repository"], values["chart_name"]):
            values.update(slug=self._free_slug(values["slug"]), is_published=False)
        super()._meet(xml_id, values)

    def _fill_in(self, vals):
        """Write those of ``vals`` that these templates say nothing of: news for sites that upgrade."""
        for template in self:
            template.write({name: value for name, value in vals.items() if not template[name]})

    def copy_data(self, default=None):
        """A copy has a short name of its own and is not published."""
        copies = super().copy_data({"is_published": False, **(default or {})})
        for template, vals in zip(self, copies, strict=True):
            if "slug" not in (default or {}):
                vals["slug"] = self._free_slug(template.slug)
        return copies

    @api.model
    def _free_slug(self, slug):
        """``slug``, or the first of ``slug-2``, ``slug-3``… that no template has."""
        # archived ones count, too
        taken = set(self.with_context(active_test=False).search([("slug", "=like", f"{slug}%")]).mapped("slug"))
        numbers = (f"{slug}-{number}" for number in range(2, len(taken) + 3))
        return slug if slug not in taken else next(free for free in numbers if free not in taken)

    @api.depends("version_ids.is_offered", "version_ids.precedence")
    def _compute_latest_version_id(self):
        for template in self:
            template.latest_version_id = template.version_ids._newest()

    @api.depends("connection")
    def _compute_connection_text(self):
        for template in self:
            template.connection_text = json.dumps(template.connection or {}, indent=2, ensure_ascii=False)

    def _inverse_connection_text(self):
        for template in self:
            template.connection = template.latest_version_id._parsed(template.connection_text)

    @api.depends("service_ids")
    def _compute_service_count(self):
        groups = self.env["woow_paas_platform.cloud_service"]._read_group(
            [("template_id", "in", self.ids)], ["template_id"], ["__count"])
        counts = {template.id: count for template, count in groups}
        for template in self:
            template.service_count = counts.get(template.id, 0)

    @api.constrains("host_key", "ingress_enabled")
    def _check_host_key(self):
        for template in self.filtered("ingress_enabled"):
            is_filled_in = all("{host}" in values.words_in(version.helm_default_values)
                               for version in template.version_ids)
            fits = bool(values.KEY.fullmatch(template.host_key)) if template.host_key else is_filled_in
            if not fits:
                sentence = _("An application with an address needs the key that takes the host name.")
                raise Invalid(sentence, {"host_key": sentence})

    @api.constrains("is_published", "version_ids")
    def _check_versions(self):
        for template in self:
            if not template.version_ids:
                sentence = _("Name one exact version, such as 1.0.0.")
                raise Invalid(sentence, {"chart_version": sentence})
            if template.is_published and not template.latest_version_id.is_offered:
                sentence = _("An application that is published offers at least one version.")
                raise Invalid(sentence, {"is_published": sentence})

    @api.constrains("connection", "provides", "allow")
    def _check_connection(self):
        for template in self:
            if sentence := connection.problem_of(template.connection, self.env._):
                raise Invalid(sentence, {"connection": sentence})
            if template.provides and not WORD.fullmatch(template.provides):
                sentence = _("What it provides is a word of small letters, digits and underscores.")
                raise Invalid(sentence, {"provides": sentence})
            if any(word not in ALLOWABLE for word in template.allow or []):
                sentence = _("What can be accepted: %s.", ", ".join(ALLOWABLE))
                raise Invalid(sentence, {"allow": sentence})

    @api.constrains("chart_repository", "chart_name", "slug", "icon_url", "documentation_url")
    def _check_references(self):
        for template in self:
            checks = {
                "chart_repository": (CHART_REPOSITORY, _("A repository is “builtin” or an https or oci address.")),
                "chart_name": (CHART_NAME, _("A chart's name has small letters, digits and dashes.")),
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
        """What a service keeps as it was at its launch: of the newest version, or of the one that is tried out."""
        tried = self.version_ids.browse(self.env.context.get("version_to_launch"))
        return (tried or self.latest_version_id)._copied_by_service()

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
        templates_sudo, recent = self.sudo(), set(self._recent_ids())
        refs = templates_sudo._refs_to_api()
        return [{**refs[template.id], **template._one_to_api(), "recently_used": template.id in recent,
                 **(template._detail_to_api() if detail else {})} for template in templates_sudo]

    def _one_to_api(self):
        return {
            "description": self.description or "",
            "tags": [{"id": tag.id, "name": tag.name} for tag in self.tag_ids],
            "documentation_url": self.documentation_url or "",
            "provides": self.provides or "",
            "app_version": self.app_version or "",
            "upstream_started": self.upstream_started,
            "chart_check": self.latest_version_id._check_to_api(),
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
