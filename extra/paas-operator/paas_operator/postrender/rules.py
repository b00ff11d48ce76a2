"""What the runner tells the post-renderer, through the environment: nothing secret."""

import json
import os
from dataclasses import asdict, dataclass, field

VARIABLE = "WOOW_RENDER"


@dataclass(frozen=True)
class Rules:
    """One render: which service it is for, what it may use, and where the report goes."""

    namespace: str
    service: str
    report: str
    ingress_class: str = ""
    tls: str = "off"
    tls_issuer: str = ""
    stopped: bool = False
    restart_token: str = ""
    hosts: tuple[str, ...] = ()
    images: dict[str, str] = field(default_factory=dict)

    def to_environment(self) -> dict[str, str]:
        return {VARIABLE: json.dumps(asdict(self))}

    @classmethod
    def from_environment(cls) -> "Rules":
        raw = json.loads(os.environ[VARIABLE])
        return cls(**{**raw, "hosts": tuple(raw["hosts"])})


class Refused(Exception):
    """An object that a tenant may not have; the sentence says which and why."""
