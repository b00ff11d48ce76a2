"""The operator's OpenAPI document and Odoo's client can't drift apart: what one side says, the other one knows."""

import copy

import pytest

from paas_operator.postrender.findings import ALLOWABLE
from paas_operator.sentences import PLAIN, SENTENCES
from tests.unit.odoo_client import CLIENT, allowable, calls, drift, read_fields, sentences, told_fields

pytestmark = pytest.mark.skipif(not CLIENT.exists(), reason="the operator's package is here without the addon")


def test_odoo_and_the_operator_say_the_same(app):
    assert drift(app.openapi()) == []


def test_odoo_translates_every_sentence_of_the_operator():
    assert sentences() == {key: text for key, text in SENTENCES.items() if key != PLAIN}


def test_an_admin_may_accept_what_the_operator_lets_a_template_allow():
    assert allowable() == ALLOWABLE


def test_all_of_odoos_side_is_looked_at():
    assert {"info", "apply_release", "delete_release", "releases", "secret"} <= calls().keys()
    assert {"generation", "chart", "values", "secrets", "tenant", "policy"} <= told_fields()[""]
    assert {"phase", "stage", "reason", "generation"} <= read_fields()


def _without_route(document):
    del document["paths"]["/api/info"]


def _without_method(document):
    del document["paths"]["/api/releases/{ns}/{name}"]["delete"]


def _renamed_parameter(document):
    parameters = document["paths"]["/api/releases/{ns}/{name}"]["delete"]["parameters"]
    next(p for p in parameters if p["name"] == "keep_data")["name"] = "keep"


def _without_body(document):
    del document["paths"]["/api/releases/{ns}/{name}"]["put"]["requestBody"]


def _renamed_field(document):
    fields = document["components"]["schemas"]["ReleaseIntent"]["properties"]
    fields["chart_reference"] = fields.pop("chart")


def _new_field(document):
    document["components"]["schemas"]["Quota"]["required"].append("gpu")
    document["components"]["schemas"]["Tenant"]["required"].append("region")


def _renamed_status(document):
    del document["components"]["schemas"]["ReleaseStatus"]["properties"]["stage_times"]


@pytest.mark.parametrize(
    "change",
    [_without_route, _without_method, _renamed_parameter, _without_body, _renamed_field, _new_field, _renamed_status],
)
def test_the_check_can_fail(app, change):
    document = copy.deepcopy(app.openapi())
    change(document)
    assert drift(document)


async def test_what_the_client_sends_is_understood(api):
    """Its bodies and parameters pass the operator's own validation."""
    made = calls()
    assert (await api.put(made["apply_release"].url, json=made["apply_release"].body)).status_code == 202
    for name, call in made.items():
        answer = await api.request(call.method, call.url, json=call.body)
        code = answer.json().get("code") if answer.is_error else ""
        assert answer.status_code not in (405, 413, 415, 500), (name, answer.text)
        assert code not in ("invalid", "values_too_large"), (name, answer.text)
        assert "There is no such route" not in answer.text
