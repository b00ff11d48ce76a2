"""What a handler answers."""

from dataclasses import dataclass

from .etag import etag_of


@dataclass
class Answer:
    """``data`` as the schema of the route says; ``count`` is the whole number of rows of a list.

    ``record`` is what a creating call made; ``status`` replaces the route's own where it differs.
    """

    data: object = None
    count: int | None = None
    record: object = None
    status: int | None = None

    def body(self):
        """The body that ``docs/api.md`` promises for every success."""
        count = {} if self.count is None else {"count": self.count}
        return {"success": True, "data": self.data, **count}

    def headers(self):
        """``ETag`` for what has a generation."""
        generation = self.data.get("generation") if isinstance(self.data, dict) else None
        return {} if generation is None else {"ETag": etag_of(generation)}
