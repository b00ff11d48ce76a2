import pytest

from paas_operator.errors import Invalid
from paas_operator.names import validate_namespace, validate_release


def test_a_namespace_of_the_prefix_is_given_back():
    assert validate_namespace("paas-ws-", "paas-ws-12") == "paas-ws-12"


@pytest.mark.parametrize(
    "name",
    ["", "kube-system", "default", "paas-ws-", "paas-ws-0", "paas-ws-01", "paas-ws-1a", "paas-ws-1\n", " paas-ws-1",
     "paas-ws-.*", "paas-ws-1-x", "PAAS-WS-1", "paas-ws-١", "paas-ws-1/../kube-system", "--help", "-n kube-system",
     "xpaas-ws-1", "paas-ws-" + "1" * 60, "paas-ws-1\x00"],
)  # fmt: skip
def test_anything_else_is_refused(name):
    with pytest.raises(Invalid):
        validate_namespace("paas-ws-", name)


def test_a_prefix_is_no_regular_expression():
    with pytest.raises(Invalid):
        validate_namespace("paas.ws-", "paasxws-1")


def test_a_release_begins_with_its_namespace():
    assert validate_release("paas-ws-1", "paas-ws-1-ab12") == "paas-ws-1-ab12"


@pytest.mark.parametrize(
    "name",
    ["", "paas-ws-1", "paas-ws-1-", "paas-ws-2-a", "paas-ws-11", "--post-renderer=x", "paas-ws-1-A", "paas-ws-1-a\n",
     "paas-ws-1-" + "a" * 44, "paas-ws-1-a.b", "paas-ws-1-а"],
)  # fmt: skip
def test_other_release_names_are_refused(name):
    with pytest.raises(Invalid):
        validate_release("paas-ws-1", name)
