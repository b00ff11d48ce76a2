"""What a request to ``/api`` says, whether it came as REST or as a JSON-RPC 2.0 envelope."""

import json
import re

from odoo import _

from .errors import ApiError, BadRequest, Invalid, TooLarge

MAX_BODY = 1024 * 1024
MAX_DEPTH = 32
WITH_BODY = ("POST", "PUT", "PATCH")
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class Call:
    """One request, read once.

    ``raw`` is the body, ``envelope`` tells whether it is JSON-RPC, ``params`` is the JSON object that was
    sent (of an envelope: its ``params`` less ``action``). A body that cannot be read leaves its refusal in
    ``refusal``, to be raised after the caller has been authenticated.
    """

    def __init__(self, httprequest):
        self.verb = httprequest.method
        self.envelope = False
        self.raw = b""
        self.rpc_id = None
        self.action = None
        self.params = {}
        self.refusal = None
        try:
            self._read(httprequest)
        except ApiError as refusal:
            self.refusal = refusal

    def refuse_action(self, actions):
        """Keep the refusal of an action that the address does not have, unless there is one already."""
        sentence = _("This address takes these actions: %s.", ", ".join(actions))
        self.refusal = self.refusal or Invalid(sentence, {"action": sentence})

    def _read(self, httprequest):
        self.raw = _read_body(httprequest)
        document = _parse(self.raw) if self.raw else {}
        if self.verb == "POST" and document.get("jsonrpc") == "2.0":
            self._open_envelope(document)
        else:
            self.params = document
        _check_values(self.params)

    def _open_envelope(self, document):
        self.envelope = True
        self.rpc_id = _request_id(document.get("id"))
        params = document.get("params", {})
        if not isinstance(params, dict):
            raise BadRequest(_("“params” must be a JSON object."))
        self.params = {key: value for key, value in params.items() if key != "action"}
        self.action = params.get("action")
        if not isinstance(self.action, str):
            raise Invalid(_("Say which action you mean."), {"action": _("This must be a text.")})


def _request_id(value):
    """The envelope's own id if it is one of JSON-RPC's kinds, else null."""
    if isinstance(value, str):
        check_text("id", value)
    return value if isinstance(value, int | str) else None


def _read_body(httprequest):
    """The body's bytes; refuses what a form of another site could send, and what is too large to be read."""
    if httprequest.headers.get("Transfer-Encoding"):
        raise BadRequest(_("Send the body with a Content-Length."))
    size = httprequest.content_length or 0
    if not size and httprequest.method not in WITH_BODY:
        return b""
    if httprequest.mimetype != "application/json":
        raise BadRequest(_("Send JSON: the header must be “Content-Type: application/json”."))
    if size > MAX_BODY:
        raise TooLarge(_("The body is larger than %s KiB.", MAX_BODY // 1024))
    return httprequest.get_data()


def _parse(raw):
    try:
        document = json.loads(raw, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise BadRequest(_("The body is not valid JSON.")) from error
    if not isinstance(document, dict):
        raise BadRequest(_("The body must be a JSON object."))
    return document


def _refuse_constant(name):
    raise ValueError(f"{name} is not JSON")


def _check_values(document):
    """Refuse nesting deeper than ``MAX_DEPTH`` and text that a database cannot hold."""
    level = [("body", document)]
    for _depth in range(MAX_DEPTH):
        level = [child for name, value in level for child in _children(name, value)]
        if not level:
            return
    raise BadRequest(_("The body is nested too deeply."))


def _children(name, value):
    if isinstance(value, dict):
        for key, item in value.items():
            check_text("body", key)
            yield (key if name == "body" else name), item
    elif isinstance(value, list):
        yield from ((name, item) for item in value)
    elif isinstance(value, str):
        check_text(name, value)


def check_text(name, value):
    """Refuse NUL characters and lone surrogates in ``value``, naming the field it stands in."""
    if UNSTORABLE.search(value):
        sentence = _("This text holds a character that cannot be stored.")
        raise Invalid(sentence, {name: sentence})
