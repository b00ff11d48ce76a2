"""Helm as the operator starts it: with a stand-in that tells what it was given."""

import asyncio
import base64
import errno
import gzip
import json
import os
import random
import time
from dataclasses import replace
from pathlib import Path

import pytest
import uvloop

from paas_operator.errors import HelmFailed
from paas_operator.helm import process, runner
from paas_operator.helm.access import TenantAccess
from paas_operator.helm.output import failure
from paas_operator.helm.process import HelmProcesses
from paas_operator.helm.runner import Apply, Helm
from paas_operator.helm.storage import HelmStorage, decode, encode
from paas_operator.kube.errors import KubeNotFound
from paas_operator.postrender.rules import Rules
from paas_operator.releases.converge import Converger, Target
from paas_operator.releases.leftovers import Leftovers
from tests.cluster.site import until
from tests.conftest import CHARTS, PATIENCE
from tests.unit.fake_cluster import CONNECTION, FakeCluster

CHART = CHARTS / "hello"

TELL = """
cat > "$OUT/stdin"
printf '%s\\n' "$@" > "$OUT/arguments"
env > "$OUT/environment"
cp -p "$KUBECONFIG" "$OUT/kubeconfig"
"""


def stand_in(folder: Path, script: str) -> str:
    helm = folder / "helm"
    helm.write_text(f"#!/bin/sh\nOUT={folder}\n{script}\n")
    helm.chmod(0o755)
    return str(helm)


def helm_of(folder: Path, script: str) -> Helm:
    cache = folder / "cache"
    cache.mkdir(exist_ok=True)
    cluster = FakeCluster()
    cluster.put("/api/v1/namespaces/paas-ws-1/serviceaccounts/woow-helm", {"metadata": {}})
    access = TenantAccess(cluster.client(), CONNECTION)
    return Helm(HelmProcesses(stand_in(folder, script), cache), cache, access)


def apply(**values) -> Apply:
    rules = Rules("paas-ws-1", "paas-ws-1-a", "")
    return Apply("paas-ws-1", "paas-ws-1-a", CHART, values, "3", rules)


async def test_values_go_through_standard_input_and_nothing_else(tmp_path, monkeypatch):
    monkeypatch.setenv("SECRET_OF_OURS", "x")
    await helm_of(tmp_path, TELL).upgrade(apply(password="very-secret"))
    arguments = (tmp_path / "arguments").read_text().splitlines()
    assert json.loads((tmp_path / "stdin").read_text()) == {"password": "very-secret"}
    assert arguments[-3:] == ["--", "paas-ws-1-a", str(CHART)]
    assert {"upgrade", "--reset-values", "--values=-", "--namespace=paas-ws-1"} <= set(arguments)
    environment = (tmp_path / "environment").read_text()
    assert "very-secret" not in "".join(arguments) + environment
    assert "SECRET_OF_OURS" not in environment
    assert "KUBERNETES_SERVICE_HOST" not in environment
    assert list((tmp_path / "cache").iterdir()) == []


async def test_values_are_written_so_that_helms_yaml_parser_takes_them(tmp_path):
    """It knows no pairs of surrogates, and takes some characters for ends of lines."""
    text = "🙂 \\ud83d é 中文 \u2028\u0085\x7f\ufeff\U000e0067"
    await helm_of(tmp_path, TELL).upgrade(apply(title=text))
    written = (tmp_path / "stdin").read_text()
    assert json.loads(written) == {"title": text}
    assert "🙂" in written and "\\u2028\\u0085\\u007f\\ufeff" in written


async def test_helm_has_the_rights_of_the_tenant_alone_and_only_for_the_run(tmp_path, monkeypatch):
    monkeypatch.setenv("KUBERNETES_SERVICE_HOST", "10.0.0.1")
    monkeypatch.setenv("KUBECONFIG", "/somebody/else")
    helm = helm_of(tmp_path, TELL)
    for run in (helm.upgrade(apply()), helm.install(apply()), helm.uninstall("paas-ws-1", "paas-ws-1-a")):
        (tmp_path / "kubeconfig").unlink(missing_ok=True)
        await run
        lent = tmp_path / "kubeconfig"
        config = json.loads(lent.read_text())
        assert config["users"] == [{"name": "woow-helm", "user": {"token": "token-of-paas-ws-1"}}]
        assert config["clusters"][0]["cluster"]["server"] == CONNECTION.server
        assert lent.stat().st_mode & 0o777 == 0o600
        assert "token-of" not in (tmp_path / "environment").read_text() + (tmp_path / "arguments").read_text()
        assert list((tmp_path / "cache").iterdir()) == []


async def test_rendering_alone_knows_no_cluster(tmp_path):
    helm = helm_of(tmp_path, 'echo "$KUBECONFIG" > "$OUT/known"; exit 1')
    with pytest.raises(HelmFailed):
        await helm.examine(CHART, {}, apply().rules)
    assert (tmp_path / "known").read_text() == "/dev/null\n"


async def test_without_the_tenants_account_helm_is_not_started(tmp_path):
    processes = HelmProcesses(stand_in(tmp_path, 'touch "$OUT/started"'), tmp_path)
    helm = Helm(processes, tmp_path, TenantAccess(FakeCluster().client(), CONNECTION))
    with pytest.raises(KubeNotFound):
        await helm.install(apply())
    assert not (tmp_path / "started").exists()


def test_what_a_killed_process_left_is_cleared(tmp_path):
    helm = helm_of(tmp_path, TELL)
    (tmp_path / "cache" / "run-x").mkdir()
    (tmp_path / "cache" / "run-x" / "report.json").touch()
    (tmp_path / "cache" / "charts").mkdir()
    helm.clear()
    assert [path.name for path in (tmp_path / "cache").iterdir()] == ["charts"]


@pytest.mark.parametrize("size", [0, 10, 200_000])
def test_a_helm_that_reads_nothing_and_ends_at_once_is_a_failure_like_any_other(tmp_path, size):
    async def scene() -> None:
        helm = helm_of(tmp_path, "echo 'Error: no' >&2; exit 1")
        upgrade = asyncio.create_task(helm.upgrade(apply(text="x" * size)))
        while not upgrade.done():
            time.sleep(0.02)  # the loop sees the end of the process late
            await asyncio.sleep(0)
        await upgrade

    with pytest.raises(HelmFailed, match="Helm says: “no”"):
        uvloop.run(scene())


async def test_an_install_may_replace_what_failed(tmp_path):
    await helm_of(tmp_path, TELL).install(apply())
    assert (tmp_path / "arguments").read_text().startswith("install\n--replace\n")


async def test_a_chart_that_left_the_cache_meanwhile_is_fetched_again(tmp_path):
    chart = tmp_path / "chart.tgz"
    for is_there in (True, False):
        chart.write_bytes(b"")
        goes = "" if is_there else f"rm {chart};"
        helm = helm_of(tmp_path, f"{goes} echo 'Error: path {chart} not found' >&2; exit 1")
        with pytest.raises(HelmFailed) as failed:
            await helm.install(replace(apply(), chart=chart))
        assert failed.value.retryable is not is_there


async def test_a_refusal_of_the_post_renderer_is_told(tmp_path):
    script = """
report=$(printf '%s' "$WOOW_RENDER" | sed 's/.*"report": "\\([^"]*\\)".*/\\1/')
echo '{"findings": [{"code": "malformed", "severity": "refuse", "object": "Chart", "message": "The chart is odd."}],
 "objects": [], "images": []}' > "$report"
echo 'Error: plugin exited with error' >&2; exit 1
"""
    with pytest.raises(HelmFailed, match=r"The chart is odd\.") as failed:
        await helm_of(tmp_path, script).install(apply())
    assert (failed.value.code, failed.value.retryable) == ("chart", False)


async def test_a_helm_that_hangs_is_ended(tmp_path, caplog):
    caplog.set_level("INFO")
    processes = HelmProcesses(stand_in(tmp_path, "exec sleep 60"), tmp_path)
    with pytest.raises(HelmFailed) as failed:
        await processes.run(["x"], timeout=0.5)
    assert failed.value.code == "timeout"
    [pid] = [record.pid for record in caplog.records if record.message == "helm started"]
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


NOTES = "trap 'echo noted > $OUT/noted; exit 1' TERM; echo > $OUT/begun; while :; do sleep 0.05; done"


async def test_a_run_that_is_cancelled_while_it_starts_gives_helm_the_time_to_note_it(tmp_path, monkeypatch):
    goes_on = asyncio.Event()

    async def slowly(*command, start=asyncio.create_subprocess_exec, **options):
        process = await start(*command, **options)
        await goes_on.wait()
        return process

    monkeypatch.setattr(asyncio, "create_subprocess_exec", slowly)
    run = asyncio.create_task(HelmProcesses(stand_in(tmp_path, NOTES), tmp_path).run(["x"], timeout=60))
    while not (tmp_path / "begun").exists():
        await asyncio.sleep(0.02)
    run.cancel()
    await asyncio.sleep(0)
    goes_on.set()
    with pytest.raises(asyncio.CancelledError):
        await run
    assert (tmp_path / "noted").exists()


async def test_a_start_that_is_cancelled_and_fails_is_cancelled(tmp_path, monkeypatch):
    begun = asyncio.Event()

    async def fails(*command, **options):
        begun.set()
        await asyncio.sleep(0)
        raise OSError(errno.EAGAIN, "no process")

    monkeypatch.setattr(asyncio, "create_subprocess_exec", fails)
    run = asyncio.create_task(HelmProcesses("helm", tmp_path).run(["x"], timeout=60))
    await begun.wait()
    run.cancel()
    with pytest.raises(asyncio.CancelledError):
        await run


async def test_a_cancelled_run_gives_helm_the_time_to_note_it(tmp_path):
    processes = HelmProcesses(stand_in(tmp_path, NOTES), tmp_path)
    run = asyncio.create_task(processes.run(["x"], timeout=60))
    while not (tmp_path / "begun").exists():
        await asyncio.sleep(0.02)
    run.cancel()
    with pytest.raises(asyncio.CancelledError):
        await run
    assert (tmp_path / "noted").exists()


CHILD = "trap '' TERM; sleep 60 & echo $! > $OUT/child"


@pytest.mark.parametrize("end", ["exec sleep 60", "exit 1"])
def test_what_helm_began_ends_with_it_and_holds_no_pipe_of_ours(tmp_path, monkeypatch, end):
    """Its children have its output, too; what is left of a pipe then keeps uvloop from its end."""
    monkeypatch.setattr(process, "GRACE", 0.5)
    processes = HelmProcesses(stand_in(tmp_path, f"{CHILD}; {end}"), tmp_path)
    with pytest.raises(HelmFailed) as failed:
        uvloop.run(processes.run(["x"], timeout=1))
    assert failed.value.code == "timeout"
    child = int((tmp_path / "child").read_text())
    until(lambda: not _lives(child), PATIENCE, "the child is gone")


def _lives(pid: int) -> bool:
    """Whether there is more of it than an entry that nobody has read yet."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().startswith(b"sleep")
    except OSError:
        return False


async def test_at_most_four_at_a_time(tmp_path):
    script = "mkdir -p $OUT/now; touch $OUT/now/$$; ls $OUT/now | wc -l >> $OUT/counts; sleep 0.1; rm $OUT/now/$$"
    processes = HelmProcesses(stand_in(tmp_path, script), tmp_path)
    await asyncio.gather(*(processes.run(["x"], timeout=60) for _ in range(10)))
    assert max(map(int, (tmp_path / "counts").read_text().split())) <= 4


@pytest.mark.parametrize(
    ("text", "code", "retryable"),
    [
        ("Error: cannot re-use a name that is still in use", "lost_race", True),
        ("Error: UPGRADE FAILED: another operation (install/upgrade/rollback) is in progress", "lost_race", True),
        ('Error: pods "x" is forbidden: exceeded quota: woow-plan', "quota", False),
        ("Error: dial tcp 10.0.0.1:6443: connect: connection refused", "cluster_unavailable", True),
        ("Error: INSTALLATION FAILED: values don't meet the specifications of the schema(s)", "values", False),
        ('Error: secrets is forbidden: User "x" cannot list resource "secrets"', "cluster_refused", True),
        ("Error: something nobody has seen", "helm_failed", False),
        ("", "helm_failed", True),
    ],
)
def test_what_helm_says_has_a_meaning(text, code, retryable):
    error = failure(f"level=WARN msg=x\n{text}\n" if text else "")
    assert (error.code, error.retryable) == (code, retryable)
    assert "\n" not in error.detail and len(error.detail) < 450


def test_helm_that_is_refused_for_the_number_of_objects_is_told_so():
    words = "requested: count/secrets=1, used: count/secrets=5000, limited: count/secrets=5000"
    error = failure(f'Error: create: failed to create: secrets "x" is forbidden: exceeded quota: woow-plan, {words}\n')
    assert (error.code, error.detail) == ("quota", "The workspace has as many secrets as it may have.")


def test_releases_are_read_and_written_as_helm_does():
    release = {"info": {"status": "pending-upgrade"}, "version": 2}
    encoded = encode(release)
    assert base64.b64decode(base64.b64decode(encoded))[:2] == b"\x1f\x8b"
    assert decode({"data": {"release": encoded}}) == release


def test_what_is_written_back_is_no_longer_than_what_helm_wrote():
    """Else a release that fills its Secret, which may hold a mebibyte, could never be marked."""
    chance = random.Random(7)
    texts = [f"名稱 {chance.randbytes(8).hex()}" for _ in range(2000)]
    held = {f"key-{n}": {"text": text, "n": [n, n + 1]} for n, text in enumerate(texts)}
    text = json.dumps(held, ensure_ascii=False, separators=(",", ":"))  # as Go writes it
    as_helm = base64.b64encode(base64.b64encode(gzip.compress(text.encode()))).decode()
    assert len(encode(held)) <= len(as_helm)


MANIFEST = "{apiVersion: v1, kind: X, metadata: {name: x}}"


def helm_secret(cluster: FakeCluster, number: int, status: str) -> str:
    path = f"/api/v1/namespaces/paas-ws-1/secrets/sh.helm.release.v1.a.v{number}"
    labels = {"owner": "helm", "name": "a", "version": str(number), "status": status, "woow.io/generation": "7"}
    release = {"version": number, "info": {"status": status}, "manifest": MANIFEST}
    cluster.put(path, {"metadata": {"name": "s", "labels": labels}, "data": {"release": encode(release)}})
    return path


async def test_a_lost_revision_is_marked_failed_once():
    cluster = FakeCluster()
    storage = HelmStorage(cluster.client())
    helm_secret(cluster, 10, "superseded")
    path = helm_secret(cluster, 11, "pending-upgrade")
    assert [(r.number, r.status, r.stamp) for r in await storage.revisions("paas-ws-1", "a")] == [
        (10, "superseded", "7"),
        (11, "pending-upgrade", "7"),
    ]
    await storage.mark_failed("paas-ws-1", "a", 11)
    held = cluster.objects[path]
    assert (decode(held)["info"]["status"], held["metadata"]["labels"]["status"]) == ("failed", "failed")
    version = held["metadata"]["resourceVersion"]
    await storage.mark_failed("paas-ws-1", "a", 11)
    assert cluster.objects[path]["metadata"]["resourceVersion"] == version
    assert await storage.manifest("paas-ws-1", "a", 11) == MANIFEST
    assert await storage.manifest("paas-ws-1", "a", 99) == ""


async def test_what_a_newer_revision_replaced_is_superseded_though_helm_could_not_note_it(tmp_path):
    cluster = FakeCluster()
    storage = HelmStorage(cluster.client())
    older = [helm_secret(cluster, number, status) for number, status in ((3, "failed"), (4, "deployed"))]
    newest = helm_secret(cluster, 5, "deployed")
    wish = Target("paas-ws-1", "a", replace(apply(), stamp="7"))
    assert await Converger(helm_of(tmp_path, "exit 1"), storage, Leftovers(cluster.client(), storage)).run(wish) == 5
    told = [cluster.objects[path] for path in (*older, newest)]
    assert [held["metadata"]["labels"]["status"] for held in told] == ["failed", "superseded", "deployed"]
    assert [decode(held)["info"]["status"] for held in told] == ["failed", "superseded", "deployed"]


async def test_no_room_in_the_temporary_folder_is_told_and_tried_again(tmp_path, monkeypatch):
    def full(*arguments, **options):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(runner.tempfile, "TemporaryDirectory", full)
    helm = helm_of(tmp_path, "")
    with pytest.raises(HelmFailed) as raised:
        await helm.install(apply())
    monkeypatch.setattr(helm._processes, "run", full)
    with pytest.raises(HelmFailed, match="No space left"):
        await helm.uninstall("paas-ws-1", "paas-ws-1-a")
    assert (raised.value.code, raised.value.retryable) == ("no_space", True)
    assert failure("Error: write x: no space left on device").code == "no_space"


def test_a_hook_whose_time_is_over_is_not_run_again():
    told = failure("Error: UPGRADE FAILED: pre-upgrade hooks failed: resource Job/n/a not ready. status: InProgress")
    assert (told.code, told.retryable) == ("hook", False)


async def test_a_helm_that_ends_before_it_reads_is_a_failure_like_others(tmp_path):
    """As when it is killed at once; under uvloop, as the operator runs."""
    helm = helm_of(tmp_path, "exit 9")
    for _ in range(20):
        with pytest.raises(HelmFailed):
            await helm.install(apply(text="x" * 200_000))


@pytest.mark.parametrize("end", ["kill -9 $$", "exit 137"])
async def test_a_helm_that_was_killed_is_run_again_whatever_it_said_before(tmp_path, end):
    helm = helm_of(tmp_path, f"echo 'level=WARN msg=something' >&2; {end}")
    with pytest.raises(HelmFailed, match="was killed") as raised:
        await helm.uninstall("paas-ws-1", "paas-ws-1-a")
    assert raised.value.retryable


def test_a_release_that_is_a_bomb_is_not_unpacked():
    bomb = gzip.compress(bytes(80 << 20))
    packed = base64.b64encode(base64.b64encode(bomb)).decode()
    with pytest.raises(HelmFailed, match="larger than 64 MiB"):
        decode({"data": {"release": packed}})
