"""Images for the embedded cluster where the real ones can't be pulled.

The applications' charts name official images. Where their registry answers, nothing is done here. Where it
does not, images are put together from Debian's packages, imported into the cluster's container runtime under
names of their own (`woow.local/...`), and a map tells the platform which one stands in for which.
"""

from __future__ import annotations

import hashlib
import json
import urllib.error
import urllib.request
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from .. import locks
from ..paths import cache_folder
from ..report import Problem, Report
from . import recipe as recipes
from .build import build

PATIENCE = 2  # seconds for a registry to answer
# The one registry whose address differs from the name its images carry.
ADDRESSES = {"docker.io": "registry-1.docker.io"}


class Cluster(Protocol):
    def has_image(self, name: str) -> bool: ...

    def import_image(self, archive: Path) -> None: ...


def ensure(cluster: Cluster, report: Report, cache: Path | None = None) -> Path | None:
    """Make the applications' images available to `cluster`.

    Answers the image map (a JSON file, real name to stand-in), or None when the real images can be pulled. An image
    that can't be put together on this machine is told of and left out: its application alone can't be started then.
    """
    cache = cache or cache_folder() / "images"
    wanted = recipes.load_all()
    hosts = {image.partition("/")[0] for recipe in wanted for image in recipe.stands_for}
    if all(map(registry_answers, sorted(hosts))):
        return None
    with _alone(cache, report):
        records = list(filter(None, (_record_or_say(recipe, cache, report) for recipe in wanted)))
        for record in records:
            if not cluster.has_image(record["image"]):
                with report.step(f"Importing {record['image']} into the cluster"):
                    cluster.import_image(cache / record["archive"])
    return write_map(records, cache)


def _alone(cache: Path, report: Report) -> AbstractContextManager[None]:
    """Checkouts share the cache: an archive that one writes is not to be read by another one."""
    told = "Another command puts images together; waiting for it"
    return locks.held(cache / "lock", lambda: report.say(told))


def ensure_one(cluster: Cluster, report: Report, name: str) -> dict[str, str]:
    """Import the stand-in of one recipe; answers its entries of the image map."""
    cache = cache_folder() / "images"
    with _alone(cache, report):
        record = _record(recipes.load(recipes.RECIPES / name), cache, report)
        if not cluster.has_image(record["image"]):
            cluster.import_image(cache / record["archive"])
    return dict.fromkeys(record["stands_for"], record["image"])


def registry_answers(host: str) -> bool:
    """Whether the registry at `host` can be reached; a refusal for lack of a token is an answer, too."""
    try:
        urllib.request.urlopen(f"https://{ADDRESSES.get(host, host)}/v2/", timeout=PATIENCE).close()
    except urllib.error.HTTPError as answer:
        return answer.code == 401
    except OSError:
        return False
    return True


def write_map(records: list[dict], cache: Path) -> Path:
    """Write the map of `records`; its name follows its content, as checkouts of other versions share the cache."""
    names = {image: record["image"] for record in records for image in record["stands_for"]}
    text = json.dumps(names, indent=1, sort_keys=True)
    target = cache / f"image-map-{hashlib.sha256(text.encode()).hexdigest()[:16]}.json"
    if not target.exists():
        partial = target.with_suffix(".partial")
        partial.write_text(text)
        partial.replace(target)
    return target


def _record_or_say(recipe: recipes.Recipe, cache: Path, report: Report) -> dict | None:
    try:
        return _record(recipe, cache, report)
    except Problem as problem:
        report.say(f"The image of {recipe.name} can't be put together, so it won't start here: {problem}")
        return None


def _record(recipe: recipes.Recipe, cache: Path, report: Report) -> dict:
    """The record of the image of `recipe`, from the cache or made now."""
    path = cache / f"{recipe.name}-{recipe.digest}.json"
    if path.exists():
        record = json.loads(path.read_text())
        if (cache / record["archive"]).exists():
            return record
    with report.step(f"Putting together an image that stands in for {recipe.stands_for[0]}"):
        record = build(recipe, cache)
    path.write_text(json.dumps(record, indent=1, sort_keys=True))
    return record
