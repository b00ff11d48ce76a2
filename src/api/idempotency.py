"""``Idempotency-Key``: the same creating call, sent again within 24 hours, makes nothing new.

What is kept is the route, a digest of what was asked and the record's id, never an answer.
"""

import hashlib
import json
import re

from odoo import _

from .answer import Answer
from .errors import Invalid, NotFound

HEADER = "Idempotency-Key"
KEY = re.compile(r"[\x21-\x7e]{1,255}")


def once(request, route, args, params, run):
    """The answer of ``run()``, or, if the same caller already made this call, the same record rendered anew.

    Raises ``Invalid`` if the key was used for another call, ``NotFound`` if the record is gone.
    """
    key = request.httprequest.headers.get(HEADER)
    if not (route.creates and key):
        return run()
    if not KEY.fullmatch(key):
        sentence = _("A key has 1 to 255 visible ASCII characters.")
        raise Invalid(sentence, {HEADER: sentence})
    # sudo: idempotency_key - callers have no rights on the table, and only ever meet rows of their own
    keys_sudo = request.env["woow_paas_platform.idempotency_key"].sudo()
    kept_sudo, is_new = keys_sudo._claim(request.env.user, key, route.rule, _digest(args, params))
    if not is_new:
        return _again(request, route, kept_sudo)
    answer = run()
    if answer.record:
        kept_sudo.res_id = answer.record.id
    else:
        kept_sudo.unlink()  # nothing was made, as by a dry run: the key is still to be used
    return answer


def _again(request, route, kept_sudo):
    record = request.env[route.creates].search([("id", "=", kept_sudo.res_id)])
    if not record:
        raise NotFound(_("What this key made does not exist any more."))
    return Answer(getattr(record, route.told_by)(detail=True)[0], record=record)


def _digest(args, params):
    content = json.dumps([args, params], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(content.encode()).hexdigest()
