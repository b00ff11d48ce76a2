"""PostgreSQL: launched, answering, keeping its data through everything but its deletion."""

import pytest
from conftest import clear

TABLE = """
CREATE TABLE stock (name text PRIMARY KEY, pieces int);
INSERT INTO stock VALUES ('tea', 7), ('cups', 12);
"""
CONTENT = "tea|7\ncups|12"


def content(cluster, service) -> str:
    return cluster.psql(service, "SELECT * FROM stock ORDER BY pieces;")


def login(cluster, service, password: str) -> str:
    """What a client gets that comes over the network with this password."""
    script = 'read -r PGPASSWORD; export PGPASSWORD; psql -At -h "$0" -U shop -d shop -c "SELECT 1" 2>&1 || true'
    host = service["internal_endpoints"][0]["host"]
    pod = cluster.pod(service)["metadata"]["name"]
    arguments = ["exec", "-i", "-n", service["namespace"], pod, "--", "sh", "-c", script, host]
    return cluster.run(*arguments, stdin=f"{password}\n").strip()


@pytest.fixture(scope="module")
def database(owner):
    """A running server in a workspace of its own; the last test deletes it."""
    workspace = owner.create_workspace("Databases")
    values = {"auth.database": "shop", "auth.username": "shop"}
    yield owner.settled(owner.launch(workspace["id"], "postgresql", "Stock", values=values), "running")
    clear(owner, workspace)


def test_what_is_immutable_stays(owner, database):
    """A wish that the volume could not follow is refused with a sentence, and nothing changes."""
    answer = owner.send(
        "PATCH",
        f"/api/workspaces/{database['workspace_id']}/services/{database['id']}",
        {"values": {"auth.username": "another"}},
    )
    assert answer.status_code == 422
    assert list(answer.json()["fields"]) == ["auth.username"]
    assert owner.service(database["workspace_id"], database["id"])["generation"] == database["generation"]


def test_data_outlives_everything_but_deletion(owner, cluster, database):
    cluster.psql(database, TABLE)
    first = owner.reveal(database, "auth.password")
    assert len(first) >= 16
    assert login(cluster, database, first) == "1"

    owner.change(database, values={"configuration.maxConnections": 61, "auth.password": "quite-another-1"})
    database = owner.settled(database, "running")
    assert cluster.psql(database, "SHOW max_connections;") == "61"
    assert content(cluster, database) == CONTENT
    assert login(cluster, database, "quite-another-1") == "1"
    assert "password authentication failed" in login(cluster, database, first)

    owner.act(database, "stop")
    stopped = owner.settled(database, "stopped")
    assert stopped["ready_replicas"] == 0
    assert not [name for name in cluster.objects(stopped) if name.startswith("Pod/")]
    owner.act(database, "start")
    database = owner.settled(database, "running")
    assert content(cluster, database) == CONTENT

    cluster.kill_pod(database)
    assert content(cluster, database) == CONTENT

    owner.delete(database)
    owner.gone(database)
    cluster.expect_nothing_left(database)
