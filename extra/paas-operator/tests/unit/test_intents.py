import gzip
import json

import pytest

from paas_operator.errors import DigestConflict, GenerationConflict, Invalid, NotFound
from paas_operator.releases import intents
from paas_operator.releases.intents import Document, accept, derive, new_document
from tests.conftest import intent


def document(*requests) -> Document:
    held = new_document()
    for request in requests:
        held = accept(held, request, 0) or held
    return held


def test_generated_secrets_are_made_once():
    first = document(intent(1))
    token = first.secrets(first.current)["token"]
    assert len(token) == 24
    second = accept(first, intent(2, values={"text": "new"}), 1)
    assert second.secrets(second.current)["token"] == token
    third = accept(second, intent(3, secrets={"token": {"keep": True}, "other": {"generate": {"length": 8}}}), 1)
    assert third.secrets(third.current)["token"] == token
    assert len(third.secrets(third.current)["other"]) == 8


def test_given_secrets_change_and_are_kept():
    first = document(intent(1, secrets={"a.b": {"value": "one"}}))
    second = accept(first, intent(2, secrets={"a.b": {"keep": True}}), 1)
    assert second.secrets(second.current) == {"a.b": "one"}
    third = accept(second, intent(3, secrets={"a.b": {"value": "two"}}), 1)
    assert third.values(third.current) == {"text": "hello", "a": {"b": "two"}}
    assert third.secrets(third.at(1)) == {"a.b": "one"}


def test_a_secret_that_is_left_out_is_no_longer_sent():
    second = accept(document(intent(1)), intent(2, secrets={}), 1)
    assert second.values(second.current) == {"text": "hello"}


@pytest.mark.parametrize("source", [{"keep": True}, {"generate": {"length": 12}}])
def test_what_a_newer_form_left_out_comes_back_with_the_older_one(source):
    """Given, left out, and asked for again, also after a change of it and after generations without it."""
    first = document(intent(1, secrets={"a.b": {"value": "one"}}), intent(2, secrets={"a.b": {"value": "two"}}))
    without = accept(accept(first, intent(3, secrets={}), 2), intent(4, secrets={}), 2)
    assert without.secrets(without.current) == {}
    back = accept(without, intent(5, secrets={"a.b": source}, action="rollback"), 2)
    assert back.secrets(back.current) == {"a.b": "two"}


def test_what_was_made_after_it_was_given_up_stays():
    made = document(intent(1, secrets={"a.b": {"generate": {"length": 12}}}), intent(2, secrets={}))
    back = accept(made, intent(3, secrets={"a.b": {"generate": {"length": 12}}}), 1)
    assert back.secrets(back.current) == made.secrets(made.at(1))


def test_keeping_nothing_is_refused():
    with pytest.raises(Invalid, match="none is held"):
        document(intent(1, secrets={"token": {"keep": True}}))


@pytest.mark.parametrize("values", [{"token": {"x": 1}}, {"a": "text"}])
def test_a_secret_never_replaces_a_group_or_hides_below_a_value(values):
    with pytest.raises(Invalid, match=r"secret"):
        document(intent(1, values=values, secrets={"token": {"value": "x"}, "a.b": {"value": "y"}}))


def test_the_same_again_changes_nothing_and_another_wish_is_refused():
    held = document(intent(4))
    assert accept(held, intent(4), 0) is None
    assert accept(held, intent(4, action="retry"), 0) is None
    with pytest.raises(DigestConflict):
        accept(held, intent(4, values={"text": "other"}), 0)
    with pytest.raises(GenerationConflict) as refused:
        accept(held, intent(3), 0)
    assert refused.value.extra == {"current": 4}


WRITTEN_BEFORE = {
    "salt": "00",
    "generated": {"token": "a-token-made-long-ago"},
    "intents": [
        {
            "generation": 4, "digest": "sha256:of-another-form", "desired": "running", "action": "install",
            "chart": {"repository": "builtin", "name": "hello", "version": "1.0.0"}, "values": {"text": "hello"},
            "given": {"password": "one"}, "generated": ["token"], "hosts": [], "restart_token": "",
            "tenant": {
                "database_uuid": "db-1", "workspace_uuid": "ws-1",
                "quota": {"cpu": 2, "memory_gb": 2, "storage_gb": 2},
            },
            "policy": {"rollout_timeout": 120}, "a_field_that_is_gone": True,
        },
    ],
}  # fmt: skip


def test_an_intent_of_an_older_form_says_the_same_as_what_is_sent_today():
    """It has neither acceptances nor references, and its digest was made of other parts."""
    held = Document.load(gzip.compress(json.dumps(WRITTEN_BEFORE).encode()))
    secrets = {"token": {"generate": {"length": 24}}, "password": {"value": "one"}}
    assert accept(held, intent(4, secrets=secrets), 0) is None
    assert accept(held, intent(4, secrets={name: {"keep": True} for name in secrets}), 0) is None
    for other in (
        {"secrets": secrets, "policy": {"rollout_timeout": 120, "allow": ["floating_tag"]}},
        {"secrets": secrets, "references": {"a": {"release": "paas-ws-7-db", "key": "@host"}}},
        {"secrets": {**secrets, "password": {"value": "two"}}},
    ):
        with pytest.raises(DigestConflict):
            accept(held, intent(4, **other), 0)


def test_a_digest_is_the_same_whether_a_default_is_said_or_left_out():
    held = document(intent(4))
    said = accept(held.model_copy(update={"intents": []}), intent(4, references={}, hosts=[], restart_token=""), 0)
    policy = {"rollout_timeout": 120, "allow": []}
    spelt = accept(held.model_copy(update={"intents": []}), intent(4, policy=policy), 0)
    assert held.current.digest == said.current.digest == spelt.current.digest


def test_ten_intents_are_kept_and_the_good_one_always():
    held = document(intent(1))
    for generation in range(2, 31):
        held = accept(held, intent(generation, values={"text": str(generation)}), 1)
    assert [i.generation for i in held.intents] == [1, *range(22, 31)]
    with pytest.raises(NotFound):
        held.at(2)


def test_a_large_history_stays_below_the_limit_of_a_secret(monkeypatch):
    monkeypatch.setattr(intents, "SECRET_LIMIT", 2000)
    held = document(intent(1))
    for generation in range(2, 9):
        text = "".join(chr(33 + (generation * i * 7919) % 90) for i in range(600))
        held = accept(held, intent(generation, values={"text": text}), 1)
    assert len(held.dump()) <= 2000
    assert {1, 8} <= {i.generation for i in held.intents}


def test_stop_and_start_keep_everything_else():
    held = document(intent(1, hosts=["shop.example.com"]))
    stopped = derive(held, held.current, 1, generation=2, action="stop", desired="stopped")
    assert (stopped.current.desired, stopped.current.hosts) == ("stopped", ["shop.example.com"])
    assert stopped.values(stopped.current) == held.values(held.current)
    assert derive(stopped, stopped.current, 1, generation=2, action="stop", desired="stopped") is None
    with pytest.raises(DigestConflict):
        derive(stopped, stopped.current, 1, generation=2, action="start", desired="running")


def test_what_is_written_is_read_again():
    held = document(intent(1), intent(2, secrets={"password": {"value": "ümläut"}}))
    assert Document.load(held.dump()) == held


def test_what_a_newer_operator_wrote_is_read():
    """Two versions work side by side while one takes the other's place."""
    references = {"text": {"release": "paas-ws-7-db", "key": "token"}}
    written = document(intent(1, references=references))
    raw = json.loads(gzip.decompress(written.dump()))
    held = raw["intents"][0]
    for part in (raw, held, *(held[name] for name in ("chart", "tenant", "policy")), held["tenant"]["quota"],
                 held["references"]["text"]):  # fmt: skip
        part["of_tomorrow"] = {"x": 1}
    assert Document.load(gzip.compress(json.dumps(raw).encode())) == written


def test_the_digest_tells_nothing_about_short_secrets():
    pin = "g-12"  # which no hash in hexadecimal has by chance
    one, two = (document(intent(1, secrets={"pin": {"value": pin}})) for _ in range(2))
    assert one.current.digest != two.current.digest
    assert pin not in json.dumps([one.current.digest, two.current.digest])
