"""What the checks can find in a chart: a code, how grave it is, which object, and a sentence."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal, get_args

from paas_operator.saying import NOTHING, Saying, say

Json = dict[str, Any]

# What an admin may accept for a template (`policy.allow`). Every other code is refused, whoever asks.
Allowable = Literal["floating_tag", "registry", "open_network", "role_rights", "neighbour"]
ALLOWABLE: frozenset[str] = frozenset(get_args(Allowable))

Against = Saying
"""What speaks against an object: a sentence whose key begins with the finding's code, and which lacks the `object`."""


@dataclass(frozen=True)
class Finding:
    """`severity` is `refuse`, or `warn` for what the template allows."""

    code: str
    severity: Literal["refuse", "warn"]
    object: str
    saying: Saying

    def to_json(self) -> Json:
        return {"code": self.code, "severity": self.severity, "object": self.object, **self.saying.to_json()}

    @classmethod
    def from_json(cls, raw: Json) -> "Finding":
        return cls(raw["code"], raw["severity"], raw["object"], Saying.from_json(raw))


def finding(obj: Json, against: Against, allow: Iterable[str]) -> Finding:
    """The finding about an object, milder where the template accepts its code."""
    code = against.code
    metadata = obj.get("metadata") or {}
    about = f"{obj.get('kind', 'object')}/{metadata.get('name', '?')}"
    accepted = code in ALLOWABLE and code in allow
    saying = against.naming(object=about.replace("/", " ", 1))
    return Finding(code, "warn" if accepted else "refuse", about, saying)


def whole_chart(code: str, saying: Saying) -> Finding:
    """A refusal that is about no single object."""
    return Finding(code, "refuse", "Chart", saying)


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
        return {
            "findings": [found.to_json() for found in self.findings],
            "objects": list(self.objects),
            "images": list(self.images),
        }

    @classmethod
    def from_json(cls, raw: Json) -> "Report":
        return cls(tuple(map(Finding.from_json, raw["findings"])), tuple(raw["objects"]), tuple(raw["images"]))


class Refused(Exception):
    """The chart holds what a tenant may not have; `report` says all of it, the message the first."""

    def __init__(self, report: Report) -> None:
        self.report = report
        first, *more = report.refusals
        self.saying = first.saying + _others(len(more))
        super().__init__(str(self.saying))


def _others(count: int) -> Saying:
    if count > 1:
        return say("more_findings", count=count)
    return say("more_findings.one") if count else NOTHING
