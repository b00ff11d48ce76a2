"""Settings, read from the environment (prefix `PAAS_`) and checked once at the start."""

import json
import re
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, HttpUrl, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from paas_operator.errors import StartupError

KEY_LENGTH = 16
# Those of the templates that come with the addon.
CHART_REPOSITORIES = (
    "https://community-charts.github.io/helm-charts", "https://helm.irsigler.cloud",
    "https://guerzon.github.io/vaultwarden", "https://groundhog2k.github.io/helm-charts",
    "https://helm.openwebui.com", "https://nextcloud.github.io/helm", "oci://ghcr.io/grafana-community/helm-charts",
)  # fmt: skip
IMAGE_REGISTRIES = (
    "docker.io", "ghcr.io", "quay.io", "registry.k8s.io", "gcr.io", "public.ecr.aws", "mcr.microsoft.com", "lscr.io",
)  # fmt: skip

_HOST = r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:[0-9]{1,5})?"
_REPOSITORY = re.compile(rf"^(https|oci)://{_HOST}(/[A-Za-z0-9._~/-]*)?$")
_REGISTRY = re.compile(rf"^(\*|{_HOST}(/[a-z0-9._/-]+)?)$")


class Settings(BaseSettings):
    """What a site decides; `docs/operator.md` explains each one."""

    model_config = SettingsConfigDict(env_prefix="PAAS_", extra="ignore", env_ignore_empty=True)

    api_key_file: Path
    events_url: HttpUrl | None = None
    events_key_file: Path | None = None
    metrics_key_file: Path | None = None
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    kubeconfig: Path | None = None
    namespace: str = Field("woow-paas", pattern=r"^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$")
    prefix: str = Field("paas-ws-", pattern=r"^[a-z]([-a-z0-9]{0,30})-$")
    helm: str = "helm"
    builtin_charts: Path | None = None
    image_map: Path | None = None
    cluster_kind: Literal["kubernetes", "embedded", "simulated"] = "kubernetes"
    enforces_network_policy: bool = True
    ingress_url: HttpUrl | None = None
    ingress_class: str = "traefik"
    tls: Literal["off", "cert-manager", "default-certificate"] = "off"
    tls_issuer: str = Field("", pattern=r"^([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?)?$")
    chart_repositories: Annotated[tuple[str, ...], NoDecode] = CHART_REPOSITORIES
    refused_networks: Annotated[tuple[IPv4Network | IPv6Network, ...], NoDecode] = ()
    image_registries: Annotated[tuple[str, ...], NoDecode] = IMAGE_REGISTRIES
    host: str = "127.0.0.1"
    port: int = Field(8090, ge=0, le=65535)
    cache_dir: Path = Path("/tmp/paas-operator")  # noqa: S108 - the container's own scratch volume

    @field_validator("chart_repositories", "image_registries", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip().rstrip("/") for part in value.split(",") if part.strip())
        return value

    @field_validator("refused_networks", mode="before")
    @classmethod
    def _split_networks(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("chart_repositories")
    @classmethod
    def _only_encrypted(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for url in value:
            if not _REPOSITORY.match(url):
                raise ValueError(f"{url!r} is not an https:// or oci:// address")
        return value

    @field_validator("image_registries")
    @classmethod
    def _only_registries(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for registry in value:
            if not _REGISTRY.match(registry):
                raise ValueError(f"{registry!r} is not the name of an image registry, with or without a path")
        return value

    @model_validator(mode="after")
    def _issuer_is_named(self) -> Self:
        if (self.tls == "cert-manager") != bool(self.tls_issuer):
            raise ValueError("PAAS_TLS_ISSUER names the ClusterIssuer where PAAS_TLS is cert-manager, and only there")
        return self

    def api_keys(self) -> tuple[bytes, ...]:
        """The one or two keys that open the API, one a line."""
        keys = _lines(self.api_key_file, "API key")
        if not 1 <= len(keys) <= 2:
            raise StartupError(f"The API key file {self.api_key_file} must hold one or two keys, a line each.")
        if any(len(key) < KEY_LENGTH for key in keys):
            raise StartupError(f"A key in {self.api_key_file} is shorter than {KEY_LENGTH} characters.")
        return keys

    def events_key(self) -> bytes | None:
        """The key that signs events, or None when no events are sent."""
        if self.events_url is None:
            return None
        if self.events_key_file is None:
            raise StartupError("PAAS_EVENTS_URL is set, but PAAS_EVENTS_KEY_FILE is not.")
        return _one_key(self.events_key_file, "events key")

    def metrics_key(self) -> bytes | None:
        """The key that opens the metrics alone, or None when there is none."""
        return _one_key(self.metrics_key_file, "metrics key") if self.metrics_key_file else None

    def secrets(self) -> tuple[str, ...]:
        """Every key that was read, as text that no log may hold."""
        keys = (*self.api_keys(), self.events_key(), self.metrics_key())
        return tuple(key.decode(errors="replace") for key in keys if key)

    def images(self) -> dict[str, str]:
        """Image names to replace, as the site gave them."""
        if self.image_map is None:
            return {}
        try:
            mapping = json.loads(self.image_map.read_text())
        except (OSError, ValueError) as exc:
            raise StartupError(f"The image map {self.image_map} can't be read as JSON.") from exc
        if not isinstance(mapping, dict) or not all(isinstance(value, str) for value in mapping.values()):
            raise StartupError(f"The image map {self.image_map} must be an object of image names.")
        return mapping


def load_settings() -> Settings:
    """Read the environment; raises StartupError with one sentence that names the setting."""
    try:
        return Settings()  # type: ignore[call-arg]
    except ValidationError as exc:
        first = exc.errors()[0]
        name = "PAAS_" + str(first["loc"][0] if first["loc"] else "tls").upper()
        raise StartupError(f"The setting {name} is not usable: {first['msg']}.") from exc


def _one_key(path: Path, what: str) -> bytes:
    keys = _lines(path, what)
    if len(keys) != 1:
        raise StartupError(f"The {what} file {path} must hold one key.")
    return keys[0]


def _lines(path: Path, what: str) -> tuple[bytes, ...]:
    try:
        return tuple(line.strip() for line in path.read_bytes().splitlines() if line.strip())
    except OSError as exc:
        raise StartupError(f"The {what} file {path} can't be read.") from exc
