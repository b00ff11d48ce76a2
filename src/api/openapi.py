"""The OpenAPI 3.1 document, made from the route table and the schemas."""

import re
from functools import cache

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from .routes import ROUTES
from .schemas.base import Refusal

ARGUMENT = re.compile(r"<(?:(\w+)(?:\([^)]*\))?:)?(\w+)>")
PATH_TYPES = {"int": {"type": "integer", "minimum": 1}, "string": {"type": "string"}}
REFERENCE = "#/components/schemas/{model}"
INTRODUCTION = """\
Every answer is `{"success": true, "data": …}`, of a list also with `count`; every refusal is
`{"success": false, "error": "<sentence>", "code": "<word>", "fields": {…}}`.

The same routes take JSON-RPC 2.0: `POST` on the same path with
`{"jsonrpc": "2.0", "method": "call", "id": 1, "params": {"action": "<x-action>", …}}`; the answer is HTTP 200
and `result` is the same body.
"""
SECURITY_SCHEMES = {
    "session": {"type": "apiKey", "in": "cookie", "name": "session_id", "description": "An Odoo session."},
    "bearer": {
        "type": "http", "scheme": "bearer", "description": "An access token; `x-scope` names the scope it needs.",
    },
    "operator": {
        "type": "apiKey",
        "in": "header",
        "name": "X-Woow-Signature",
        "description": "`sha256=` and HMAC-SHA256 over `X-Woow-Timestamp`, `.` and the body.",
    },
}
SECURITY = {
    "paas": [{"session": []}],
    "paas_link": [],  # the token in the path
    "paas_operator": [{"operator": []}],
    "public": [],
}


@cache
def document():
    """The whole document as a dict."""
    paths = {}
    for route in ROUTES:
        paths.setdefault(ARGUMENT.sub(r"{\2}", route.rule), {})[route.verb.lower()] = _operation(route)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Woow PaaS", "version": "1.0.2", "description": INTRODUCTION},
        "servers": [{"url": "/"}],
        "tags": [{"name": name} for name in dict.fromkeys(route.tag for route in ROUTES)],
        "paths": paths,
        "components": {"schemas": _schemas(), "securitySchemes": SECURITY_SCHEMES},
    }


def _schemas():
    asked = {(route.body, "validation") for route in ROUTES if route.body}
    told = {(route.answer, "serialization") for route in ROUTES if _is_schema(route.answer)}
    wanted = sorted({*asked, *told, (Refusal, "serialization")}, key=lambda pair: pair[0].__name__)
    return models_json_schema(wanted, ref_template=REFERENCE)[1]["$defs"]


def _is_schema(answer):
    return isinstance(answer, type) and issubclass(answer, BaseModel)


def _operation(route):
    operation = {
        "summary": route.summary,
        "operationId": route.name,
        "tags": [route.tag],
        "security": [*SECURITY[route.auth], *([{"bearer": []}] if route.scope else [])],
        "parameters": [*_path_parameters(route), *_query_parameters(route), *_header_parameters(route)],
        "responses": {str(route.status): _success(route), "default": _refusal()},
    }
    if not route.bare:
        operation["x-action"] = route.action
    if route.policy:
        operation["x-policy"] = route.policy
    if route.scope:
        operation["x-scope"] = route.scope
    if route.body:
        operation["requestBody"] = {"required": True, "content": _json(_reference(route.body))}
    return operation


def _path_parameters(route):
    return [
        {"name": name, "in": "path", "required": True, "schema": PATH_TYPES[kind]}
        for kind, name in ARGUMENT.findall(route.rule)
    ]


def _query_parameters(route):
    if not route.query:
        return []
    fields = route.query.model_json_schema()
    required = fields.get("required", ())
    return [
        {"name": name, "in": "query", "required": name in required, "schema": schema}
        for name, schema in fields["properties"].items()
    ]


def _header_parameters(route):
    names = {"Idempotency-Key": route.creates, "If-Match": route.versioned}
    return [
        {"name": name, "in": "header", "required": False, "schema": {"type": "string"}}
        for name, is_taken in names.items() if is_taken
    ]


def _success(route):
    if route.status == 204:
        return {"description": "Done."}
    if route.bare:
        return {"description": route.summary}
    data = _reference(route.answer) if route.answer else {"type": "null"}
    properties = {"success": {"const": True}, "data": data}
    if route.many:
        properties["data"] = {"type": "array", "items": data}
        properties["count"] = {"type": "integer", "description": "How many there are in all."}
    schema = {"type": "object", "properties": properties, "required": list(properties)}
    return {"description": "Done.", "content": _json(schema)}


def _refusal():
    return {"description": "A refusal.", "content": _json(_reference(Refusal))}


def _reference(schema):
    return {"$ref": REFERENCE.format(model=schema.__name__)}


def _json(schema):
    return {"application/json": {"schema": schema}}
