"""The web site, asked through the ingress."""

from support.wait import wait_for

from .base import Application

FILE = "Fresh bread from seven o'clock."


class Website(Application):
    slug = "website"
    values = {"site.title": "Bakery"}
    changed = {"site.title": "Bakery & Café"}

    def fill(self):
        account = ("owner", self.reveal("upload.password"))
        assert self.site.fetch(self.host, "/bread.txt", "PUT", data=FILE).status_code == 401
        assert self.site.fetch(self.host, "/bread.txt", "PUT", data=FILE, auth=account).status_code == 201

    def expect_data(self):
        wait_for(lambda: self.site.fetch(self.host, "/bread.txt").text == FILE, "the file is not served", 30)

    def expect_change(self):
        assert "<h1>Bakery &amp; Café</h1>" in self.site.fetch(self.host).content.decode()
