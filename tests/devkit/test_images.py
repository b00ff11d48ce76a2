"""Stand-in images: recipes fit the charts, archives are the same for the same content."""

import json
import tarfile
from pathlib import Path

import pytest
import yaml
from devkit import images
from devkit.images import recipe
from devkit.images.apt import Package
from devkit.images.archive import write_archive
from devkit.images.build import _prune, _version
from devkit.report import Report

CHARTS = Path(__file__).resolve().parents[2] / "helm" / "apps"


def chart_image(name: str) -> str:
    image = yaml.safe_load((CHARTS / name / "values.yaml").read_text())["image"]
    return f"{image['repository']}:{image['tag']}"


@pytest.mark.parametrize("made", recipe.load_all(), ids=lambda r: r.name)
def test_recipe_stands_for_the_image_of_its_chart(made):
    assert made.stands_for == chart_image(made.name)


def test_every_chart_has_a_recipe():
    assert [r.name for r in recipe.load_all()] == sorted(p.parent.name for p in CHARTS.glob("*/Chart.yaml"))


def test_digest_follows_the_folder(tmp_path):
    folder = tmp_path / "postgresql"
    folder.mkdir()
    (folder / "recipe.toml").write_text((recipe.RECIPES / "postgresql" / "recipe.toml").read_text())
    before = recipe.load(folder).digest
    assert recipe.load(folder).digest == before
    (folder / "entrypoint.sh").write_text("exit 1\n")
    assert recipe.load(folder).digest != before


@pytest.fixture
def rootfs(tmp_path):
    root = tmp_path / "rootfs"
    (root / "usr/bin").mkdir(parents=True)
    (root / "usr/bin/run").write_text("#!/bin/sh\n")
    (root / "usr/bin/run").chmod(0o755)
    (root / "bin").symlink_to("usr/bin")
    return root


def test_archive_is_the_same_for_the_same_content(rootfs, tmp_path):
    first, second = tmp_path / "one.tar", tmp_path / "two.tar"
    for target in (first, second):
        write_archive(rootfs, target, "woow.local/x:1", {"Cmd": ["run"]}, "amd64")
    assert first.read_bytes() == second.read_bytes()


def test_archive_holds_name_configuration_and_files(rootfs, tmp_path):
    target = tmp_path / "one.tar"
    write_archive(rootfs, target, "woow.local/x:1", {"Cmd": ["run"]}, "amd64")
    with tarfile.open(target) as outer:
        manifest = json.load(outer.extractfile("manifest.json"))[0]
        assert manifest["RepoTags"] == ["woow.local/x:1"]
        assert json.load(outer.extractfile(manifest["Config"]))["config"] == {"Cmd": ["run"]}
        with tarfile.open(fileobj=outer.extractfile(manifest["Layers"][0])) as layer:
            entry = layer.getmember("usr/bin/run")
            assert (entry.mode, entry.uid, entry.mtime) == (0o755, 0, 0)
            assert layer.getmember("bin").linkname == "usr/bin"


def test_version_is_upstreams():
    made = recipe.load(recipe.RECIPES / "website")
    packages = [Package("nginx", "1:1.26.3-3+deb13u7")]
    assert _version(made, packages) == "1.26.3"


def test_prune_keeps_licences(rootfs):
    for name in ("copyright", "changelog.gz"):
        path = rootfs / "usr/share/doc/x" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("text")
    _prune(rootfs, ["usr/bin"])
    assert sorted(p.name for p in (rootfs / "usr/share/doc/x").iterdir()) == ["copyright"]
    assert not (rootfs / "usr/bin").exists()


class Cluster:
    def __init__(self, held: set[str]):
        self.held = held
        self.imported = []

    def has_image(self, name: str) -> bool:
        return name in self.held

    def import_image(self, archive: Path) -> None:
        self.imported.append(archive.name)


@pytest.fixture
def cached(tmp_path, monkeypatch):
    """A cache in which each recipe was built before, on a network without registries."""
    monkeypatch.setattr(images, "registry_answers", lambda image: False)
    for made in recipe.load_all():
        archive = f"{made.name}-{made.digest}.tar"
        (tmp_path / archive).write_bytes(b"")
        record = {"image": f"woow.local/{made.name}:1", "stands_for": made.stands_for, "archive": archive}
        (tmp_path / f"{made.name}-{made.digest}.json").write_text(json.dumps(record))
    return tmp_path


def test_ensure_imports_what_is_missing_and_writes_the_map(cached):
    cluster = Cluster({"woow.local/website:1"})
    target = images.ensure(cluster, Report(quiet=True), cached)
    assert [name.partition("-")[0] for name in cluster.imported] == ["postgresql"]
    assert json.loads(target.read_text()) == {
        chart_image("postgresql"): "woow.local/postgresql:1",
        chart_image("website"): "woow.local/website:1",
    }


def test_ensure_leaves_it_to_a_registry_that_answers(tmp_path, monkeypatch):
    monkeypatch.setattr(images, "registry_answers", lambda image: True)
    cluster = Cluster(set())
    assert images.ensure(cluster, Report(quiet=True), tmp_path) is None
    assert cluster.imported == []


def test_a_name_that_does_not_resolve_is_no_registry():
    assert images.registry_answers("registry.invalid/x/y:1") is False
