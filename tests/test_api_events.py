"""The operator's signed events."""

import json
import time
import uuid
from types import SimpleNamespace
from unittest.mock import patch

from odoo.tests import tagged

from ..src.api import operator_signature
from ..src.api.operator_signature import DELIVERY, SIGNATURE, TIMESTAMP, TOLERANCE, sign
from .api_case import JSON, ApiCase

EVENTS = "/api/operator/events"
KEY = "events-key-of-the-test"


@tagged("post_install", "-at_install")
class TestOperatorEvents(ApiCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["woow_paas_platform.secret"]._set("operator_events_key", KEY)

    def setUp(self):
        super().setUp()
        self.sign_in(None)
        self.service.write({"state": "upgrading", "observed_generation": 1, "good_generation": 1})

    def status(self, **changes):
        service = self.service
        return {
            "namespace": service.namespace, "name": service.release_name, "generation": service.generation,
            "observed_generation": 1, "good_generation": 1, "desired": "running", "action": "upgrade",
            "phase": "working", "stage": "pods", "progress": 60, "stage_times": {}, "reason": None, "revision": 2,
            "chart_version": "1.0.0", "replicas": {"desired": 1, "ready": 0}, "endpoints": [],
            "updated_at": "2026-01-01T00:00:00Z", "digest": "sha256:0",
            "database_uuid": self.env["ir.config_parameter"].get_param("database.uuid"), **changes,
        }

    def deliver(self, *statuses, data=None, key=KEY, now=None, age=0, **headers):
        data = json.dumps({"events": statuses}) if data is None else data
        timestamp = str((now or int(time.time())) - age)
        signed = {TIMESTAMP: timestamp, DELIVERY: str(uuid.uuid4()), SIGNATURE: sign(key, timestamp, data.encode())}
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.send("POST", EVENTS, data=data, headers={**JSON, **signed, **headers})

    def assert_untouched(self):
        self.service.invalidate_recordset()
        self.assertEqual((self.service.state, self.service.stage), ("upgrading", "queued"))

    def test_an_event_reaches_the_service(self):
        response = self.deliver(self.status())
        self.assertEqual((response.status_code, response.text), (204, ""))
        self.assertEqual((self.service.stage, self.service.progress), ("pods", 60))
        done = self.status(phase="ready", stage="done", progress=100, observed_generation=self.service.generation,
                           updated_at="2026-01-01T00:00:05Z")
        self.assertEqual(self.deliver(done).status_code, 204)
        self.assertEqual(self.service.state, "running")
        self.assertEqual(self.service.observed_generation, self.service.generation)

    def wakes(self):
        """How often the reconciler was asked to run."""
        job = self.env.ref("woow_paas_platform.ir_cron_reconcile")
        return self.env["ir.cron.trigger"].search_count([("cron_id", "=", job.id)])

    def test_the_operators_greeting_wakes_the_reconciler_when_a_wish_waits(self):
        self.env["woow_paas_platform.operator_state"]._current().reachable = True
        self.service.write({"accepted_generation": self.service.generation})
        before = self.wakes()
        self.assertEqual(self.deliver().status_code, 204)
        self.assertEqual(self.wakes(), before, "nothing waits")
        self.service.write({"accepted_generation": self.service.generation - 1, "retry_at": False})
        self.assertEqual(self.deliver(age=30).status_code, 204)
        self.assertEqual(self.wakes(), before + 1)

    def test_the_operators_greeting_after_it_was_away_makes_odoo_look(self):
        state = self.env["woow_paas_platform.operator_state"]._current()
        state.write({"reachable": False, "listed_at": "2026-01-01 00:00:00"})
        before = self.wakes()
        self.assertEqual(self.deliver().status_code, 204)
        self.assertEqual(self.wakes(), before + 1)
        state.invalidate_recordset()
        self.assertFalse(state.listed_at)

    def test_what_is_not_signed_with_the_key_is_401(self):
        wrong = (
            {"key": "another-key"}, {"X_Woow_Signature": "sha256=00"}, {"X_Woow_Signature": "ünsigned"},
            {"X_Woow_Timestamp": "0"}, {"X_Woow_Timestamp": "soon"}, {"X_Woow_Timestamp": "1" * 30},
        )
        for changes in wrong:
            with self.subTest(changes=changes):
                changes = {name: value.encode() if name != "key" else value for name, value in changes.items()}
                self.assertRefused(self.deliver(self.status(), **changes), 401, "unauthenticated")
        data = json.dumps({"events": [self.status()]})
        self.assertRefused(self.send("POST", EVENTS, data=data, headers=JSON), 401, "unauthenticated")
        self.assert_untouched()

    def test_a_signature_covers_body_and_time(self):
        timestamp, data = str(int(time.time())), json.dumps({"events": []})
        headers = {**JSON, TIMESTAMP: timestamp, DELIVERY: str(uuid.uuid4()),
                   SIGNATURE: sign(KEY, timestamp, data.encode())}
        other = json.dumps({"events": [self.status()]})
        self.assertRefused(self.send("POST", EVENTS, data=other, headers=headers), 401, "unauthenticated")
        late = {**headers, TIMESTAMP: str(int(timestamp) + 1)}
        self.assertRefused(self.send("POST", EVENTS, data=data, headers=late), 401, "unauthenticated")
        self.assertEqual(self.send("POST", EVENTS, data=data, headers=headers).status_code, 204)

    def test_old_and_future_events_are_401(self):
        """To the second, over against a clock that stands still while the request is on its way."""
        now = int(time.time())
        self.enterContext(patch.object(operator_signature, "time", SimpleNamespace(time=lambda: now)))
        for age in (TOLERANCE + 1, -TOLERANCE - 1):
            self.assertRefused(self.deliver(self.status(), now=now, age=age), 401, "unauthenticated")
        for age in (TOLERANCE, -TOLERANCE):
            self.assertEqual(self.deliver(self.status(), now=now, age=age).status_code, 204)

    def test_a_session_is_no_signature(self):
        self.sign_in("platform_admin")
        response = self.send("POST", EVENTS, {"events": [self.status()]})
        self.assertRefused(response, 401, "unauthenticated")

    def test_a_replay_is_409_under_the_same_and_under_another_id(self):
        data = json.dumps({"events": [self.status()]})
        timestamp = str(int(time.time()))
        headers = {**JSON, TIMESTAMP: timestamp, SIGNATURE: sign(KEY, timestamp, data.encode())}
        first, second = str(uuid.uuid4()), str(uuid.uuid4())
        self.assertEqual(
            self.send("POST", EVENTS, data=data, headers={**headers, DELIVERY: first}).status_code, 204)
        for delivery in (first, second):
            response = self.send("POST", EVENTS, data=data, headers={**headers, DELIVERY: delivery})
            self.assertRefused(response, 409, "conflict")

    def test_events_out_of_order_and_of_others_change_nothing(self):
        newest = self.status(updated_at="2026-01-01T00:00:10Z", stage="reachable")
        self.assertEqual(self.deliver(newest).status_code, 204)
        for other in (
            self.status(updated_at="2026-01-01T00:00:05Z", stage="chart"),
            self.status(generation=1, stage="chart", updated_at="2026-01-01T00:00:20Z"),
            self.status(database_uuid=str(uuid.uuid4()), stage="chart", updated_at="2026-01-01T00:00:20Z"),
            self.status(name="unknown", stage="chart"),
        ):
            self.assertEqual(self.deliver(other).status_code, 204)
            self.assertEqual(self.service.stage, "reachable")

    def test_malformed_bodies_are_a_clear_4xx(self):
        self.assertRefused(self.deliver(data="{"), 400, "bad_request")
        self.assertRefused(self.deliver(data="[]"), 400, "bad_request")
        self.assertRefused(self.deliver(data=" " * (1024 * 1024 + 1)), 413, "too_large")
        for bad in ({}, {"events": {}}, {"events": ["x"]}, {"events": [{}]}, {"events": [], "more": 1}):
            self.assertRefused(self.deliver(data=json.dumps(bad)), 422, "invalid")
        for changes in ({"generation": "2"}, {"generation": -1}, {"phase": "lost"}, {"namespace": "../x"},
                        {"progress": 101}, {"reason": "late"}, {"database_uuid": None}):
            fields = self.assertRefused(self.deliver(self.status(**changes)), 422, "invalid")["fields"]
            self.assertEqual(set(fields), {f"events.0.{next(iter(changes))}"})
        self.assertRefused(self.deliver(X_Woow_Delivery="not-a-uuid"), 422, "invalid")
        self.assert_untouched()

    def test_without_a_key_nothing_is_valid(self):
        self.env["woow_paas_platform.secret"]._set("operator_events_key", "")
        self.assertRefused(self.deliver(self.status(), key=""), 401, "unauthenticated")
