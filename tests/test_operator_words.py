"""What the operator says is kept as it came and told to each reader in their own language."""

from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools.translate import code_translations

from ..src import operator_words
from ..src.clients.operator import OperatorAway, OperatorClient
from .api_case import ApiCase
from .common import M, PaasCase
from .operator_stub import READ, operator_stub

IMAGE = {"key": "image_pull", "params": {"image": "web:1"}}
QUOTE = {"key": "cluster_says", "params": {"text": "no such tag"}}
ENGLISH = "The image web:1 can't be pulled. The cluster says: “no such tag”."
CHINESE = "無法拉取映像檔 web:1。叢集：「no such tag」。"
ZH_TW = {
    "The image %(image)s can't be pulled.": "無法拉取映像檔 %(image)s。",
    "The cluster says: “%(text)s”.": "叢集：「%(text)s」。",
    "The cluster knows nothing of this service any more. Retry to install it again.": "叢集不認識此服務。",
    "The operator's address and key are not set yet.": "尚未設定。",
    "%(first)s %(next)s": "%(first)s%(next)s",
}
REASON = {"code": "image_pull", "message": ENGLISH, "said": [IMAGE, QUOTE]}


def speak_chinese(test):
    """Have the translations above for zh_TW, whatever the file of translations holds."""
    test.env["res.lang"]._activate_lang("zh_TW")
    known = code_translations.get_python_translations("woow_paas_platform", "zh_TW")
    test.enterContext(patch.dict(
        code_translations.python_translations, {("woow_paas_platform", "zh_TW"): {**known, **ZH_TW}}))


@tagged("post_install", "-at_install")
class TestOperatorWords(PaasCase):
    def setUp(self):
        super().setUp()
        speak_chinese(self)
        self.chinese = self.env(context={"lang": "zh_TW"})

    def told(self, said, english="In English."):
        return operator_words.told(self.chinese._, said, english)

    def test_sentences_are_told_in_the_readers_language(self):
        self.assertEqual(self.told([IMAGE, QUOTE], ENGLISH), CHINESE)
        self.assertEqual(operator_words.told(self.env._, [IMAGE, QUOTE], "-"), ENGLISH)

    def test_what_is_not_known_here_is_told_in_english(self):
        for said in (
            None, [], False, 5, "words", [5], [{"key": "unheard_of", "params": {}}], [IMAGE, {"key": "x"}],
            [{"key": "image_pull", "params": {"picture": "web:1"}}], [{"key": "image_pull", "params": 7}],
        ):
            with self.subTest(said=said):
                self.assertEqual(self.told(said), "In English.")
        self.assertEqual(self.told(None, None), "")

    def test_a_failure_is_kept_in_english_and_told_everywhere_in_the_readers_language(self):
        service = self.running()
        service.restart()
        reader = self.people["owner"]
        reader.lang, reader.email = "zh_TW", "owner@example.com"
        self.report(service, "failed", reason=REASON)
        self.assertEqual((service.state_reason, service.state_reason_said), (ENGLISH, [IMAGE, QUOTE]))
        self.assertEqual(service.state_reason_text, ENGLISH)
        self.env.flush_all()
        hers = service.with_env(self.env(user=reader.id, context={"lang": "zh_TW"}))
        self.assertEqual(hers.state_reason_text, CHINESE)
        self.assertEqual(hers._to_api()[0]["state_reason"], CHINESE)
        self.assertEqual(service._to_api()[0]["state_reason"], ENGLISH)
        self.assertEqual(hers._intent(2)._to_api()[0]["reason"], CHINESE)
        self.assertEqual(hers._alerts()[0]["message"], CHINESE)
        row = hers.env[M + "activity"].search([("action", "=", "service.failed")])
        self.assertEqual(row._to_api()[0]["after"], {"generation": 2, "reason": CHINESE})
        self.assertIn(CHINESE, row.sudo().after_text)
        self.assertEqual(row.with_env(self.env)._to_api()[0]["after"]["reason"], ENGLISH)
        mail = self.env["mail.mail"].search([("email_to", "=", "owner@example.com")], limit=1)
        self.assertIn(CHINESE, mail.body_html)

    def test_a_wish_forgets_the_reason_before(self):
        service = self.running()
        self.report(service, "ready", reason=REASON)
        service.restart()
        self.assertFalse(service.state_reason_said or service.state_reason_text)

    def test_our_own_reasons_are_told_alike(self):
        service = self.running()
        service._vanished()
        self.assertIn("knows nothing", service.state_reason)
        self.assertEqual(service.with_env(self.chinese).state_reason_text, "叢集不認識此服務。")

    def test_what_keeps_us_from_the_operator(self):
        with self.assertRaises(OperatorAway) as away:
            OperatorClient("", "", self.chinese._).info()
        self.assertEqual(str(away.exception), "尚未設定。")
        english, said = operator_words.kept(away.exception)
        self.assertEqual(english, "The operator's address and key are not set yet.")
        state, service = self.env[M + "operator_state"]._current(), self.launch()
        state._note(False, error=english, error_said=said)
        service._postpone(1, english, said)
        self.assertEqual((state.error_text, service.last_error_text), (english, english))
        self.assertEqual(state.with_env(self.chinese).error_text, "尚未設定。")
        self.assertEqual(service.with_env(self.chinese).last_error_text, "尚未設定。")

    def test_what_a_check_found(self):
        version = self.template.latest_version_id
        finding = {"code": "registry", "severity": "refuse", "object": "Pod/x", **REASON}
        version._note_check("refused", ENGLISH, REASON["said"], {"findings": [finding]})
        hers = version.with_env(self.chinese)
        self.assertEqual((version.check_text, hers.check_text), (ENGLISH, CHINESE))
        self.assertEqual(hers._check_to_api()["message"], CHINESE)
        self.assertEqual(hers.template_id.check_text, CHINESE)
        self.assertIn(CHINESE, hers.check_html)
        self.assertNotIn(CHINESE, version.check_html)


@tagged("post_install", "-at_install")
class TestOperatorWordsOnPages(ApiCase):
    def setUp(self):
        super().setUp()
        speak_chinese(self)
        self.people["user"].lang = "zh_TW"
        self.sign_in("user")
        self.one = f"/api/workspaces/{self.workspace.id}/services/{self.service.id}"

    def test_what_is_read_from_the_cluster(self):
        item = {**READ["resources"]["items"][0], "message": ENGLISH, "said": [IMAGE, QUOTE]}
        with operator_stub(self.env) as stub:
            stub.answers = [(200, {"items": [item]})]
            [seen] = self.send("GET", f"{self.one}/resources").json()["data"]["items"]
            self.assertEqual(seen, {**READ["resources"]["items"][0], "message": CHINESE})
            stub.answers = [(200, {**READ["metrics"], "message": ENGLISH, "said": [IMAGE, QUOTE]})]
            self.assertEqual(self.send("GET", f"{self.one}/metrics").json()["data"]["message"], CHINESE)

    def test_what_will_change(self):
        warning = {"code": "quota", "message": ENGLISH, "said": [IMAGE, QUOTE], "object": ""}
        refusal = {"status": 422, "code": "chart", "detail": ENGLISH, "said": [IMAGE, QUOTE]}
        body = {"values": {"site.title": "Other"}}
        with operator_stub(self.env) as stub:
            stub.answers = [(200, {**READ["preview"], "warnings": [warning]}), (422, refusal)]
            data = self.send("POST", f"{self.one}/preview", body).json()["data"]
            self.assertEqual(data["warnings"], [{"code": "quota", "message": CHINESE, "object": ""}])
            data = self.send("POST", f"{self.one}/preview", body).json()["data"]
            self.assertEqual(data["message"], CHINESE)
