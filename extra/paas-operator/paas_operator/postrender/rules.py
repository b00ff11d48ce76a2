"""What the runner tells the post-renderer, through the environment: nothing secret."""

import json
import os
from dataclasses import asdict, dataclass, field

from paas_operator.postrender.images import Images

VARIABLE = "WOOW_RENDER"


@dataclass(frozen=True)
class Rules:
    """One render: which service it is for, what it may use, and where the report goes.

    `allow` are codes of findings that the template's admin accepted, `neighbours` the other releases of the namespace.
    With `only_check` nothing is refused: the report is what is wanted.
    """

    namespace: str
    service: str
    report: str
    ingress_class: str = ""
    tls: str = "off"
    tls_issuer: str = ""
    stopped: bool = False
    restart_token: str = ""
    only_check: bool = False
    hosts: tuple[str, ...] = ()
    allow: tuple[str, ...] = ()
    registries: tuple[str, ...] = ()
    neighbours: tuple[str, ...] = ()
    images: dict[str, str] = field(default_factory=dict)

    @property
    def site_images(self) -> Images:
        return Images(self.images, self.registries)

    def to_environment(self) -> dict[str, str]:
        return {VARIABLE: json.dumps(asdict(self))}

    @classmethod
    def from_environment(cls) -> "Rules":
        raw = json.loads(os.environ[VARIABLE])
        lists = {name: tuple(raw[name]) for name in ("hosts", "allow", "registries", "neighbours")}
        return cls(**{**raw, **lists})
