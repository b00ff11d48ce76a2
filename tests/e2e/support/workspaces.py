"""Workspaces that tests make for themselves."""

from .api import Api

END = 300


class Workspaces:
    """What a test leaves behind is deleted while the next ones run, and waited for once, by `close`."""

    def __init__(self, owner: Api) -> None:
        self.owner = owner
        self._left: list[tuple[dict, list[dict]]] = []

    def make(self, name: str) -> dict:
        """A new workspace of the owner's alone."""
        return self.owner.create_workspace(name)

    def leave(self, workspace: dict) -> None:
        """Have the workspace's services deleted."""
        services = self.owner.get(f"/api/workspaces/{workspace['id']}/services?limit=200")
        for service in services:
            if service["state"] != "deleting":
                self.owner.delete(service)
        self._left.append((workspace, services))

    def close(self) -> None:
        """Wait until all that was left is gone."""
        for workspace, services in self._left:
            for service in services:
                self.owner.gone(service, END)
            self.owner.call("DELETE", f"/api/workspaces/{workspace['id']}")
