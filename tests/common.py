"""What the tests of the models share: people in every role, a template, a key file, a stub of the operator."""

import tempfile
from pathlib import Path

from cryptography.fernet import Fernet
from odoo.tests import TransactionCase

from .people import make_people

M = "woow_paas_platform."
MEMBERS = ("owner", "manager", "member", "guest")
OUTSIDERS = ("stranger", "neighbour", "internal")
ROLE = {"owner": "owner", "manager": "admin", "member": "user", "guest": "guest"}
PEOPLE = (*MEMBERS, *OUTSIDERS, "platform_admin")
SPECS = {
    "required": [
        {"key": "site.title", "label": "Title", "type": "text", "default": "Hello", "max": 40},
    ],
    "optional": [
        {"key": "auth.password", "label": "Password", "type": "password", "secret": True, "min": 8,
         "generate": {"length": 24}},
        {"key": "auth.token", "label": "Token", "type": "password", "secret": True},
        {"key": "size", "label": "Size", "type": "select", "default": "1Gi", "immutable": True,
         "options": [{"value": "1Gi", "label": "1 GB"}, {"value": "2Gi", "label": "2 GB"}]},
    ],
}


class PaasCase(TransactionCase):
    """One workspace with a member in each role, a neighbour with another one, and a template to launch."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = make_people(cls.env, "paas", PEOPLE)
        cls.workspace = cls.make_workspace("owner", "Lab")
        cls.neighbourhood = cls.make_workspace("neighbour", "Next door")
        cls.access = {
            name: cls.env[M + "workspace_access"].create(
                {"workspace_id": cls.workspace.id, "user_id": cls.people[name].id, "role": ROLE[name]})
            for name in MEMBERS[1:]
        }
        cls.template = cls.env[M + "cloud_app_template"].create({
            "name": "Site", "slug": "test-site", "chart_name": "website", "chart_version": "1.0.0",
            "is_published": True, "ingress_enabled": True, "host_key": "ingress.host", "monthly_price": 5,
            "min_vcpu": 0.01, "min_ram_gb": 0.01, "min_storage_gb": 0.01,
            "helm_value_specs": SPECS, "helm_default_values": {"ingress": {"enabled": True}, "site": {"lang": "en"}},
        })
        cls.use_key_file()

    @classmethod
    def use_key_file(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.key_file = Path(folder.name) / "fernet.key"
        cls.key_file.write_bytes(Fernet.generate_key())
        cls.env["ir.config_parameter"].set_param(M + "secret_key_file", str(cls.key_file))

    @classmethod
    def make_workspace(cls, owner, name):
        """A workspace of one of the people, as the test's own superuser sees it."""
        return cls.env[M + "workspace"].with_user(cls.people[owner]).create_workspace(name).with_env(cls.env)

    def launch(self, name="Site", person="member", subdomain=None, values=None, workspace=None):
        """A service that was just launched, as the test's own superuser sees it."""
        launcher = self.env(user=self.people[person].id)
        service, _ignored = launcher[M + "cloud_service"].launch(
            (workspace or self.workspace).with_env(launcher), self.template.with_env(launcher), name,
            subdomain=subdomain, values=values)
        return service.with_env(self.env)

    def status(self, service, phase, **changes):
        """What the operator says of the newest generation of ``service``; ``changes`` replace parts of it."""
        ended = phase in ("ready", "stopped", "failed", "deleted")
        generation = changes.get("generation", service.generation)
        return {
            "namespace": service.namespace, "name": service.release_name, "generation": generation,
            "observed_generation": generation if ended else generation - 1,
            "good_generation": generation if phase in ("ready", "stopped") else service.good_generation,
            "desired": service.desired, "action": "install", "phase": phase, "stage": "done" if ended else "pods",
            "progress": 100 if ended else 40, "stage_times": {"namespace": "2026-01-01T00:00:00Z"}, "reason": None,
            "revision": generation, "chart_version": "1.0.0", "replicas": {"desired": 1, "ready": int(ended)},
            "endpoints": [{"name": "http", "port": 80, "host": "site.ns.svc.cluster.local"}],
            "updated_at": f"2026-01-01T00:{generation:02}:{30 if ended else 10}Z", "digest": "sha256:0",
            "database_uuid": self.env["ir.config_parameter"].get_param("database.uuid"), **changes,
        }

    def report(self, service, phase, **changes):
        """Let the operator report, as its event would."""
        return self.env[M + "cloud_service"]._apply_status(self.status(service, phase, **changes))

    def running(self, **launch):
        """A service that the operator has reported ready."""
        service = self.launch(**launch)
        self.report(service, "ready")
        self.assertEqual(service.state, "running")
        return service

    def committing_env(self):
        """An environment whose commits and rollbacks stay inside this test."""
        if hasattr(self, "registry_enter_test_mode"):  # Odoo 19
            self.registry_enter_test_mode()
        else:
            self.registry.enter_test_mode(self.cr)
            self.addCleanup(self.registry.leave_test_mode)
        cursor = self.registry.cursor()
        self.addCleanup(cursor.close)
        return self.env(cr=cursor)
