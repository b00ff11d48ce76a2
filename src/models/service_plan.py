"""What an act will make of a service: worked out first, then previewed or written down."""

from dataclasses import dataclass, field


@dataclass
class Plan:
    """``action`` of the state table and ``kind`` of the intent, and what they change.

    ``changes`` are fields of the service, ``secrets`` new ones by dotted key, ``ignored`` the keys that were left
    out, ``subdomain`` the name to be taken (none: the one that is held), ``hosts`` the whole names afterwards.
    """

    action: str
    kind: str
    changes: dict = field(default_factory=dict)
    secrets: dict = field(default_factory=dict)
    ignored: list = field(default_factory=list)
    subdomain: str | None = None
    hosts: list | None = None

    @property
    def size(self):
        """How large the service is afterwards, of what is known to change."""
        return {name: self.changes[name] for name in ("vcpu", "ram_gb", "storage_gb") if name in self.changes}
