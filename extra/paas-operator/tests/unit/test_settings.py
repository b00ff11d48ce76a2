import json

import pytest

from paas_operator.errors import StartupError
from paas_operator.settings import Settings, load_settings
from tests.conftest import KEY


@pytest.fixture
def environment(monkeypatch, tmp_path):
    (tmp_path / "keys").write_text(KEY)
    monkeypatch.setenv("PAAS_API_KEY_FILE", str(tmp_path / "keys"))
    return monkeypatch


def test_what_is_said_is_read(environment, tmp_path):
    (tmp_path / "map.json").write_text(json.dumps({"a": "b"}))
    environment.setenv("PAAS_CHART_REPOSITORIES", "https://a.example.com/charts/, https://b.example.com")
    environment.setenv("PAAS_IMAGE_MAP", str(tmp_path / "map.json"))
    environment.setenv("PAAS_EVENTS_URL", "")
    settings = load_settings()
    assert settings.chart_repositories == ("https://a.example.com/charts", "https://b.example.com")
    assert settings.images() == {"a": "b"}
    assert settings.api_keys() == (KEY.encode(),)
    assert settings.events_key() is None


def test_without_a_key_file_it_does_not_start(monkeypatch):
    monkeypatch.delenv("PAAS_API_KEY_FILE", raising=False)
    with pytest.raises(StartupError, match="PAAS_API_KEY_FILE"):
        load_settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PAAS_PREFIX", "Paas"), ("PAAS_PREFIX", "paas"), ("PAAS_PREFIX", ".*-"), ("PAAS_NAMESPACE", "a/b"),
        ("PAAS_PORT", "x"), ("PAAS_CLUSTER_KIND", "other"), ("PAAS_EVENTS_URL", "ftp://x"),
        ("PAAS_CHART_REPOSITORIES", "http://a.example.com"), ("PAAS_CHART_REPOSITORIES", "https://a,file:///x"),
    ],
)  # fmt: skip
def test_a_wrong_setting_is_named(environment, name, value):
    environment.setenv(name, value)
    with pytest.raises(StartupError, match=name):
        load_settings()


def test_an_issuer_goes_with_cert_manager(environment):
    assert load_settings().tls == "off"
    environment.setenv("PAAS_TLS", "cert-manager")
    with pytest.raises(StartupError, match="PAAS_TLS_ISSUER"):
        load_settings()
    environment.setenv("PAAS_TLS_ISSUER", "letsencrypt")
    assert load_settings().tls_issuer == "letsencrypt"
    environment.setenv("PAAS_TLS", "default-certificate")
    with pytest.raises(StartupError, match="PAAS_TLS_ISSUER"):
        load_settings()


@pytest.mark.parametrize("content", ["", "\n\n", "short", f"{KEY}\n{KEY}2\n{KEY}3"])
def test_unfit_key_files(environment, tmp_path, content):
    (tmp_path / "keys").write_text(content)
    with pytest.raises(StartupError):
        load_settings().api_keys()


def test_files_that_are_not_there(environment, tmp_path):
    settings = Settings(
        api_key_file=tmp_path / "none",
        image_map=tmp_path / "none",
        events_url="http://odoo.example.com",
        events_key_file=tmp_path / "none",
    )
    for read in (settings.api_keys, settings.images, settings.events_key):
        with pytest.raises(StartupError, match="can't be read"):
            read()


def test_no_key_is_unknown_to_the_log(environment, tmp_path):
    for name in ("events", "metrics"):
        (tmp_path / name).write_text(f"{name}-key-0123456789\n")
        environment.setenv(f"PAAS_{name.upper()}_KEY_FILE", str(tmp_path / name))
    environment.setenv("PAAS_EVENTS_URL", "http://odoo.example.com")
    settings = load_settings()
    assert settings.metrics_key() == b"metrics-key-0123456789"
    assert set(settings.secrets()) == {KEY, "events-key-0123456789", "metrics-key-0123456789"}


def test_events_need_a_key(environment, tmp_path):
    with pytest.raises(StartupError, match="PAAS_EVENTS_KEY_FILE"):
        Settings(api_key_file=tmp_path / "keys", events_url="http://odoo.example.com").events_key()


@pytest.mark.parametrize("content", ["[]", '{"a": 1}'])
def test_an_image_map_is_an_object_of_names(environment, tmp_path, content):
    (tmp_path / "map").write_text(content)
    with pytest.raises(StartupError, match="image names"):
        Settings(api_key_file=tmp_path / "keys", image_map=tmp_path / "map").images()
