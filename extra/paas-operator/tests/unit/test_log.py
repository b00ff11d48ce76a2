"""Logs: one JSON object a line, with the request's id, and nothing secret whatever a library says."""

import asyncio
import json
import logging
from collections.abc import Iterator

import pytest

from paas_operator import log
from paas_operator.log import JsonFormatter, accepted_request_id, begin_work, request_id
from tests.conftest import NAMESPACE, RELEASE, intent_body


def line(secrets=(), exc_info=None, **extra) -> dict:
    record = logging.LogRecord("x", logging.INFO, __file__, 1, "what happened: %s", ("key-of-the-site",), exc_info)
    vars(record).update(extra)
    text = JsonFormatter(secrets).format(record)
    assert "\n" not in text
    return json.loads(text)


def test_a_line_tells_when_what_and_for_whom():
    entry = line(release="a", count=3, nothing=None)
    assert (entry["level"], entry["logger"], entry["release"], entry["count"]) == ("info", "x", "a", 3)
    assert entry["message"] == "what happened: key-of-the-site"
    assert entry["nothing"] is None
    assert "request_id" not in entry


def test_a_key_is_blotted_out_wherever_it_stands():
    try:
        raise ValueError("refused: key-of-the-site")
    except ValueError as exc:
        entry = line(
            ["key-of-the-site"], (ValueError, exc, exc.__traceback__),
            nested={"a": ["x key-of-the-site"]}, error=exc, key_file=b"key-of-the-site",
        )  # fmt: skip
    assert "key-of-the-site" not in json.dumps(entry)
    assert entry["nested"] == {"a": ["x •••"]}
    assert "Traceback" in entry["exception"]


async def test_a_worker_carries_the_request_and_hides_its_secrets_and_no_other_task_does():
    async def work() -> dict:
        begin_work("asked-1", ["s3cret-of-a-release", "abc"])
        await asyncio.sleep(0)
        return line(error="Helm says: s3cret-of-a-release abc")

    worked, beside = await asyncio.gather(asyncio.create_task(work()), asyncio.create_task(_plain()))
    assert (worked["request_id"], worked["error"]) == ("asked-1", "Helm says: ••• abc")
    assert "request_id" not in beside


async def test_a_neighbour_s_secret_is_hidden_once_it_is_known():
    begin_work("asked-1", ["own-secret"])
    log.hide(["own-secret", "neighbour's-secret"])
    assert line(error="own-secret and neighbour's-secret")["error"] == "••• and •••"


async def _plain() -> dict:
    return line()


@pytest.mark.parametrize("given", ["0af7651916cd43dd8448eb211c80319c", "a", "A.b_c-1", "x" * 64])
def test_a_plain_id_is_kept(given):
    assert accepted_request_id(given) == given


@pytest.mark.parametrize("given", ["", "a b", 'a"', "é", "x" * 65, "a\n", '{"level":"error"}'])
def test_another_id_is_replaced(given):
    assert accepted_request_id(given) != given
    assert len(accepted_request_id(given)) == 32


async def test_answers_carry_the_id_and_writes_and_refusals_are_logged(api, caplog):
    caplog.set_level(logging.INFO, logger="paas_operator.api.trace")
    assert (await api.get("/api/releases", headers={"X-Request-Id": "read-1"})).headers["X-Request-Id"] == "read-1"
    assert caplog.records == []
    refused = await api.post("/api/releases", json={}, headers={"X-Request-Id": "write-1"})
    assert (refused.status_code, refused.headers["X-Request-Id"]) == (422, "write-1")
    [record] = caplog.records
    assert (record.method, record.path, record.status) == ("POST", "/api/releases", 422)
    anonymous = await api.get("/api/releases", headers={"X-API-Key": "wrong", "X-Request-Id": "not a word"})
    assert anonymous.status_code == 401
    assert len(anonymous.headers["X-Request-Id"]) == 32


async def test_the_id_of_a_wish_is_kept_with_it(api, cluster):
    await api.put(f"/api/releases/{NAMESPACE}/{RELEASE}", json=intent_body(), headers={"X-Request-Id": "wish-7"})
    [secret] = cluster.objects.values()
    assert secret["metadata"]["annotations"]["woow.io/asked-by"] == "wish-7"


@pytest.fixture
def own_logging() -> Iterator[None]:
    """What a test sets up of logging goes with it, since others after it look at what is logged."""
    root = logging.getLogger()
    level, handlers = root.level, root.handlers[:]
    yield
    root.setLevel(level)
    root.handlers[:] = handlers


def test_the_level_is_the_site_s(own_logging, capsys):
    log.configure_logging("warning", ["key-of-the-site"])
    logging.getLogger("paas_operator.x").info("quiet")
    logging.getLogger("paas_operator.x").warning("loud key-of-the-site")
    [said] = capsys.readouterr().err.splitlines()
    assert json.loads(said)["message"] == "loud •••"
    assert request_id.get() == ""
