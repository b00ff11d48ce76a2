"""What is said to people: data by one table, with the English text beside it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import paas_operator
from paas_operator.errors import Invalid
from paas_operator.saying import NOTHING, Saying, quote, reason, say
from paas_operator.sentences import PLAIN, SENTENCES

PACKAGE = Path(paas_operator.__file__).parent
SAYING = say("image_pull", image="web:1") + quote("cluster_says", "no  such\n tag.")


def _calls() -> Iterator[tuple[str, set[str]]]:
    """Every key that the package says, with the names of the parameters given there."""
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            match node:
                case ast.Call(func=ast.Name(id="say"), args=[ast.Constant(value=str(key))], keywords=given):
                    yield key, {word.arg for word in given if word.arg}
                case ast.Call(func=ast.Name(id="quote"), args=[ast.Constant(value=str(key)), _]):
                    yield key, {"text"}


def _places(template: str) -> set[str]:
    return set(re.findall(r"%\((\w+)\)s", template))


def test_what_is_said_is_in_the_table_with_all_its_parameters():
    found = list(_calls())
    assert len(found) > 100
    for key, given in found:
        assert _places(SENTENCES[key]) - {"object"} == given - {"object"}, key


def test_no_sentence_of_the_table_is_said_by_nobody():
    words = {
        node.value
        for path in PACKAGE.rglob("*.py")
        if path.name != "sentences.py"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    composed = {f"privileged.{kind}{pod}" for kind in ("unconfined", "process") for pod in ("", "_pod")}
    assert SENTENCES.keys() - words - composed - {PLAIN} == set()


def test_english_and_data_side_by_side():
    assert SAYING.to_json() == {
        "message": "The image web:1 can't be pulled. The cluster says: “no such tag”.",
        "said": [
            {"key": "image_pull", "params": {"image": "web:1"}},
            {"key": "cluster_says", "params": {"text": "no such tag"}},
        ],
    }


def test_what_was_written_is_read_again():
    assert Saying.from_json(reason("image_pull", SAYING)) == SAYING


def test_what_an_older_or_newer_operator_wrote_keeps_its_words():
    for written in (
        {"message": "Old words."},
        {"message": "New words.", "said": [{"key": "unheard_of", "params": {}}]},
        {"message": "Other words.", "said": [{"key": "image_pull", "params": {"picture": "web:1"}}]},
    ):
        assert Saying.from_json(written).to_json() == {"message": written["message"], "said": []}


def test_secrets_are_blotted_out_of_parameters_and_text():
    told = SAYING.mapped(lambda text: text.replace("web:1", "•••")).to_json()
    assert "web:1" not in str(told) and told["message"].startswith("The image •••")


def test_long_words_of_others_are_cut_between_words():
    long = quote("helm_says", "a" * 30 + " hunter22" * 60).parts[0][1][0][1]
    assert len(long) < 410 and set(long.split()[1:-1]) == {"hunter22"} and long.endswith(" …")
    assert quote("helm_says", " \n") == NOTHING


def test_an_error_tells_both():
    error = Invalid(say("secret_not_held", key="db.password"))
    assert error.detail == str(error) == "The secret db.password can't be kept: none is held."
    assert Invalid("Words of a library.").saying.to_json()["said"] == []
