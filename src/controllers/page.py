"""The single-page application's page, its translations, and the way there after signing in."""

import secrets

from odoo import http
from odoo.addons.portal.controllers.web import Home
from odoo.addons.web.controllers.utils import is_user_internal
from odoo.http import request
from odoo.tools import config

from ..api.headers import page_headers
from .preferences import follow_preferences
from .translations import web_translations

PAGE = "/woow"
TRANSLATIONS = f"{PAGE}/translations"
WEEK = 7 * 24 * 3600


class PageController(http.Controller):
    @http.route(PAGE, type="http", auth="user", methods=["GET"])
    def page(self, **_query):
        """The page that loads the application; the session learns the caller's language on the way."""
        follow_preferences()
        nonce = secrets.token_urlsafe(16)
        response = request.render("woow_paas_platform.page", {
            "html_lang": request.env.lang.replace("_", "-"),
            "nonce": nonce,
            "session_info": self._session_info(),
            "with_tours": bool(config["test_enable"]) or "tests" in request.session.debug,
        })
        response.headers.update(page_headers(nonce))
        return response

    def _session_info(self):
        """What the web framework's services read at start, and nothing about menus or companies."""
        return {
            **request.env["ir.http"].get_frontend_session_info(),
            "db": request.db,
            "user_context": request.session.context,
            "cache_hashes": {"translations": web_translations(request.env, request.env.lang)["hash"]},
            "translationURL": TRANSLATIONS,
        }

    @http.route(
        [TRANSLATIONS, f"{TRANSLATIONS}/<string:unique>"],
        type="http", auth="user", methods=["GET"], readonly=True,
    )
    def translations(self, unique=None, lang=None, hash=None):  # noqa: A002 - the name that Odoo 19 sends
        """The terms of the application's own code and of the web framework's dialogs, in ``lang``."""
        installed = dict(request.env["res.lang"].get_installed())
        return request.make_json_response(
            web_translations(request.env, lang if lang in installed else request.env.lang),
            headers=[("Cache-Control", f"private, max-age={WEEK}")],
        )


class PortalHome(Home):
    """Customers land on the application, not on the portal's documents."""

    def _login_redirect(self, uid, redirect=None):
        if not redirect and not is_user_internal(uid):
            redirect = PAGE
        return super()._login_redirect(uid, redirect=redirect)

    @http.route()
    def index(self, *args, **kw):
        return _to_page() or super().index(*args, **kw)

    @http.route()
    def web_client(self, s_action=None, **kw):
        return _to_page() or super().web_client(s_action, **kw)


def _to_page():
    """A redirect to the application for a signed-in customer, else None."""
    uid = request.session.uid
    return request.redirect(PAGE) if uid and not is_user_internal(uid) else None
