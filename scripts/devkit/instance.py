"""One running platform of this checkout: its folders, ports and names. `up` is for people, `test` for tests."""

import hashlib
import json
import secrets
from base64 import urlsafe_b64encode
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path

from .paths import STATE, private_folder, write_private


@dataclass(frozen=True)
class Settings:
    """What a person chose; kept in the state folder until `--reset`."""

    host: str = "127.0.0.1"
    port: int = 8069
    operator_port: int = 8070
    ingress_port: int | None = None
    database_url: str = ""
    demo: bool = True
    odoo_series: str = ""


@dataclass(frozen=True)
class Instance:
    """A name, a state folder, and the names it would like to have in the cluster."""

    name: str
    state: Path
    namespace: str
    prefix: str
    defaults: Settings = Settings()
    durable: bool = True

    @property
    def run(self) -> Path:
        """Folder of pid files and sockets."""
        return self.state / "run"

    @property
    def keys(self) -> Path:
        """Folder of keys and passwords, readable by the owner alone."""
        return self.state / "keys"

    def log(self, name: str) -> Path:
        """The log file of one part."""
        return self.state / "logs" / f"{name}.log"

    def prepare(self) -> None:
        """Make the folders."""
        for folder in (self.state, self.run, self.keys, self.state / "logs"):
            private_folder(folder)

    def settings(self) -> Settings:
        """The settings in force: the defaults and what was chosen before."""
        try:
            stored = json.loads((self.state / "settings.json").read_text())
        except FileNotFoundError:
            return self.defaults
        known = {field.name for field in fields(Settings)}
        return replace(self.defaults, **{name: value for name, value in stored.items() if name in known})

    def choose(self, **changes: object) -> Settings:
        """Remember the changes that are not None, and return the settings in force."""
        chosen = replace(self.settings(), **{name: value for name, value in changes.items() if value is not None})
        write_private(self.state / "settings.json", json.dumps(asdict(chosen), indent=1) + "\n")
        return chosen

    def key_file(self, name: str) -> Path:
        """The file of a random key, made on first use."""
        path = self.keys / name
        if not path.exists():
            write_private(path, secrets.token_urlsafe(32) + "\n")
        return path

    def fernet_key_file(self) -> Path:
        """The file of the key that encrypts the platform's secrets in the database."""
        path = self.keys / "secret-key"
        if not path.exists():
            write_private(path, urlsafe_b64encode(secrets.token_bytes(32)).decode() + "\n")
        return path

    def stamp(self, name: str) -> str:
        """What was last noted under `name`; empty when nothing was."""
        path = self.state / "stamps" / name
        return path.read_text() if path.exists() else ""

    def set_stamp(self, name: str, text: str) -> None:
        """Note that a piece of work was done for the state of things that `text` stands for."""
        private_folder(self.state / "stamps")
        write_private(self.state / "stamps" / name, text)


def fingerprint(*parts: object) -> str:
    """A short digest of the texts of all parts."""
    return hashlib.sha256("\0".join(map(str, parts)).encode()).hexdigest()[:16]


UP = Instance("up", STATE, "woow-paas", "paas-ws-")
TEST = Instance(
    "test",
    STATE / "test" / "e2e",
    "woow-test",
    "paas-t-",
    Settings(port=8169, operator_port=8170),
    durable=False,
)
