"""Odoo's side of the operator's API, as its source says: calls of its client, the intent it tells, what it reads."""

import ast
import importlib.util
import inspect
import json
import re
import sys
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import requests

from tests.conftest import NAMESPACE, RELEASE, intent_body

ADDON = Path(__file__).parents[4] / "src"
CLIENT = ADDON / "clients" / "operator.py"
TOLD = ADDON / "models" / "cloud_service_told.py"
READ = ADDON / "models" / "cloud_service_status.py"
WORDS = ADDON / "operator_words.py"
ALLOWING = ADDON / "models" / "cloud_app_template.py"

SAMPLES: dict[str, Any] = {
    "namespace": NAMESPACE, "name": RELEASE, "key": "token", "generation": 2, "keep_data": True,
    "database_uuid": "db-1",
    "intent": intent_body(), "repository": "builtin", "version": "1.0.0", "values": {}, "hosts": [], "allow": [],
    "kind": "schema", "chart": {"repository": "builtin", "name": "hello", "version": "1.0.0"},
}  # fmt: skip
CHARTS = {"name": "hello"}
QUERIES = {"logs": {"pod": "web-1", "container": "web", "since": "2026-01-01T00:00:00Z", "limit": 10}}

Json = dict[str, Any]


class Call:
    """One request that the client made."""

    def __init__(self, method: str, url: str, params: Json, body: Any) -> None:
        self.method = method
        self.path = urlsplit(url).path
        self.params = params
        self.body = body

    @property
    def url(self) -> str:
        return self.path + ("?" + urlencode(self.params) if self.params else "")


class _Session:
    """Stands where the client has its session, and keeps what it is given."""

    def __init__(self) -> None:
        self.calls: list[Call] = []

    def request(
        self, method: str, url: str, params: Json | None = None, json: Any = None, **_: Any
    ) -> requests.Response:
        self.calls.append(Call(method, url, params or {}, json))
        answer = requests.Response()
        answer.status_code = 200
        answer._content = b'{"items": [], "value": ""}'
        return answer


def calls() -> dict[str, Call]:
    """Every public method of the client, called once; a new parameter needs a sample above."""
    session = _Session()
    client = _module().OperatorClient("http://operator", "key", str)
    client._session = session
    made = {}
    for name, method in inspect.getmembers(client, inspect.ismethod):
        if not name.startswith("_"):
            method(*_arguments(name, method), **QUERIES.get(name, {}))
            made[name] = session.calls.pop()
    return made


def _arguments(name: str, method: Any) -> list[Any]:
    samples = SAMPLES | (CHARTS if "chart" in name else {})
    parameters = inspect.signature(method).parameters.values()
    return [samples[p.name] for p in parameters if p.kind is p.POSITIONAL_OR_KEYWORD and p.default is p.empty]


def _module() -> types.ModuleType:
    """The client's module, with the little of the addon that it imports."""
    errors = types.ModuleType("odoo_side.api.errors")
    errors.ApiError = type("ApiError", (Exception,), {})
    errors.OperatorUnavailable = type("OperatorUnavailable", (errors.ApiError,), {})
    words = types.ModuleType("odoo_side.operator_words")
    words.told = lambda translate, said, english: english
    words.say = lambda key, **params: {"message": key, "said": []}
    for name in ("odoo_side", "odoo_side.api", "odoo_side.clients"):
        sys.modules[name] = types.ModuleType(name)
        sys.modules[name].__path__ = []
    sys.modules |= {errors.__name__: errors, words.__name__: words}
    spec = importlib.util.spec_from_file_location("odoo_side.clients.operator", CLIENT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def told_fields() -> dict[str, set[str]]:
    """The fields of the intent that Odoo builds: of the whole (`""`) and of the objects in it."""
    functions = {node.name: node for node in ast.walk(ast.parse(TOLD.read_text())) if isinstance(node, ast.FunctionDef)}
    whole = _returned(functions["_told"])
    found = {"": _keys(whole), "tenant": _keys(_returned(functions["_tenant"]))}
    for key, value in zip(whole.keys, whole.values, strict=True):
        if isinstance(key, ast.Constant) and isinstance(value, ast.Dict):
            found[key.value] = _keys(value)
    return found


def _returned(function: ast.FunctionDef) -> ast.Dict:
    return next(
        node.value for node in ast.walk(function) if isinstance(node, ast.Return) and isinstance(node.value, ast.Dict)
    )


def _keys(literal: ast.Dict) -> set[str]:
    """The keys, also of a `**({…} if … else {})`."""
    keys = {key.value for key in literal.keys if isinstance(key, ast.Constant)}
    unpacked = [value for key, value in zip(literal.keys, literal.values, strict=True) if key is None]
    for value in unpacked:
        branches = [value.body] if isinstance(value, ast.IfExp) else [value]
        keys |= {k for branch in branches if isinstance(branch, ast.Dict) for k in _keys(branch)}
    return keys


def sentences() -> dict[str, str]:
    """The sentences of the operator that Odoo translates, by their keys."""
    [table] = [
        node.value
        for node in ast.parse(WORDS.read_text()).body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "SENTENCES"
    ]
    said = zip(table.keys, table.values, strict=True)
    return {ast.literal_eval(key): ast.literal_eval(call.args[0]) for key, call in said}


def read_fields() -> set[str]:
    """What Odoo reads of a release's status."""
    return set(_read(ast.parse(READ.read_text())))


def _read(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Subscript(value=ast.Name(id="status"), slice=ast.Constant(value=str(name))):
                yield name
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id="status"), attr="get"), args=[ast.Constant(value=name), *_]
            ):
                yield str(name)


def drift(document: Json) -> list[str]:
    """What Odoo does and the document does not tell, in sentences; empty when they fit."""
    found = []
    for name, call in calls().items():
        found += [f"{name}: {said}" for said in _call_drift(document, call)]
    schemas = document["components"]["schemas"]
    intent = schemas["ReleaseIntent"]
    for place, fields in told_fields().items():
        schema = _resolved(schemas, intent["properties"].get(place, {})) if place else intent
        found += [f"the intent's {place or 'body'} has {field}" for field in fields - set(schema.get("properties", {}))]
        found += [f"the intent's {place or 'body'} lacks {field}" for field in set(schema.get("required", [])) - fields]
    status = schemas["ReleaseStatus"]["properties"]
    return found + [f"a status has no {field}" for field in read_fields() - set(status)]


def _call_drift(document: Json, call: Call) -> Iterator[str]:
    path = _template(document, call.path)
    operation = document["paths"].get(path or "", {}).get(call.method.lower())
    if operation is None:
        yield f"{call.method} {call.path} is no route"
        return
    known = {parameter["name"] for parameter in operation.get("parameters", []) if parameter["in"] == "query"}
    wanted = {p["name"] for p in operation.get("parameters", []) if p["in"] == "query" and p.get("required")}
    yield from (f"{call.method} {path} knows no parameter {name}" for name in call.params.keys() - known)
    yield from (f"{call.method} {path} wants the parameter {name}" for name in wanted - call.params.keys())
    if (call.body is not None) != ("requestBody" in operation):
        yield f"{call.method} {path}: one side sends a body that the other does not know"


def _template(document: Json, path: str) -> str | None:
    """The document's path that fits, one without parameters first."""
    fitting = [t for t in document["paths"] if re.fullmatch(re.sub(r"\{[^}]+\}", "[^/]+", t), path)]
    return min(fitting, key=lambda template: template.count("{"), default=None)


def _resolved(schemas: Json, schema: Json) -> Json:
    name = json.dumps(schema).partition("#/components/schemas/")[2].partition('"')[0]
    return schemas.get(name, schema)


def allowable() -> set[str]:
    """The codes of findings that an admin may accept for a template."""
    found = ast.parse(ALLOWING.read_text()).body
    [value] = [node.value for node in found if isinstance(node, ast.Assign) and node.targets[0].id == "ALLOWABLE"]
    return set(ast.literal_eval(value))
