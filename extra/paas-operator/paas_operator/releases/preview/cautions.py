"""What somebody should know before they let it happen: sentences with a code, from outcomes alone."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from paas_operator.postrender.images import full_name
from paas_operator.releases.preview.dry_run import Outcome, named
from paas_operator.releases.preview.sums import replicas, volumes
from paas_operator.saying import Saying, quote, say

Json = dict[str, Any]


@dataclass(frozen=True)
class Caution:
    """A code, what to say, and the object it is about; none where it is about all of it."""

    code: str
    saying: Saying
    object: str = ""

    def to_json(self, change: Callable[[str], str]) -> Json:
        """As the API tells it, with every text changed (secrets blotted out)."""
        return {"code": self.code, **self.saying.mapped(change).to_json(), "object": self.object}


_WORKLOADS = ("Deployment", "StatefulSet", "DaemonSet")
_NOT_VALID = 422
_VERSION = re.compile(r"^v?(\d+(?:\.\d+)*)")
_QUOTA = re.compile(r"exceeded quota: [^,]*, ?(.*)$")


def of_outcomes(outcomes: Sequence[Outcome]) -> Iterator[Caution]:
    """Cautions about single objects, in their order."""
    for outcome in outcomes:
        yield from _shrinking(outcome)
        yield from _refused(outcome)
        yield from _restart(outcome)


def of_versions(
    before: str, after: str, images_before: Sequence[str], images_after: Sequence[str]
) -> Iterator[Caution]:
    """Cautions about going back: what a newer version did to the data stays done."""
    if before and _older(after, before):
        yield Caution("data_not_rolled_back", say("preview_older_chart", before=before, after=after))
    tags = dict(map(_split, images_before))
    for name, tag in map(_split, images_after):
        if name in tags and _older(tag, tags[name]):
            older = say("preview_older_image", image=name, before=tags[name], after=tag)
            yield Caution("data_not_rolled_back", older)


def _shrinking(outcome: Outcome) -> Iterator[Caution]:
    before = volumes(outcome.live) if outcome.live else {}
    for name, size in volumes(outcome.wanted).items():
        if size < before.get(name, 0.0):
            yield Caution("volume_shrink", say("preview_volume_shrink", volume=name), outcome.about)


def _refused(outcome: Outcome) -> Iterator[Caution]:
    """What is not valid (422) is told by its fields alone: the cluster's own words would tell what stands in them."""
    refusal = outcome.refusal or outcome.pod_refusal
    if refusal is None:
        return
    if match := _QUOTA.search(refusal.message):
        yield Caution("quota", say("preview_quota") + quote("cluster_says", match[1]), outcome.about)
    elif refusal.http_status != _NOT_VALID:
        yield Caution("admission", say("preview_refused") + quote("cluster_says", refusal.message), outcome.about)
    elif outcome.change == "replace":
        fields = ", ".join(outcome.fields)
        said = say("preview_immutable", fields=fields) if fields else say("preview_immutable.unknown")
        yield Caution("immutable", said, outcome.about)
    else:
        fields = ", ".join(named(refusal))
        said = say("preview_not_valid", fields=fields) if fields else say("preview_refused")
        yield Caution("admission", said, outcome.about)


def _restart(outcome: Outcome) -> Iterator[Caution]:
    live = outcome.live
    runs = live is not None and outcome.wanted["kind"] in _WORKLOADS and replicas(live) and replicas(outcome.wanted)
    if runs and any(field.startswith("spec.template") for field in outcome.fields):
        yield Caution("restart", say("preview_restart"), outcome.about)


def _older(after: str, before: str) -> bool:
    """Whether a version is lower than another, as far as both begin with numbers."""
    first, second = _VERSION.match(after), _VERSION.match(before)
    if not first or not second:
        return False
    return tuple(map(int, first[1].split("."))) < tuple(map(int, second[1].split(".")))


def _split(image: str) -> tuple[str, str]:
    """`postgres:17.6` -> (`docker.io/library/postgres`, `17.6`)."""
    name, _, tag = full_name(image).partition("@")[0].rpartition(":")
    return name, tag
