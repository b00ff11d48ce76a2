"""From an exception to a status, a code and a sentence: the one place that decides it."""

import logging
from dataclasses import dataclass, field
from http import HTTPStatus

import psycopg2
from odoo import _
from odoo.exceptions import AccessDenied, AccessError, MissingError, UserError
from odoo.http import SessionExpiredException
from werkzeug.exceptions import HTTPException

from .errors import ApiError


@dataclass
class Refusal:
    status: int
    code: str
    error: str
    fields: dict = field(default_factory=dict)
    headers: dict = field(default_factory=dict)

    def body(self):
        """The body that ``docs/api.md`` promises for every refusal."""
        return {"success": False, "error": self.error, "code": self.code, "fields": self.fields}


def refusal_of(exc):
    """The refusal that tells ``exc`` to the caller; what is not meant for callers becomes a plain 500 or 503.

    Marks what callers cause by themselves so that it is logged as information.
    """
    refusal = _translate(exc)
    if refusal.status < HTTPStatus.INTERNAL_SERVER_ERROR and not hasattr(exc, "loglevel"):
        exc.loglevel = logging.INFO
    return refusal


def _translate(exc):
    if isinstance(exc, ApiError):
        return _of_ours(exc)
    if isinstance(exc, HTTPException):
        return _of_http(exc)
    if isinstance(exc, SessionExpiredException | AccessDenied):
        return _sign_in()
    if isinstance(exc, AccessError | MissingError):
        return _not_found()
    if any(isinstance(fault, psycopg2.IntegrityError) for fault in (exc, exc.__cause__)):  # a deferred one is bare
        sentence = _("This clashes with something that exists. Load it anew and try again.")
        return Refusal(409, "conflict", sentence)
    if isinstance(exc, UserError):
        return Refusal(422, "invalid", str(exc))
    if isinstance(exc, psycopg2.OperationalError):
        return _busy()
    return _internal()


def _of_ours(exc):
    fields = {name: str(why) for name, why in exc.fields.items()}
    headers = {"Retry-After": "5"} if exc.status == HTTPStatus.SERVICE_UNAVAILABLE else getattr(exc, "headers", {})
    return Refusal(exc.status, exc.code, str(exc), fields, headers)


def _of_http(exc):
    status = exc.code or 500
    if status == HTTPStatus.UNAUTHORIZED:
        return _sign_in(dict(exc.get_headers()).get("WWW-Authenticate"))
    if status == HTTPStatus.NOT_FOUND:
        return _not_found()
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        return _wrong_verb(exc)
    if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        return Refusal(status, "too_large", _("The body is too large."))
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        return _busy()
    if status < HTTPStatus.INTERNAL_SERVER_ERROR:
        return Refusal(status, "bad_request", _("The request could not be understood."))
    return _internal()


def _wrong_verb(exc):
    """Told in English: while routes are matched nobody knows yet who is calling in which language."""
    allowed = ", ".join(sorted(set(exc.valid_methods or ()) - {"OPTIONS"}))
    return Refusal(405, "method_not_allowed", f"This address takes {allowed} only.", headers={"Allow": allowed})


def _sign_in(challenge=None):
    headers = {"WWW-Authenticate": challenge} if challenge else {}
    return Refusal(401, "unauthenticated", _("Please sign in first."), headers=headers)


def _not_found():
    return Refusal(404, "not_found", not_found_sentence())


def not_found_sentence():
    """What is said of the unknown and of the foreign, so that nobody can tell them apart."""
    return _("This does not exist, or it is not yours.")


def _busy():
    sentence = _("The platform is busy. Please try again in a moment.")
    return Refusal(503, "busy", sentence, headers={"Retry-After": "2"})


def _internal():
    return Refusal(500, "internal_error", _("Something went wrong on our side. It has been recorded."))
