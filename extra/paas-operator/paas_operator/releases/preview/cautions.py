"""What somebody should know before they let it happen: sentences with a code, from outcomes alone."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from paas_operator.postrender.images import full_name
from paas_operator.releases.preview.dry_run import Outcome, named
from paas_operator.releases.preview.sums import replicas, volumes

Json = dict[str, Any]

_WORKLOADS = ("Deployment", "StatefulSet", "DaemonSet")
_NOT_VALID = 422
_VERSION = re.compile(r"^v?(\d+(?:\.\d+)*)")
_QUOTA = re.compile(r"exceeded quota: [^,]*, ?(.*)$")


def of_outcomes(outcomes: Sequence[Outcome]) -> Iterator[Json]:
    """Cautions about single objects, in their order."""
    for outcome in outcomes:
        yield from _shrinking(outcome)
        yield from _refused(outcome)
        yield from _restart(outcome)


def of_versions(before: str, after: str, images_before: Sequence[str], images_after: Sequence[str]) -> Iterator[Json]:
    """Cautions about going back: what a newer version did to the data stays done."""
    if before and _older(after, before):
        yield _caution("data_not_rolled_back", f"The chart goes back from {before} to {after}: {_STAYS}")
    tags = dict(map(_split, images_before))
    for name, tag in map(_split, images_after):
        if name in tags and _older(tag, tags[name]):
            yield _caution("data_not_rolled_back", f"The image {name} goes back from {tags[name]} to {tag}: {_STAYS}")


_STAYS = "what the newer one did to the data stays done."


def _shrinking(outcome: Outcome) -> Iterator[Json]:
    before = volumes(outcome.live) if outcome.live else {}
    for name, size in volumes(outcome.wanted).items():
        if size < before.get(name, 0.0):
            yield _caution("volume_shrink", f"The volume {name} can't be made smaller.", outcome.about)


def _refused(outcome: Outcome) -> Iterator[Json]:
    """What is not valid (422) is told by its fields alone: the cluster's own words would tell what stands in them."""
    refusal = outcome.refusal or outcome.pod_refusal
    if refusal is None:
        return
    message = str(refusal.status_object.get("message", ""))
    if match := _QUOTA.search(message):
        yield _caution("quota", f"The workspace's quota does not allow it: {match[1]}.", outcome.about)
    elif refusal.http_status != _NOT_VALID:
        yield _caution("admission", f"The cluster would refuse it: {message}.", outcome.about)
    elif outcome.change == "replace":
        fields = ", ".join(outcome.fields) or "something"
        sentence = f"The cluster refuses to change {fields} of what is there, so the change would fail."
        yield _caution("immutable", sentence, outcome.about)
    else:
        fields = ", ".join(named(refusal)) or "something"
        yield _caution("admission", f"The cluster would refuse it: {fields} is not valid.", outcome.about)


def _restart(outcome: Outcome) -> Iterator[Json]:
    live = outcome.live
    runs = live is not None and outcome.wanted["kind"] in _WORKLOADS and replicas(live) and replicas(outcome.wanted)
    if runs and any(field.startswith("spec.template") for field in outcome.fields):
        yield _caution("restart", "The application restarts: its pods are replaced.", outcome.about)


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


def _caution(code: str, message: str, about: str = "") -> Json:
    return {"code": code, "message": message, "object": about}
