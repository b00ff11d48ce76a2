"""PostgreSQL, asked by psql."""

from support.wait import wait_for

from .base import PASSWORD, Application

TABLE = """
CREATE TABLE stock (name text PRIMARY KEY, pieces int);
INSERT INTO stock VALUES ('tea', 7), ('cups', 12);
"""


class Postgresql(Application):
    slug = "postgresql"
    has_address = False
    values = {"auth.database": "shop", "auth.username": "shop"}
    changed = {"configuration.maxConnections": 61, "auth.password": PASSWORD}
    immutable = {"auth.username": "another"}

    def fill(self):
        self.password = self.reveal("auth.password")
        assert len(self.password) >= 16
        self.cluster.psql(self.service, TABLE)
        wait_for(lambda: self._login(self.password) == "1", "its password does not open it")

    def expect_data(self):
        assert self.cluster.psql(self.service, "SELECT * FROM stock ORDER BY pieces;") == "tea|7\ncups|12"

    def expect_change(self):
        assert self.cluster.psql(self.service, "SHOW max_connections;") == "61"
        wait_for(lambda: self._login(PASSWORD) == "1", "the new password does not open it")
        assert "password authentication failed" in self._login(self.password)

    def _login(self, password: str) -> str:
        """What a client gets that comes over the network with this password."""
        script = 'read -r PGPASSWORD; export PGPASSWORD; psql -At -h "$0" -U shop -d shop -c "SELECT 1" 2>&1 || true'
        host = self.service["internal_endpoints"][0]["host"]
        return self.cluster.in_pod(self.service, ["sh", "-c", script, host], stdin=f"{password}\n").strip()
