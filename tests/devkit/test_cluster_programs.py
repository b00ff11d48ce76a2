"""The cluster's programs and images: built once, again only when what they are made from changes."""

import io
import json
import tarfile

import pytest
from devkit.cluster import binaries, golang
from devkit.cluster.images import Image, pack
from devkit.cluster.paths import Layout


@pytest.fixture
def layout(tmp_path):
    made = Layout(tmp_path / "state", tmp_path / "bin", tmp_path / "run")
    made.prepare()
    return made


@pytest.fixture
def module(tmp_path, monkeypatch):
    monkeypatch.setattr(binaries, "MODULES", tmp_path / "modules")
    made = binaries.Module("thing", {"thing": "."})
    made.folder.mkdir(parents=True)
    (made.folder / "go.mod").write_text("module thing\n")
    return made


def built(layout, module):
    (layout.bin / "thing").write_text("program")
    (layout.bin / ".thing.stamp").write_text(binaries.digest(module))


def test_built_once(layout, module):
    assert not binaries.built(layout, module)
    built(layout, module)
    assert binaries.built(layout, module)


def test_other_sources_are_built_again(layout, module):
    built(layout, module)
    (module.folder / "go.sum").write_text("a b\n")
    assert not binaries.built(layout, module)


def test_other_flags_are_built_again(layout, module):
    built(layout, module)
    assert not binaries.built(layout, binaries.Module("thing", {"thing": "."}, "-s"))


def test_a_lost_program_is_built_again(layout, module):
    built(layout, module)
    (layout.bin / "thing").unlink()
    assert not binaries.built(layout, module)


@pytest.mark.parametrize(("version", "taken"), [("v1.34.9", True), ("v1.20.1", False)])
def test_installed_programs_are_taken_in_the_right_version(tmp_path, monkeypatch, version, taken):
    program = tmp_path / "kubelet"
    program.write_text(f"#!/bin/sh\necho Kubernetes {version}\n")
    program.chmod(0o755)
    monkeypatch.setenv("KUBEBUILDER_ASSETS", str(tmp_path))
    assert binaries.installed("kubelet") == (program if taken else None)


def test_every_module_is_pinned():
    for module in (*binaries.EMBEDDED, *binaries.SIMULATED, *binaries.FOR_TESTS):
        assert (module.folder / "go.mod").is_file()
        fetches = "require" in (module.folder / "go.mod").read_text()
        assert fetches == (module.folder / "go.sum").is_file()


@pytest.mark.parametrize(
    ("text", "version"),
    [("go version go1.19.8 linux/amd64", (1, 19)), ("go version go1.26 linux/arm64", (1, 26)), ("gccgo", (0, 0))],
)
def test_go_versions(text, version):
    assert golang.version(text) == version


def test_an_image_archive_holds_what_it_says():
    image = Image("woow.local/x:1", {"bin/x": b"program"}, {"Cmd": ["/bin/x"]}, {"bin/y": "x"})
    with tarfile.open(fileobj=io.BytesIO(pack(image))) as archive:
        manifest = json.load(archive.extractfile("manifest.json"))[0]
        config = json.load(archive.extractfile(manifest["Config"]))
        layer = tarfile.open(fileobj=archive.extractfile(manifest["Layers"][0]))  # noqa: SIM115
        assert manifest["RepoTags"] == ["woow.local/x:1"]
        assert config["config"] == {"Cmd": ["/bin/x"]}
        assert layer.getmember("bin/x").mode == 0o755
        assert layer.getmember("bin/y").linkname == "x"
    assert pack(image) == pack(image)
