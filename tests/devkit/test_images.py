"""Stand-in images: recipes fit the charts, archives are the same for the same content."""

import io
import json
import tarfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import yaml
from devkit import images, locks
from devkit.images import npm, recipe
from devkit.images.apt import Package
from devkit.images.archive import write_archive
from devkit.images.build import _keep, _version, prune
from devkit.report import Problem, Report

PATIENCE = 300  # seconds; far more than any of it takes
CHARTS = Path(__file__).resolve().parents[2] / "helm" / "apps"


def image_in(values: bytes) -> str:
    image = yaml.safe_load(values)["image"]
    return f"{image['repository']}:{image['tag']}"


def chart_images(name: str) -> list[str]:
    """The images of the chart in all its versions, the newest first."""
    found = [image_in((CHARTS / name / "values.yaml").read_bytes())]
    for packed in sorted(CHARTS.glob(f"{name}-[0-9]*.tgz"), reverse=True):
        with tarfile.open(packed) as archive:
            found.append(image_in(archive.extractfile(f"{name}/values.yaml").read()))
    return found


@pytest.mark.parametrize("made", recipe.load_all(), ids=lambda r: r.name)
def test_recipe_stands_for_the_images_of_its_chart(made):
    assert made.stands_for == chart_images(made.name)


def test_charts_without_a_recipe_are_those_that_nothing_here_can_be_made_of():
    charts = {path.parent.name for path in CHARTS.glob("*/Chart.yaml")}
    assert charts - {made.name for made in recipe.load_all()} == {"anythingllm", "home-assistant"}


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
    for version in ("1:1.26.3-3+deb13u7", "1.26.3+dfsg1-3"):
        assert _version(made, [Package("nginx", version)]) == "1.26.3"


def test_keep_removes_what_is_not_named(rootfs):
    (rootfs / "usr/bin/other").write_text("")
    (rootfs / "usr/bin/folder").mkdir()
    _keep(rootfs, {"usr/bin": ["r*"]})
    assert [path.name for path in (rootfs / "usr/bin").iterdir()] == ["run"]


def test_packages_of_npm_are_those_locked():
    (package,) = npm.packages(recipe.load(recipe.RECIPES / "node-red"))
    asked = json.loads((recipe.RECIPES / "node-red" / "package.json").read_text())["dependencies"]
    assert {package.name: package.version} == asked


def test_prune_keeps_licences(rootfs):
    for name in ("copyright", "changelog.gz"):
        path = rootfs / "usr/share/doc/x" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("text")
    prune(rootfs, ["usr/bin"])
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
    monkeypatch.setattr(images, "registry_answers", lambda host: False)
    for made in recipe.load_all():
        archive = f"{made.name}-{made.digest}.tar"
        (tmp_path / archive).write_bytes(b"")
        record = {"image": f"woow.local/{made.name}:1", "stands_for": made.stands_for, "archive": archive}
        (tmp_path / f"{made.name}-{made.digest}.json").write_text(json.dumps(record))
    return tmp_path


def test_ensure_imports_what_is_missing_and_writes_the_map(cached):
    held = {f"woow.local/{made.name}:1" for made in recipe.load_all()} - {"woow.local/postgresql:1"}
    cluster = Cluster(held)
    target = images.ensure(cluster, Report(quiet=True), cached)
    assert [name.partition("-")[0] for name in cluster.imported] == ["postgresql"]
    mapped = json.loads(target.read_text())
    assert mapped == {image: f"woow.local/{m.name}:1" for m in recipe.load_all() for image in chart_images(m.name)}


def test_two_checkouts_do_not_write_the_same_archive_at_once(cached):
    out = io.StringIO()
    cluster = Cluster(set())
    with ThreadPoolExecutor() as pool:
        with locks.held(cached / "lock"):
            second = pool.submit(images.ensure, cluster, Report(out), cached)
            while "waiting" not in out.getvalue():
                assert not second.done(), second.result()
                time.sleep(0.01)
            with pytest.raises(TimeoutError):
                second.result(timeout=0.2)
            assert cluster.imported == []
        assert second.result(timeout=PATIENCE)
    assert cluster.imported


def test_another_map_has_another_name(tmp_path):
    record = {"stands_for": ["docker.io/a:1"], "image": "woow.local/a:1"}
    first = images.write_map([record], tmp_path)
    assert images.write_map([{**record, "image": "woow.local/a:2"}], tmp_path) != first
    assert json.loads(first.read_text()) == {"docker.io/a:1": "woow.local/a:1"}


def test_an_image_that_cannot_be_made_is_told_of_and_left_out(cached, monkeypatch):
    def refuse(made, cache):
        raise Problem("npm is not installed.")

    monkeypatch.setattr(images, "build", refuse)
    next(cached.glob("node-red-*.json")).unlink()
    out = io.StringIO()
    mapped = json.loads(images.ensure(Cluster(set()), Report(out), cached).read_text())
    assert "image of node-red can't be put together" in out.getvalue()
    assert chart_images("node-red")[0] not in mapped
    assert chart_images("valkey")[0] in mapped


def test_ensure_leaves_it_to_a_registry_that_answers(tmp_path, monkeypatch):
    monkeypatch.setattr(images, "registry_answers", lambda host: True)
    cluster = Cluster(set())
    assert images.ensure(cluster, Report(quiet=True), tmp_path) is None
    assert cluster.imported == []


def test_a_name_that_does_not_resolve_is_no_registry():
    assert images.registry_answers("registry.invalid") is False
