"""What a person chose is remembered; files with keys are private."""

import stat

import pytest
from devkit import accounts, paths, postgres, whole
from devkit.instance import Instance, Settings
from devkit.report import Problem


@pytest.fixture
def instance(tmp_path):
    made = Instance("trial", tmp_path / "state", "woow-trial", "paas-trial-")
    made.prepare()
    return made


def test_choices_are_remembered(instance):
    instance.choose(port=9000, host=None)
    instance.choose(operator_port=9001)
    assert instance.settings() == Settings(port=9000, operator_port=9001)


def test_a_key_is_made_once_and_private(instance):
    first = instance.key_file("api").read_text()
    assert instance.key_file("api").read_text() == first
    assert len(first.strip()) >= 32
    assert stat.S_IMODE(instance.key_file("api").stat().st_mode) == 0o600
    assert stat.S_IMODE(instance.state.stat().st_mode) == 0o700


def test_fernet_key_has_32_bytes(instance):
    assert len(instance.fernet_key_file().read_text().strip()) == 44


def test_no_password_is_printed_without_demo_data(instance):
    (account,) = accounts.listed(instance, demo=False)
    assert account["login"] == "admin"
    assert "password" not in account


def test_demo_accounts(instance):
    logins = [account["login"] for account in accounts.listed(instance, demo=True)]
    assert logins[0] == "owner@example.com"
    assert logins[-1] == "admin"


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0"])
def test_people_type_localhost(host):
    assert whole.public_url(Settings(host=host)) == "http://localhost:8069"


def test_dsn():
    server, name = postgres.from_dsn("postgresql://me:p%40ss@db.example:6543/shop")
    assert (server.host, server.port, server.user, server.password, name) == ("db.example", 6543, "me", "p@ss", "shop")
    assert "p@ss" not in server.url(name)
    assert "p%40ss" not in server.url(name)


@pytest.mark.parametrize("dsn", ["mysql://db/x", "postgresql://db/No%20Good", 'postgresql://db/x"; DROP'])
def test_unusable_dsn_is_refused(dsn):
    with pytest.raises(Problem):
        postgres.from_dsn(dsn)


def test_socket_folder_is_short_enough(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    deep = tmp_path / ("d" * 60) / ("e" * 60)
    folder = paths.socket_folder(deep)
    assert folder.parent == tmp_path
    assert paths.socket_folder(tmp_path / "near") == tmp_path / "near"
