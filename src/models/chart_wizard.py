"""Add an application, or a version of one, from a chart: it is read, a form proposed, a platform admin trims it."""

import re

from odoo import Command, _, api, fields, models

from .. import chart_form, value_specs
from .. import values as form
from ..api.errors import Invalid, NotFound
from .cloud_app_template import CHART_NAME, CHART_REPOSITORY
from .cloud_app_version import CHART_VERSION

MOST_VERSIONS = 30


class ChartWizard(models.TransientModel):
    _name = "woow_paas_platform.chart_wizard"
    _description = "Add an application from a chart"
    _rec_name = "chart_name"

    template_id = fields.Many2one(
        "woow_paas_platform.cloud_app_template", "New version of", readonly=True, ondelete="cascade")
    chart_repository = fields.Char("Repository", default="builtin", required=True,
                                   help="“builtin” for the charts of this platform, or an https or oci address.")
    chart_name = fields.Char("Chart", required=True)
    chart_version = fields.Char("Version", help="One exact version; “Show versions” asks for those there are.")
    version_line_ids = fields.One2many("woow_paas_platform.chart_wizard_version", "wizard_id", "Versions")
    is_read = fields.Boolean("The chart was read")

    # what the chart says
    readme = fields.Text(readonly=True)
    values_text = fields.Text("values.yaml", readonly=True)
    schema_text = fields.Text("values.schema.json", readonly=True)

    # what becomes of it
    name = fields.Char()
    category_id = fields.Many2one("woow_paas_platform.cloud_app_category", "Category")
    notes = fields.Text("What is new", help="Told to those who are offered the update.")
    ingress_enabled = fields.Boolean("Has an address")
    host_key = fields.Char("Host name's key")
    fixed_text = fields.Text("Fixed values (JSON)", default="{}")
    line_ids = fields.One2many("woow_paas_platform.chart_wizard_line", "wizard_id", "Form")

    def action_show_versions(self):
        """Ask which versions the repository has; the newest is chosen."""
        self._check_reference(with_version=False)
        client = self.env["woow_paas_platform.operator_state"]._client()
        repository, name = self.chart_repository, self.chart_name
        self.env.cr.commit()  # no transaction is open during the call
        found = client.chart_versions(repository, name)["items"][:MOST_VERSIONS]
        if not found:
            raise NotFound(_("The repository has no version of this chart."))
        self.version_line_ids = [Command.clear(), *(
            Command.create({"version": item["version"], "app_version": item.get("app_version")}) for item in found)]
        self.chart_version = self.chart_version or found[0]["version"]
        return self._open()

    def action_read(self):
        """Read the chart through the operator and propose a form."""
        self._check_reference()
        client = self.env["woow_paas_platform.operator_state"]._client()
        chart = {"repository": self.chart_repository, "name": self.chart_name, "version": self.chart_version}
        self.env.cr.commit()  # no transaction is open during the calls
        values = client.chart_values(chart)
        schema, readme = client.chart_text(chart, "schema"), client.chart_text(chart, "readme")
        self.write({"is_read": True, "values_text": values["text"], "schema_text": schema, "readme": readme})
        self._propose(values["parsed"])
        return self._open()

    def _check_reference(self, with_version=True):
        self.ensure_one()
        checks = [(self.chart_repository, CHART_REPOSITORY, _("A repository is “builtin” or an https or oci address.")),
                  (self.chart_name, CHART_NAME, _("A chart's name has small letters, digits and dashes."))]
        if with_version:
            checks.append((self.chart_version, CHART_VERSION, _("Name one exact version, such as 1.0.0.")))
        for value, pattern, sentence in checks:
            if not pattern.fullmatch(value or ""):
                raise Invalid(sentence)

    def _propose(self, parsed):
        proposed = chart_form.propose(parsed, self.values_text, self.schema_text)
        fixed, host_key = chart_form.propose_fixed(parsed)
        template = self.template_id
        if template:
            lines = self._lines_of_version(template.latest_version_id, proposed)
            self.write({"fixed_text": template.defaults_text, "host_key": template.host_key,
                        "ingress_enabled": template.ingress_enabled})
        else:
            lines = [{"spec": found["spec"], "is_offered": found["offered"]} for found in proposed]
            self.write({"fixed_text": self.env["woow_paas_platform.cloud_app_version"]._text_of(fixed),
                        "host_key": host_key, "ingress_enabled": bool(fixed),
                        "name": self.name or self.chart_name.replace("-", " ").title()})
        self.line_ids = [Command.clear(), *(Command.create({
            "sequence": number, "key": line["spec"]["key"], "label": line["spec"]["label"],
            "group": line["spec"].get("group"), "help": line["spec"].get("help"), "kind": line["spec"]["type"],
            "is_required": line["spec"].get("required", False), "spec": line["spec"],
            "is_offered": line["is_offered"], "is_gone": line.get("is_gone", False),
        }) for number, line in enumerate(sorted(lines, key=lambda line: not line["is_offered"])))]

    @api.model
    def _lines_of_version(self, version, proposed):
        """The form of ``version`` as it is, then what the new chart could offer besides."""
        known = form.specs_by_key(version.helm_value_specs)
        there = {found["spec"]["key"] for found in proposed}
        branches = {".".join(key.split(".")[:depth]) for key in there for depth in range(1, key.count(".") + 2)}
        gone = {key for key in known if key.split(".")[0] not in branches}
        kept = [{"spec": spec, "is_offered": True, "is_gone": key in gone} for key, spec in known.items()]
        return kept + [{"spec": found["spec"], "is_offered": False} for found in proposed
                       if found["spec"]["key"] not in known]

    def _specs(self):
        """The form that the lines make."""
        offered = [line._as_spec() for line in self.line_ids.sorted("sequence") if line.is_offered]
        specs = {"required": [spec for spec in offered if spec.get("required")],
                 "optional": [spec for spec in offered if not spec.get("required")]}
        if sentences := value_specs.problems_of(specs, self.env._):
            raise Invalid("\n".join(sentences))
        return specs

    def action_create(self):
        """Make the application, unpublished, or the version, not offered; then the chart is checked there."""
        self._check_reference()
        if not self.is_read:
            raise Invalid(_("Read the chart first."))
        version = {"chart_version": self.chart_version, "helm_value_specs": self._specs(), "notes": self.notes,
                   "defaults_text": self.fixed_text, "is_offered": False}
        template = self.template_id or self._new_template(version)
        if self.template_id:
            template.version_ids = [Command.create(version)]
        return {"type": "ir.actions.act_window", "res_model": template._name, "view_mode": "form",
                "res_id": template.id, "name": template.name}

    def _new_template(self, version):
        templates = self.env["woow_paas_platform.cloud_app_template"]
        slug = re.sub(r"[^a-z0-9]+", "-", (self.name or self.chart_name).lower()).strip("-") or self.chart_name
        return templates.create({
            "name": self.name or self.chart_name, "slug": templates._free_slug(slug[:60]),
            "category_id": self.category_id.id, "chart_repository": self.chart_repository,
            "chart_name": self.chart_name, "ingress_enabled": self.ingress_enabled, "host_key": self.host_key,
            "version_ids": [Command.create(version)],
        })

    def _open(self):
        return {"type": "ir.actions.act_window", "res_model": self._name, "res_id": self.id, "view_mode": "form",
                "target": "new", "name": self._description}


class ChartWizardVersion(models.TransientModel):
    _name = "woow_paas_platform.chart_wizard_version"
    _description = "Version of a chart to choose"

    wizard_id = fields.Many2one("woow_paas_platform.chart_wizard", required=True, ondelete="cascade")
    version = fields.Char(readonly=True)
    app_version = fields.Char("Application's version", readonly=True)

    def action_choose(self):
        """Take this version."""
        self.ensure_one()
        self.wizard_id.chart_version = self.version
        return self.wizard_id._open()


class ChartWizardLine(models.TransientModel):
    _name = "woow_paas_platform.chart_wizard_line"
    _description = "Field of a proposed form"
    _order = "sequence, id"

    wizard_id = fields.Many2one("woow_paas_platform.chart_wizard", required=True, ondelete="cascade")
    sequence = fields.Integer()
    is_offered = fields.Boolean("In the form")
    is_gone = fields.Boolean("Not in this chart", readonly=True)
    is_required = fields.Boolean("Needed")
    key = fields.Char(readonly=True)
    kind = fields.Char(readonly=True)
    label = fields.Char(required=True)
    group = fields.Char()
    help = fields.Char("Help")
    spec = fields.Json(readonly=True)

    def _as_spec(self):
        """The proposed spec with what was changed in this line; texts in other languages only if nothing was."""
        shown = {"label": self.label, "group": self.group or "", "help": self.help or ""}
        changed = any((self.spec.get(name) or "") != value for name, value in shown.items())
        kept = {name: value for name, value in self.spec.items() if not (changed and name == "translations")}
        told = {**kept, **shown, "required": self.is_required}
        return {name: value for name, value in told.items() if value not in ("", False) or name == "default"}
