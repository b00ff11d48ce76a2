"""What a repository's index tells of its charts, read as a stream.

An index of megabytes is never held as objects, and no alias is followed: what a chart's entry has in parts, or says by
an alias, is not there.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import yaml

_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_OPEN = (yaml.MappingStartEvent, yaml.SequenceStartEvent)
_CLOSE = (yaml.MappingEndEvent, yaml.SequenceEndEvent)
_FIELDS = frozenset({"version", "appVersion", "digest"})


@dataclass(frozen=True)
class Entry:
    """What an index tells of one packed chart."""

    version: str
    app_version: str
    url: str
    digest: str | None


Index = dict[str, list[Entry]]


def read_entries(content: bytes) -> Index:
    """Every chart's versions, in their order; raises yaml.YAMLError, or ValueError for what is no index."""
    events = _Events(content)
    found: Index | None = None
    for key in events.keys(events.document()):
        if key == "entries":
            found = {name: list(_entries(events)) for name in events.keys(events.next())}
        else:
            events.skip(events.next())
    if found is None:
        raise ValueError("no entries")
    return found


def _entries(events: "_Events") -> Iterator[Entry]:
    for item in events.items(events.next()):
        told, url = dict.fromkeys(_FIELDS, ""), ""
        for key in events.keys(item):
            if key == "urls":
                url = events.first(events.next())
            else:
                text = events.scalar(events.next())
                told |= {key: text} if key in _FIELDS else {}
        if not told["version"]:
            raise ValueError("an entry without a version")
        yield Entry(told["version"], told["appVersion"], url, told["digest"] or None)


class _Events:
    """The parser's events; each method takes the one that a node begins with and reads on to the node's end."""

    def __init__(self, content: bytes) -> None:
        self._events = yaml.parse(content, Loader=yaml.CSafeLoader)

    def next(self) -> yaml.Event:
        return next(self._events)

    def document(self) -> yaml.Event:
        """The event that the document's node begins with."""
        for event in self._events:
            if isinstance(event, yaml.NodeEvent):
                return event
        raise ValueError("nothing")

    def keys(self, begin: yaml.Event) -> Iterator[str]:
        """Each key of a map; the caller reads the value before it asks for another."""
        if not isinstance(begin, yaml.MappingStartEvent):
            raise ValueError("not a map")
        while not isinstance(event := self.next(), yaml.MappingEndEvent):
            yield self.scalar(event)

    def items(self, begin: yaml.Event) -> Iterator[yaml.Event]:
        """Each node of a list, which the caller reads; none where there is nothing."""
        if not isinstance(begin, yaml.SequenceStartEvent):
            if self.scalar(begin):
                raise ValueError("not a list")
            return
        while not isinstance(event := self.next(), yaml.SequenceEndEvent):
            yield event

    def first(self, begin: yaml.Event) -> str:
        """The first text of a list, empty where there is none."""
        if not isinstance(begin, yaml.SequenceStartEvent):
            self.skip(begin)
            return ""
        texts = [self.scalar(event) for event in self.items(begin)]
        return texts[0] if texts else ""

    def scalar(self, begin: yaml.Event) -> str:
        """The node's text; empty for null, for an alias, and for what has parts."""
        if not isinstance(begin, yaml.ScalarEvent):
            self.skip(begin)
            return ""
        return "" if begin.implicit[0] and begin.value in _NULL else begin.value

    def skip(self, begin: yaml.Event) -> None:
        depth = int(isinstance(begin, _OPEN))
        while depth:
            event = self.next()
            depth += isinstance(event, _OPEN) - isinstance(event, _CLOSE)
