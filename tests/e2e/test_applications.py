"""Each application of the shelf that is proven here, on the real cluster, several of them at the same time.

Launched in an earlier version, it answers its own protocol and keeps its data over a changed value, an upgrade, a
stop and start, a pod's death, and a deletion that keeps its volumes; a last deletion leaves nothing.
"""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import applications
import pytest
from applications.base import Application
from support.api import Api

pytestmark = pytest.mark.lane("shelf")
SIDE_BY_SIDE = 3  # more would keep each other, and everybody else, waiting
EARLIER, NEWEST = "1.0.0", "1.1.0"


@pytest.fixture(scope="module")
def journeys(request, owner, site, cluster, workspaces) -> Iterator[dict[str, Future]]:
    """By slug, the journeys of those that were chosen, in one workspace; the longest begin."""
    asked = [item for item in request.session.items if item.module is request.module]
    slugs = [item.callspec.params["slug"] for item in asked]
    slugs.sort(key=lambda slug: -applications.ALL[slug].seconds)
    workspace = workspaces.make("Shelf")
    login = owner.login
    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        started = {}
        for slug in slugs:
            api = Api(site.url, login, site.accounts[login])
            started[slug] = pool.submit(journey, applications.ALL[slug](api, site, cluster, workspace))
        yield started
    workspaces.leave(workspace)


@pytest.mark.parametrize("slug", sorted(applications.ALL))
def test_keeps_its_data_through_everything_but_deletion(slug, journeys):
    journeys[slug].result()


def journey(app: Application) -> None:
    app.launch(version=EARLIER)
    app.settled()
    assert app.service["chart_version"] == EARLIER
    app.fill()
    app.expect_data()

    refuses_what_is_immutable(app)
    app.api.change(app.service, values=app.changed)
    app.settled()
    app.expect_change()
    app.expect_data()

    upgrade(app)
    stop_and_start(app)
    app.cluster.kill_pod(app.service)
    app.expect_data()

    delete_and_launch_again(app)
    app.api.delete(app.service)
    app.api.gone(app.service)
    app.cluster.expect_nothing_left(app.service)
    app.delete_neighbours()


def refuses_what_is_immutable(app: Application) -> None:
    """A wish that the volume could not follow is refused with a sentence, and nothing changes."""
    if not app.immutable:
        return
    path = f"/api/workspaces/{app.workspace['id']}/services/{app.service['id']}"
    answer = app.api.send("PATCH", path, {"values": app.immutable})
    assert answer.status_code == 422
    assert list(answer.json()["fields"]) == list(app.immutable)
    assert app.api.get(path)["generation"] == app.service["generation"]


def upgrade(app: Application) -> None:
    assert app.service["update_available"] == NEWEST
    app.api.act(app.service, "upgrade", {"version": NEWEST})
    app.settled()
    assert app.service["chart_version"] == NEWEST
    assert not app.service["update_available"]
    app.expect_data()


def stop_and_start(app: Application) -> None:
    app.api.act(app.service, "stop")
    app.settled("stopped")
    assert app.service["ready_replicas"] == 0
    assert not [name for name in app.cluster.objects(app.service) if name.startswith("Pod/")]
    app.api.act(app.service, "start")
    app.settled()
    app.expect_data()


def delete_and_launch_again(app: Application) -> None:
    """Deleted but for its volumes, and launched again on them, under its former name and with its passwords."""
    app.api.delete(app.service, keep_data=True)
    app.api.gone(app.service)
    left = {name.partition("/")[0] for name in app.cluster.objects(app.service)}
    assert left == {"PersistentVolumeClaim", "PersistentVolume"}
    app.service = app.api.act(app.service, "relaunch")
    app.settled()
    app.expect_data()
