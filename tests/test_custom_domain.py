"""Custom domains over against a real name server on this machine."""

from datetime import timedelta
from unittest.mock import patch

from odoo.tests import tagged

from ..src.api.errors import ApiError, Conflict, InsufficientRole, Invalid, NotFound
from ..src.clients.dns_proof import DnsUnavailable
from .common import M, PaasCase
from .name_server import name_server

NAME = "shop.example.com"
CHALLENGE = "_woow-challenge.shop.example.com"


@tagged("post_install", "-at_install")
class TestCustomDomain(PaasCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dns = name_server(cls)

    def setUp(self):
        super().setUp()
        self.env = self.committing_env()
        self.dns.texts, self.dns.is_ill, self.dns.asked = {}, False, []
        self.service = self.running(subdomain="shop-here").with_env(self.env)

    def member(self, service=None):
        return (service or self.service).with_user(self.people["member"])

    def shown(self, service=None):
        return self.member(service)._to_api()[0]["custom_domain"]

    def claim(self, service=None):
        self.member(service).set_custom_domain(NAME)
        return (service or self.service).custom_domain_token

    def refusal(self, service):
        """Why a look-up is refused; without a savepoint around it, since it commits."""
        try:
            self.member(service).verify_custom_domain()
        except ApiError as refusal:
            self.env.cr.rollback()
            return refusal
        return None

    def prove(self, service=None):
        self.dns.texts[CHALLENGE] = ["something else", self.claim(service)]
        self.member(service).verify_custom_domain()

    def test_from_the_claim_to_an_address_that_answers(self):
        self.assertIsNone(self.shown())
        token = self.claim()
        self.assertEqual(self.shown(), {
            "name": NAME, "state": "pending", "txt_name": CHALLENGE, "txt_value": token,
            "cname": "shop-here.apps.localhost", "message": ""})
        self.member().verify_custom_domain()
        self.assertEqual((self.shown()["state"], self.service.generation), ("pending", 1))
        self.assertIn("not there yet", self.shown()["message"])
        self.assertIn("TXT", self.service.with_user(self.people["member"]).custom_domain_message)
        self.dns.texts[CHALLENGE] = ["what somebody else proves by"]
        self.member().verify_custom_domain()
        self.assertEqual((self.shown()["state"], self.service.generation), ("pending", 1))
        self.dns.texts[CHALLENGE] = [token]
        self.member().verify_custom_domain()
        self.assertEqual((self.shown()["state"], self.shown()["message"]), ("verified", ""))
        self.assertEqual((self.service.generation, self.service.state), (2, "upgrading"))
        told = self.service._intent_for_operator(self.service._intent(2))
        self.assertEqual(told["hosts"], ["shop-here.apps.localhost", NAME])
        self.assertEqual(told["values"]["ingress"]["host"], "shop-here.apps.localhost")
        self.report(self.service, "ready")
        self.assertEqual(self.shown()["state"], "active")
        self.assertEqual(self.dns.asked[-1], (CHALLENGE, "TXT"))
        self.member().change_domain("shop-there")
        self.report(self.service, "ready")
        self.assertEqual(self.service._hosts(), ["shop-there.apps.localhost", NAME])

    def test_given_up_it_is_free_at_once(self):
        self.prove()
        self.report(self.service, "ready")
        self.member().remove_custom_domain()
        self.assertIsNone(self.shown())
        self.assertEqual((self.service.generation, self.service._hosts()), (3, ["shop-here.apps.localhost"]))
        self.assertFalse(self.env[M + "host_name"].search([("name", "=", NAME)]))
        with self.assertRaises(Conflict):
            self.member().remove_custom_domain()
        with self.assertRaises(Conflict):
            self.member().verify_custom_domain()

    def test_a_claim_holds_nothing_and_the_proof_decides(self):
        squatter = self.running(name="Squatter", subdomain="squatter").with_env(self.env)
        self.claim(squatter)
        self.prove()
        self.dns.texts[CHALLENGE].append(squatter.custom_domain_token)
        self.assertIsInstance(self.refusal(squatter), Conflict)
        self.report(self.service, "ready")
        self.dns.texts[CHALLENGE] = [squatter.custom_domain_token]
        self.member(squatter).verify_custom_domain()
        self.assertEqual(self.shown(squatter)["state"], "verified", "who can prove it now holds it")
        self.assertIsNone(self.shown())
        self.assertEqual(self.service._hosts(), ["shop-here.apps.localhost"])
        lost = self.env[M + "activity"].search([("action", "=", "domain.lost")], limit=1)
        self.assertEqual((lost.subject, lost.after), (self.service.name, {"domain": NAME}))

    def test_nobody_guesses_the_proof_and_the_same_claim_keeps_it(self):
        token = self.claim()
        self.assertRegex(token, "^woow-verify=[0-9a-f]{32}$")
        self.assertEqual(self.claim(), token)
        self.assertNotEqual(self.claim(self.running(name="Other", subdomain="other").with_env(self.env)), token)

    def test_who_may_not_change_the_address(self):
        self.claim()
        for name, refusal in (("guest", InsufficientRole), ("stranger", NotFound)):
            service = self.service.with_user(self.people[name])
            for act in (lambda s=service: s.set_custom_domain(NAME), service.verify_custom_domain,
                        service.remove_custom_domain):
                with self.subTest(name=name), self.assertRaises(refusal):
                    act()
        self.assertFalse(self.dns.asked, "nothing was looked up for them")

    def test_an_application_without_an_address_has_no_domain(self):
        self.template.with_env(self.env).ingress_enabled = False
        with self.assertRaises(Invalid):
            self.claim(self.launch(name="Database").with_env(self.env))

    def test_a_domain_that_is_served_stays_while_the_service_is_busy(self):
        self.service.with_user(self.people["member"]).restart()
        self.claim()
        self.member().set_custom_domain("other.example.com")
        self.dns.texts[CHALLENGE] = [self.claim()]
        self.assertIsInstance(self.refusal(self.service), Conflict)
        self.report(self.service, "ready")
        self.member().verify_custom_domain()
        self.report(self.service, "ready")
        self.member().restart()
        for act in (self.member().remove_custom_domain, lambda: self.member().set_custom_domain("other.example.com")):
            with self.assertRaises(Conflict):
                act()
        rival = self.running(name="Rival", subdomain="rival").with_env(self.env)
        self.env.cr.commit()
        self.dns.texts[CHALLENGE] = [self.claim(rival)]
        self.env.cr.commit()
        self.assertIsInstance(self.refusal(rival), Conflict)
        self.assertEqual(self.service._hosts(), ["shop-here.apps.localhost", NAME])

    def test_a_lost_proof_takes_effect_once_the_service_is_at_rest(self):
        self.prove()
        self.report(self.service, "ready")
        self.dns.texts = {}
        self.look(days_later=2)
        self.member().restart()
        self.look(days_later=9)
        self.assertEqual(self.shown()["name"], NAME)
        self.report(self.service, "ready")
        self.look(days_later=2)
        self.assertIsNone(self.shown())

    def test_what_goes_wrong_with_one_domain_is_that_ones(self):
        judge = type(self.service)._judge_domain
        services = [self.service, *(self.running(name=f"Site {n}", subdomain=f"site-{n}").with_env(self.env)
                                    for n in range(4))]
        for number, service in enumerate(services):
            self.member(service).set_custom_domain(f"site-{number}.example.com")
            name = f"_woow-challenge.site-{number}.example.com"
            self.dns.texts[name] = [service.custom_domain_token]
        ill = {services[0]: Conflict("Refused."), services[1]: ValueError("A fault."),
               services[3]: Conflict("Refused."), services[4]: ValueError("A fault.")}

        def judged(service, texts):
            if service in ill:
                raise ill[service]
            judge(service, texts)

        with (patch.object(type(self.service), "_judge_domain", judged),
              self.assertLogs("odoo.addons.woow_paas_platform.src.models.cloud_service_custom_domain", "ERROR") as log):
            self.look()
        self.assertEqual(len(log.records), 2, "a fault is logged, a refusal is not one")
        self.assertEqual([self.shown(service)["state"] for service in services],
                         ["pending", "pending", "verified", "pending", "pending"])

    def test_name_servers_that_do_not_answer_prove_nothing_either_way(self):
        self.prove()
        self.report(self.service, "ready")
        self.dns.is_ill = True
        self.assertIsInstance(self.refusal(self.service), DnsUnavailable)
        self.assertEqual(self.shown()["state"], "active")

    def look(self, days_later=0):
        for name in ("custom_domain_checked_at", "custom_domain_doubted_at"):
            if self.service[name]:
                self.service[name] -= timedelta(days=days_later)
        self.env.flush_all()
        self.env.cr.commit()
        self.env[M + "cloud_service"]._cron_custom_domains()
        self.env.invalidate_all()

    def test_the_job_finds_a_fresh_proof_and_a_lost_one(self):
        self.dns.texts[CHALLENGE] = [self.claim()]
        self.look()
        self.assertEqual(self.shown()["state"], "verified")
        self.report(self.service, "ready")
        self.dns.texts = {}
        asked = len(self.dns.asked)
        self.look(days_later=0.9)
        self.assertEqual(len(self.dns.asked), asked, "once a day is enough")
        for _look in range(2):
            self.look(days_later=2)
            self.assertEqual(self.shown()["state"], "active")
            self.assertIn("gone", self.shown()["message"])
        self.look(days_later=4)
        self.assertIsNone(self.shown())
        self.assertEqual((self.service.generation, len(self.service._hosts())), (3, 1))

    def test_the_job_forgives_when_the_proof_is_back(self):
        self.prove()
        self.report(self.service, "ready")
        kept, self.dns.texts = self.dns.texts, {}
        self.look(days_later=2)
        self.dns.is_ill = True
        self.look(days_later=9)
        self.assertEqual(self.shown()["state"], "active", "no answer is no proof that it is gone")
        self.dns.texts, self.dns.is_ill = kept, False
        self.look(days_later=2)
        self.assertEqual(self.shown()["message"], "")

    def test_domains_that_cannot_be(self):
        for domain in ("", "com", "co.uk", "localhost", "shop.localhost", "-a.example.com", "a..example.com", "a b.com",
                       "192.0.2.1", "x.apps.localhost", "apps.localhost", f"{'x' * 64}.com", "*.example.com",
                       f"{'a.' * 120}example.com", "shop.cluster.local"):
            with self.subTest(domain=domain), self.assertRaises(Invalid) as refusal:
                self.member().set_custom_domain(domain)
            self.assertEqual(set(refusal.exception.fields), {"domain"})
        self.member().set_custom_domain("Müller.Example.COM.")
        self.assertEqual(self.service.custom_domain, "xn--mller-kva.example.com")

    def test_deleted_and_gone_back(self):
        self.prove()
        self.report(self.service, "ready", good_generation=1, reason={"code": "went_back", "message": "Back."})
        self.assertEqual((self.shown()["state"], self.service._hosts()), ("pending", ["shop-here.apps.localhost"]))
        self.member().verify_custom_domain()
        self.report(self.service, "ready")
        self.member().remove()
        self.report(self.service, "deleted")
        self.assertFalse(self.env[M + "host_name"].search([("name", "=", NAME)]))
