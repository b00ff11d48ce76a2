"""What people may call things: one line that can be seen. Pure Python."""

import unicodedata

MAX_NAME = 120  # characters
TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")  # UAX #9, 2: text in a direction of its own


def is_name(text):
    """Whether ``text`` is one line with something to be seen in it, and nothing that turns what stands around it."""
    kinds = {unicodedata.category(character) for character in text}
    is_one_line = not kinds & {"Cc", "Cs", "Zl", "Zp"} and TURNS.isdisjoint(text)
    return is_one_line and any(kind[0] in "LMNPS" for kind in kinds)
