"""JSON as Go's YAML parsers take it too: Helm reads its values with one, and the API server what is applied."""

import json
import re
from typing import Any

_BELOW_EMOJI = re.compile("[\x7f-\uffff]")


def to_bytes(tree: Any) -> bytes:
    """`tree` as JSON in which nothing is written as a pair of surrogates: Go's YAML knows no such pairs.

    What lies beyond the first 65,536 characters, such as an emoji, stands for itself; what is not ASCII below it is
    written as its number, since YAML takes some of those for ends of lines.
    """
    text = json.dumps(tree, ensure_ascii=False)
    return _BELOW_EMOJI.sub(lambda found: f"\\u{ord(found[0]):04x}", text).encode()
