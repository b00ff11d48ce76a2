"""The web site, asked through the ingress."""

from support.wait import wait_for

from .base import Application

FILE = "Fresh bread from seven o'clock."
TITLE = "<h1>Bakery &amp; Café</h1>"


class Website(Application):
    slug = "website"
    values = {"site.title": "Bakery"}
    changed = {"site.title": "Bakery & Café"}

    def fill(self):
        account = ("owner", self.reveal("upload.password"))
        assert self.site.ask(self.host, "/bread.txt", "PUT", data=FILE).status_code == 401
        assert self.site.ask(self.host, "/bread.txt", "PUT", data=FILE, auth=account).status_code == 201

    def expect_data(self):
        self.site.expect_text(self.host, FILE, "/bread.txt")

    def expect_change(self):
        wait_for(lambda: TITLE in self.site.fetch(self.host).content.decode(), "the new title is not shown")
