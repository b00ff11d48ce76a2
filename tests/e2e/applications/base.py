"""What a journey asks of every application."""

import uuid

from support.api import Api
from support.cluster import Cluster
from support.site import Site

PASSWORD = "quite-another-1"


class Application:
    """One launched application. `service` is what the API said of it last; the journey keeps it up to date."""

    slug: str
    has_address = True
    values: dict = {}
    # What a person changes afterwards, and one value that may not be changed, if there is any.
    changed: dict = {}
    immutable: dict = {}
    seconds = 300  # to start, on a machine where everything else starts, too

    def __init__(self, api: Api, site: Site, cluster: Cluster, workspace: dict):
        self.api, self.site, self.cluster, self.workspace = api, site, cluster, workspace
        self.subdomain = f"{self.slug}-{uuid.uuid4().hex[:8]}" if self.has_address else None
        self.service: dict = {}

    @property
    def host(self) -> str:
        return f"{self.subdomain}.{self.site.apps_domain}"

    def launch(self, **body: object) -> None:
        """Ask for it, in `workspace`."""
        if self.subdomain:
            body["subdomain"] = self.subdomain
        values = {**self.values, **self.neighbours()}
        self.service = self.api.launch(self.workspace["id"], self.slug, self.slug.title(), values=values, **body)

    def settled(self, state: str = "running") -> None:
        self.service = self.api.settled(self.service, state, self.seconds)

    def reveal(self, key: str) -> str:
        return self.api.reveal(self.service, key)

    def neighbours(self) -> dict:
        """Launch what this one needs beside it; the values that come from there."""
        return {}

    def delete_neighbours(self) -> None:
        """Delete what `neighbours` launched, and see that nothing of it is left."""

    def fill(self) -> None:
        """Put data into it, as a client does that knows the password made for it."""
        raise NotImplementedError

    def expect_data(self) -> None:
        """All that `fill` put there is there."""
        raise NotImplementedError

    def expect_change(self) -> None:
        """The change took effect: `changed` holds, and a password from before opens nothing."""
        raise NotImplementedError
