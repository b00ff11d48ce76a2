"""What the checks can find in a chart: a code, how grave it is, which object, and a sentence."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

Json = dict[str, Any]

# What an admin may accept for a template (`policy.allow`). Every other code is refused, whoever asks.
Allowable = Literal["floating_tag", "registry", "open_network", "role_rights"]
ALLOWABLE: frozenset[str] = frozenset(get_args(Allowable))

Against = tuple[str, str]
"""A code and the rest of a sentence that begins with the object: `("host_path", "mounts a folder of the node")`."""


@dataclass(frozen=True)
class Finding:
    """`severity` is `refuse`, or `warn` for what the template allows."""

    code: str
    severity: Literal["refuse", "warn"]
    object: str
    message: str


def finding(obj: Json, against: Against, allow: Iterable[str]) -> Finding:
    """The finding about an object, milder where the template accepts its code."""
    code, words = against
    metadata = obj.get("metadata") or {}
    about = f"{obj.get('kind', 'object')}/{metadata.get('name', '?')}"
    accepted = code in ALLOWABLE and code in allow
    return Finding(code, "warn" if accepted else "refuse", about, f"The chart's {about.replace('/', ' ', 1)} {words}.")


def whole_chart(code: str, message: str) -> Finding:
    """A refusal that is about no single object."""
    return Finding(code, "refuse", "Chart", message)


@dataclass(frozen=True)
class Report:
    """What the post-renderer tells the runner: all findings, and what the chart brings."""

    findings: tuple[Finding, ...]
    objects: tuple[Json, ...] = ()
    images: tuple[Json, ...] = ()

    @property
    def refusals(self) -> list[Finding]:
        return [found for found in self.findings if found.severity == "refuse"]

    def to_json(self) -> Json:
        return asdict(self)

    @classmethod
    def from_json(cls, raw: Json) -> "Report":
        return cls(tuple(Finding(**found) for found in raw["findings"]), tuple(raw["objects"]), tuple(raw["images"]))


class Refused(Exception):
    """The chart holds what a tenant may not have; `report` says all of it, the message the first."""

    def __init__(self, report: Report) -> None:
        self.report = report
        first, *more = report.refusals
        others = "There is one more finding." if len(more) == 1 else f"There are {len(more)} more findings."
        super().__init__(f"{first.message} {others}" if more else first.message)
