"""What a caller can do wrong, or meet, said once.

Every class is a ``UserError``: the backend shows the sentence in its own dialogue, and the API's
dispatcher turns ``status``, ``code``, the sentence and ``fields`` into an answer.
"""

import logging

from odoo.exceptions import UserError
from werkzeug.datastructures import WWWAuthenticate

REALM = "woow-paas"


class ApiError(UserError):
    """A refusal with an HTTP status, a stable code, a sentence, and what is wrong with which field."""

    status = 400
    code = "bad_request"
    loglevel = logging.INFO  # odoo.http logs a refusal at this level

    def __init__(self, message, fields=None):
        """Keep the sentence for a person and, per field name, what is wrong with it."""
        super().__init__(message)
        self.fields = dict(fields or {})


class BadRequest(ApiError):
    """The request itself cannot be read: not JSON, or of the wrong content type."""


class TooLarge(ApiError):
    status = 413
    code = "too_large"


class Unauthenticated(ApiError):
    status = 401
    code = "unauthenticated"


class InsufficientRole(ApiError):
    """The caller may see the thing, but not do this; ``required`` lists the roles that may."""

    status = 403
    code = "insufficient_role"

    def __init__(self, message, required=()):
        super().__init__(message)
        self.required = tuple(required)


class InsufficientScope(ApiError):
    """The token does not reach this; ``scope`` is what it would need, empty where no token does (RFC 6750, 3.1)."""

    status = 403
    code = "insufficient_scope"

    def __init__(self, message, scope=""):
        super().__init__(message)
        scope = {"scope": scope} if scope else {}
        challenge = WWWAuthenticate("bearer", {"realm": REALM, "error": "insufficient_scope", **scope})
        self.headers = {"WWW-Authenticate": str(challenge)}


class WrongAccount(ApiError):
    """The thing is meant for another account than the one that is signed in, whatever its role."""

    status = 403
    code = "wrong_account"


class NotFound(ApiError):
    """Not there, or not the caller's: the same answer."""

    status = 404
    code = "not_found"


class Conflict(ApiError):
    status = 409
    code = "conflict"


class VersionChanged(ApiError):
    status = 412
    code = "version_changed"


class Invalid(ApiError):
    status = 422
    code = "invalid"


class OperatorUnavailable(ApiError):
    status = 503
    code = "operator_unavailable"


class RateLimited(ApiError):
    """Too many calls; ``headers`` say when to come back."""

    status = 429
    code = "rate_limited"

    def __init__(self, message, headers):
        super().__init__(message)
        self.headers = dict(headers)
