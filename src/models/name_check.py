"""What workspaces and services may be called."""

from ..api.errors import Invalid
from ..names import MAX_NAME, is_name


def check_name(record):
    """Raises ``Invalid`` unless ``record`` has a name of 1 to ``MAX_NAME`` characters: one line that can be seen."""
    name = record.name or ""
    if not name.strip() or len(name) > MAX_NAME:
        sentence = record.env._("A name has 1 to %s characters.", MAX_NAME)
    elif not is_name(name):
        sentence = record.env._("This must be one line of text that can be seen.")
    else:
        return
    raise Invalid(sentence, {"name": sentence})
