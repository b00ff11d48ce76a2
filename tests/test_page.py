"""The page at ``/woow``, its translations, and the way there."""

import re

from odoo.tests import tagged

from .api_case import ApiCase

PAGE = "/woow"


@tagged("post_install", "-at_install")
class TestPage(ApiCase):
    def test_the_page_is_for_everyone_who_is_signed_in(self):
        for name in ("stranger", "internal"):
            self.sign_in(name)
            response = self.send("GET", PAGE)
            self.assertEqual(response.status_code, 200)
            self.assertIn('"websocket_worker_version"', response.text)
            self.assertIn('"translationURL": "/woow/translations"', response.text)
            self.assertIn(f'"uid": {self.people[name].id}', response.text)
        self.sign_in(None)
        response = self.send("GET", PAGE)
        self.assertEqual(response.status_code, 303)
        self.assertIn("/web/login", response.headers["Location"])

    def test_the_page_says_which_scripts_may_run_and_asks_nothing_of_other_sites(self):
        self.sign_in("stranger")
        first, second = (self.send("GET", PAGE) for _time in range(2))
        policy = first.headers["Content-Security-Policy"]
        for part in ("default-src 'self'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"):
            self.assertIn(part, policy)
        self.assertNotIn("unsafe-inline", re.search(r"script-src[^;]*", policy)[0])
        nonce = re.search(r"'nonce-([\w-]+)'", policy)[1]
        self.assertEqual(set(re.findall(r'<script nonce="([^"]*)"', first.text)), {nonce})
        self.assertNotIn(nonce, second.headers["Content-Security-Policy"])
        self.assertEqual(first.headers["X-Content-Type-Options"], "nosniff")
        self.assertEqual(first.headers["Cache-Control"], "no-store")
        sources = re.findall(r'(?:src|href)="([^"]*)"', first.text)
        self.assertTrue(sources)
        self.assertTrue(all(source.startswith("/") and not source.startswith("//") for source in sources), sources)

    def test_a_name_cannot_end_the_script(self):
        self.people["stranger"].tz = "UTC"
        self.env["res.lang"]._activate_lang("zh_TW")
        self.sign_in("stranger")
        text = self.send("GET", PAGE).text
        self.assertEqual(text.count("</script>"), len(re.findall(r"<script[ >]", text)))

    def test_the_page_follows_the_language_that_the_caller_chose(self):
        self.env["res.lang"]._activate_lang("zh_TW")
        self.sign_in("stranger")
        self.assertIn('lang="en-US"', self.send("GET", PAGE).text)
        self.assertEqual(self.send("PATCH", "/api/me", {"lang": "zh_TW"}).json()["data"]["lang"], "zh_TW")
        self.assertIn("不存在", self.send("GET", "/api/nothing").json()["error"])
        text = self.send("GET", PAGE).text
        self.assertIn('lang="zh-TW"', text)
        self.assertIn('"lang": "zh_TW"', text)

    def test_refusals_are_told_in_the_language_of_the_caller(self):
        self.env["res.lang"]._activate_lang("zh_TW")
        self.people["stranger"].lang = "zh_TW"
        self.sign_in("stranger")
        for response in (self.send("GET", "/api/workspaces/1000000000"), self.send("GET", "/api/nothing")):
            self.assertEqual(self.assertRefused(response, 404, "not_found")["error"], "此項目不存在，或不屬於您。")

    def test_translations_are_our_own_and_the_few_of_the_framework(self):
        self.env["res.lang"]._activate_lang("zh_TW")
        self.sign_in("stranger")
        by_path = self.send("GET", "/woow/translations/abc?lang=zh_TW")
        by_query = self.send("GET", "/woow/translations?hash=abc&lang=zh_TW")
        self.assertEqual(by_path.json(), by_query.json())
        self.assertLess(len(by_path.content), 100_000)
        body = by_path.json()
        self.assertEqual(set(body["modules"]), {"web", "woow_paas_platform"})
        self.assertEqual((body["lang"], body["lang_parameters"]["code"], body["multi_lang"]), ("zh_TW", "zh_TW", True))
        words = {term["id"]: term["string"] for term in body["modules"]["web"]["messages"]}
        self.assertEqual(words["Cancel"], "取消")
        unknown = self.send("GET", "/woow/translations/abc?lang=xx_XX").json()
        self.assertEqual(unknown["lang"], "en_US")
        self.sign_in(None)
        self.assertEqual(self.send("GET", "/woow/translations/abc").status_code, 303)


@tagged("post_install", "-at_install")
class TestWayIn(ApiCase):
    def log_in(self, name, redirect=None):
        login, password = self.people[name].login, "correct horse battery staple"
        self.people[name].password = password
        self.sign_in(None)
        token = re.search(r'csrf_token: "([^"]+)"', self.send("GET", "/web/login").text)[1]
        data = {"login": login, "password": password, "csrf_token": token, "redirect": redirect or ""}
        response = self.send("POST", "/web/login", data=data, headers={})
        self.assertEqual(response.status_code, 303, response.text[:200])
        return response.headers["Location"].removeprefix(self.base_url())

    def test_customers_land_on_the_application(self):
        self.assertEqual(self.log_in("stranger"), PAGE)

    def test_an_address_that_was_asked_for_wins(self):
        self.assertEqual(self.log_in("stranger", "/my/home"), "/my/home")

    def test_internal_users_land_in_the_backend(self):
        self.assertTrue(self.log_in("internal").startswith("/odoo"))

    def test_the_front_door_leads_customers_to_the_application(self):
        self.sign_in("stranger")
        for path in ("/", "/odoo", "/web"):
            response = self.send("GET", path)
            self.assertEqual((response.status_code, response.headers["Location"].removeprefix(self.base_url())),
                             (303, PAGE))
        self.sign_in("internal")
        self.assertEqual(self.send("GET", "/odoo").status_code, 200)
