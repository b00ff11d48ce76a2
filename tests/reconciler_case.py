"""The reconciler over against a stub that speaks the operator's wire protocol."""

from datetime import timedelta

from odoo.tests.common import _super_send

from .common import M, PaasCase
from .operator_stub import operator_stub

NOT_JSON = b"<html>502 Bad Gateway</html>"


class ReconcilerCase(PaasCase):
    @classmethod
    def _request_handler(cls, session, request, /, **kwargs):
        """Odoo keeps tests from calling out; the stub is on this machine."""
        return _super_send(session, request, **kwargs)

    def setUp(self):
        super().setUp()
        self.env = self.committing_env()
        self.services = self.env[M + "cloud_service"]
        opened = operator_stub(self.env)
        self.stub = opened.__enter__()
        self.addCleanup(opened.__exit__, None, None, None)
        self.env.cr.commit()

    def launched(self, **launch):
        service = self.launch(**launch)
        self.env.cr.commit()
        return service

    def reconcile(self, seconds_later=0):
        """One run of the job, as if some time had passed."""
        if seconds_later:
            back = timedelta(seconds=seconds_later)
            for service in self.services.search([]):
                service.write({name: service[name] - back for name in (
                    "retry_at", "claimed_until", "accepted_at", "missing_since") if service[name]})
            state = self.env[M + "operator_state"]._current()
            state.listed_at = state.listed_at and state.listed_at - back
            self.env.cr.commit()
        self.services._cron_reconcile()
        self.env.cr.commit()
