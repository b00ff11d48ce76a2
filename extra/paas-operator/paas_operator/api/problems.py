"""Errors as RFC 9457 problem documents, in one shape for all of them."""

import json
import logging
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from paas_operator.errors import Invalid, NotFound, OperatorError
from paas_operator.kube.errors import KubeError
from paas_operator.saying import Saying, quote, say

MEDIA_TYPE = "application/problem+json"
_log = logging.getLogger(__name__)


def document(exc: OperatorError) -> dict[str, Any]:
    """The problem document of an error."""
    return {
        "type": f"urn:woow-paas:problem:{exc.code}",
        "title": exc.title,
        "status": exc.status,
        "detail": exc.detail,
        "said": exc.saying.to_json()["said"],
        "code": exc.code,
        "retryable": exc.retryable,
        **exc.extra,
    }


def encoded(exc: OperatorError) -> bytes:
    return json.dumps(document(exc)).encode()


def response(exc: OperatorError) -> JSONResponse:
    return JSONResponse(document(exc), exc.status, media_type=MEDIA_TYPE)


def install(app: FastAPI) -> None:
    """Register the handlers; nothing leaves in another form, and no traceback ever does."""

    @app.exception_handler(OperatorError)
    async def refused(request: Request, exc: OperatorError) -> JSONResponse:
        if isinstance(exc, KubeError):
            _log.error("the cluster refused", extra={"error": exc.detail})
            exc = _for_outside(exc)
        return response(exc)

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, exc: RequestValidationError) -> JSONResponse:
        errors = [
            {"field": ".".join(str(part) for part in error["loc"][1:]), "message": error["msg"]}
            for error in exc.errors()[:20]
        ]
        first = errors[0]
        return response(Invalid(_malformed(first["field"], first["message"]), errors=errors))

    @app.exception_handler(HTTPException)
    async def http(request: Request, exc: HTTPException) -> JSONResponse:
        error = (
            NotFound(say("request_no_route"))
            if exc.status_code == 404
            else OperatorError(quote("request_body", str(exc.detail)))
        )
        body = document(error) | {"status": exc.status_code, "title": str(exc.detail)}
        if exc.status_code not in (404, 500):
            body |= {"code": "bad_request", "type": "urn:woow-paas:problem:bad_request"}
        return JSONResponse(body, exc.status_code, media_type=MEDIA_TYPE, headers=exc.headers)

    @app.exception_handler(Exception)
    async def broken(request: Request, exc: Exception) -> JSONResponse:
        return response(OperatorError(say("own_fault")))


def _malformed(field: str, problem: str) -> Saying:
    """The words of the library that validates stay as they are."""
    return (
        quote("request_body", problem)
        if not field
        else say("request_field", field=field) + quote("request_body", problem)
    )


def _for_outside(exc: KubeError) -> OperatorError:
    if exc.http_status == 404:
        return NotFound(say("unknown_thing"))
    error = OperatorError(say("cluster_refuses"))
    error.status, error.code, error.title = exc.status, exc.code, exc.title
    return error
