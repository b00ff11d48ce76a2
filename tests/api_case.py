"""What the tests of the API share: people in every role, a workspace, a service, and real HTTP."""

import json
from contextlib import contextmanager
from tempfile import NamedTemporaryFile

from cryptography.fernet import Fernet
from odoo.tests import HttpCase

from ..src.api.routes import SERVICE, WORKSPACE
from .name_server import name_server
from .people import make_people

ACCESS = "woow_paas_platform.workspace_access"
TEMPLATE = "woow_paas_platform.cloud_app_template"
JSON = {"Content-Type": "application/json"}
PEOPLE = ("owner", "admin", "user", "guest", "stranger", "outsider", "internal", "platform_admin")


class ApiCase(HttpCase):
    """One workspace with a member in each role, another one with a member of its own, and strangers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.name_key_file()
        # all tests share one address; the limit at the door has tests of its own
        cls.env["ir.config_parameter"].set_param("woow_paas_platform.rate_limit_door", "100000")
        cls.dns = name_server(cls)
        cls.people = make_people(cls.env, "api", PEOPLE, tz="UTC")
        cls.workspace = cls.make_workspace("owner", "Lab")
        cls.foreign_workspace = cls.make_workspace("outsider", "Elsewhere")
        cls.access = {
            role: cls.env[ACCESS].create({
                "workspace_id": cls.workspace.id, "user_id": cls.people[role].id, "role": role,
            })
            for role in ("admin", "user", "guest")
        }
        cls.template = cls.env[TEMPLATE].create(cls.template_values("api-site"))
        cls.service = cls.launch("owner", cls.workspace, "Site", "api-site")

    @classmethod
    def _request_handler(cls, session, request, /, timeout=None, **options):
        """Odoo's own, which can't compare the pair of time limits that the operator's client sets."""
        longest = max(timeout) if isinstance(timeout, tuple) else timeout
        return super()._request_handler(session, request, timeout=longest, **options)

    @classmethod
    def name_key_file(cls):
        """Let secrets be kept with a key of this test's own."""
        file = cls.enterClassContext(NamedTemporaryFile())
        file.write(Fernet.generate_key())
        file.flush()
        cls.env["ir.config_parameter"].set_param("woow_paas_platform.secret_key_file", file.name)

    @classmethod
    def make_workspace(cls, owner, name):
        """A workspace of one of ``people``, as the test's own superuser sees it."""
        workspace = cls.env[WORKSPACE].with_user(cls.people[owner]).create_workspace(name)
        return workspace.with_env(cls.env)

    @classmethod
    def template_values(cls, slug):
        """A web site with a title and a password that the cluster makes."""
        password = {"key": "auth.password", "label": "Password", "type": "password", "secret": True}
        return {
            "name": f"Site {slug}", "slug": slug, "chart_name": "website", "chart_version": "1.0.0",
            "is_published": True, "ingress_enabled": True, "host_key": "ingress.host", "monthly_price": 5,
            "helm_value_specs": {
                "required": [{"key": "site.title", "label": "Title", "type": "text", "default": "Hello"}],
                "optional": [{**password, "generate": {"length": 24}}],
            },
        }

    @classmethod
    def launch(cls, person, workspace, name, subdomain=None):
        """A service launched by one of ``people``, running in its second generation, the first one good, too."""
        launcher = cls.env[SERVICE].with_user(cls.people[person])
        service, _ignored = launcher.launch(
            workspace.with_user(cls.people[person]), cls.template.with_user(cls.people[person]), name, subdomain)
        cls.settle(service.with_env(cls.env), "running")
        service.change(values={"site.title": "Again"})
        cls.settle(service.with_env(cls.env), "running")
        return service.with_env(cls.env)

    @classmethod
    def settle(cls, service, state):
        """Let the operator have done what was asked of ``service``, which ended in ``state``."""
        generation = service.generation
        service.write({
            "state": state, "desired": "stopped" if state == "stopped" else "running",
            "accepted_generation": generation, "observed_generation": generation, "good_generation": generation,
        })
        service._intent(generation)._finish("failed" if state == "error" else "good")
        cls.env.flush_all()

    def setUp(self):
        super().setUp()
        self._openers = {}

    def sign_in(self, name):
        """Act as one of ``people`` from here on; None is nobody."""
        if name not in self._openers:
            self.authenticate(self.people[name].login if name else None, "-")
            self._openers[name] = self.opener
        self.opener = self._openers[name]

    def send(self, verb, path, body=None, headers=None, data=None):
        """One request; ``body`` is sent as JSON, ``data`` as it is."""
        if data is None and (body is not None or verb in ("POST", "PUT", "PATCH")):
            data, headers = json.dumps(body or {}), {**JSON, **(headers or {})}
        return self.opener.request(
            verb, self.base_url() + path, data=data, headers=headers, timeout=30, allow_redirects=False,
        )

    def rpc(self, path, action, headers=None, **params):
        """The same by JSON-RPC; the answer's document."""
        envelope = {"jsonrpc": "2.0", "method": "call", "id": 1, "params": {"action": action, **params}}
        response = self.send("POST", path, envelope, headers)
        self.assertEqual(response.status_code, 200, response.text[:500])
        document = response.json()
        self.assertEqual((document["jsonrpc"], document["id"]), ("2.0", 1))
        return document

    def assertRefused(self, response, status, code):  # noqa: N802 - named like unittest's own
        """The refusal's body if it is one of ``docs/api.md``."""
        self.assertEqual(response.status_code, status, response.text[:500])
        self.assertEqual(response.headers["Content-Type"], "application/json; charset=utf-8")
        body = response.json()
        self.assertEqual(set(body), {"success", "error", "code", "fields"})
        self.assertIs(body["success"], False)
        self.assertEqual(body["code"], code)
        self.assertTrue(body["error"])
        for leak in ("Traceback", "SELECT", "psycopg2", "/src/", ".py"):
            self.assertNotIn(leak, response.text)
        return body

    @contextmanager
    def undone(self):
        """Whatever happens inside is undone afterwards."""
        self.env.flush_all()
        savepoint = self.cr.savepoint()
        try:
            yield
        finally:
            savepoint.close(rollback=True)
            self.env.invalidate_all()
