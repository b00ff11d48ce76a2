"""The life of a release on the real cluster."""

import json

import pytest

from tests.cluster.site import GENEROUS, page_of, until
from tests.conftest import intent_body

pytestmark = pytest.mark.cluster


def test_install_change_stop_start_delete(operator, admin, namespace, ingress_url, home):
    name, host = f"{namespace}-shop", f"{namespace}.apps.localhost"
    path = f"/api/releases/{namespace}/{name}"
    values = {"text": "one", "ingress": {"enabled": True, "host": host}}

    def page() -> str:
        return page_of(ingress_url, host).strip()

    def apply(generation: int, **changes) -> dict:
        body = intent_body(generation, values=values, hosts=[host], **changes)
        operator.wish("PUT", path, body)
        return operator.wait(namespace, name, generation)

    status = apply(1)
    assert (status["phase"], status["progress"], status["reason"]) == ("ready", 100, None)
    assert list(status["stage_times"]) == ["queued", "namespace", "chart", "resources", "pods", "reachable", "done"]
    assert status["endpoints"] == [{"name": "http", "port": 80, "host": f"{name}.{namespace}.svc.cluster.local"}]
    assert page() == "one"
    token = operator.call("GET", f"{path}/secrets/token").json()["value"]
    assert len(token) == 24

    values["text"] = "two"
    status = apply(2, action="upgrade")
    assert (status["phase"], status["good_generation"]) == ("ready", 2)
    until(lambda: page() == "two", GENEROUS, "the ingress has left the old pod")
    assert operator.call("GET", f"{path}/secrets/token").json()["value"] == token
    revisions = operator.call("GET", f"{path}/revisions").json()["items"]
    assert [(r["revision"], r["generation"], r["status"]) for r in revisions] == [
        (2, 2, "deployed"),
        (1, 1, "superseded"),
    ]

    operator.wish("POST", f"{path}/stop", {"generation": 3})
    assert operator.wait(namespace, name, 3)["phase"] == "stopped"
    assert admin.get("pods", "-n", namespace) == []
    assert page() != "two"

    operator.wish("POST", f"{path}/start", {"generation": 4})
    assert operator.wait(namespace, name, 4)["phase"] == "ready"
    until(lambda: page() == "two", GENEROUS, "the ingress has found the pod again")

    def pods() -> set[str]:
        found = [pod["metadata"] for pod in admin.get("pods", "-n", namespace)]
        return {meta["name"] for meta in found if "deletionTimestamp" not in meta}

    before = pods()
    operator.wish("POST", f"{path}/restart", {"generation": 5})
    assert operator.wait(namespace, name, 5)["phase"] == "ready"
    assert before.isdisjoint(pods())

    operator.wish("POST", f"{path}/rollback", {"generation": 6, "to_generation": 1})
    assert operator.wait(namespace, name, 6)["phase"] == "ready"
    until(lambda: page() == "one", GENEROUS, "the ingress has left the old pod")

    operator.wish("DELETE", f"{path}?generation=7")
    assert operator.wait(namespace, name, 7)["phase"] == "deleted"
    left = [item for item in admin.get("namespaces") if item["metadata"]["name"] == namespace]
    assert all(item["status"]["phase"] == "Terminating" for item in left)

    def left_at_home() -> list:
        return [item for item in admin.get("secrets,leases", "-n", home) if name in item["metadata"]["name"]]

    until(lambda: not left_at_home(), GENEROUS, "intent and lease are gone")
    swept = [line["lease"] for line in operator.lines() if line["message"] == "a dead holder's lease was removed"]
    assert not [lease for lease in swept if name in lease], "the worker itself lets it go"


def test_the_namespace_is_walled_in(operator, admin, namespace):
    name = f"{namespace}-walls"
    operator.wish("PUT", f"/api/releases/{namespace}/{name}", intent_body())
    assert operator.wait(namespace, name, 1)["phase"] == "ready"
    [quota] = admin.get("resourcequotas", "-n", namespace)
    hard = quota["spec"]["hard"]
    assert (hard["services.nodeports"], hard["services.loadbalancers"]) == ("0", "0")
    assert (hard["limits.cpu"], hard["limits.memory"], hard["requests.storage"]) == ("2500m", "2560Mi", "2Gi")
    assert set(hard) == set(quota["status"]["used"]), "the cluster counts all that the quota names"
    [limits] = admin.get("limitranges", "-n", namespace)
    assert limits["spec"]["limits"][0]["default"]
    policies = {policy["metadata"]["name"]: policy["spec"] for policy in admin.get("networkpolicies", "-n", namespace)}
    assert policies["woow-deny-all"] == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}
    [found] = [item for item in admin.get("namespaces") if item["metadata"]["name"] == namespace]
    assert found["metadata"]["labels"]["pod-security.kubernetes.io/enforce"] == "baseline"
    assert operator.call("DELETE", f"/api/namespaces/{namespace}").json()["code"] == "namespace_in_use"
    operator.wish("DELETE", f"/api/releases/{namespace}/{name}?generation=2")
    assert operator.wait(namespace, name, 2)["phase"] == "deleted"


def test_no_workspace_fills_the_cluster(operator, admin, namespace, tmp_path):
    first, second = f"{namespace}-first", f"{namespace}-second"
    operator.wish("PUT", f"/api/releases/{namespace}/{first}", intent_body())
    assert operator.wait(namespace, first, 1)["phase"] == "ready"
    [quota] = admin.get("resourcequotas", "-n", namespace)
    room = int(quota["status"]["hard"]["count/configmaps"]) - int(quota["status"]["used"]["count/configmaps"])
    items = [{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": f"filling-{n}"}} for n in range(room)]
    (tmp_path / "filling.json").write_text(json.dumps({"apiVersion": "v1", "kind": "List", "items": items}))
    admin.kubectl("create", "-n", namespace, "-f", str(tmp_path / "filling.json"))
    more = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": f"{second}-more"}}
    values = {"breakage": {"object": json.dumps(more)}}
    operator.wish("PUT", f"/api/releases/{namespace}/{second}", intent_body(values=values))
    told = operator.wait(namespace, second, 1)
    assert (told["phase"], told["reason"]["code"]) == ("failed", "quota")
    assert told["reason"]["message"] == "The workspace has as many configmaps as it may have."


def test_data_that_is_kept_is_found_again(operator, admin, namespace):
    name = f"{namespace}-data"
    path = f"/api/releases/{namespace}/{name}"
    kept = {"helm.sh/resource-policy": "keep"}
    beside = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": f"{name}-kept", "annotations": kept}}
    values = {"persistence": {"enabled": True}, "breakage": {"object": json.dumps(beside)}}
    operator.wish("PUT", path, intent_body(values=values))
    assert operator.wait(namespace, name, 1)["phase"] == "ready"
    token = operator.call("GET", f"{path}/secrets/token").json()
    [volume] = admin.get("pvc", "-n", namespace)

    operator.wish("DELETE", f"{path}?generation=2&keep_data=true")
    status = operator.wait(namespace, name, 2)
    assert (status["phase"], status["kept_volumes"]) == ("deleted", [volume["metadata"]["name"]])
    assert [item["metadata"]["uid"] for item in admin.get("pvc", "-n", namespace)] == [volume["metadata"]["uid"]]
    assert admin.get("deployments", "-n", namespace) == []
    label = f"woow.io/service={name}"
    secrets = [item["metadata"]["name"] for item in admin.get("secrets", "-n", namespace, "-l", label)]
    assert secrets == [f"{name}-kept"]

    operator.wish("PUT", path, intent_body(3, values=values))
    status = operator.wait(namespace, name, 3)
    assert (status["phase"], status["kept_volumes"]) == ("ready", [])
    assert [item["metadata"]["uid"] for item in admin.get("pvc", "-n", namespace)] == [volume["metadata"]["uid"]]
    assert operator.call("GET", f"{path}/secrets/token").json() == token

    operator.wish("DELETE", f"{path}?generation=4&keep_data=true")
    assert operator.wait(namespace, name, 4)["kept_volumes"] == [volume["metadata"]["name"]]
    operator.wish("DELETE", f"{path}?generation=5")
    assert operator.wait(namespace, name, 5)["phase"] == "deleted"
    assert operator.status(namespace, name)["kept_volumes"] == []
    left = [item for item in admin.get("namespaces") if item["metadata"]["name"] == namespace]
    assert all(item["status"]["phase"] == "Terminating" for item in left)


def test_generations_never_go_back(operator, namespace):
    name = f"{namespace}-order"
    path = f"/api/releases/{namespace}/{name}"
    operator.wish("PUT", path, intent_body(5))
    again = operator.call("PUT", path, intent_body(5))
    assert (again.status_code, again.json()["generation"]) == (202, 5)
    older = operator.call("PUT", path, intent_body(4))
    assert (older.status_code, older.json()["code"], older.json()["current"]) == (409, "generation_conflict", 5)
    other = operator.call("PUT", path, intent_body(5, values={"text": "other"}))
    assert (other.status_code, other.json()["code"]) == (409, "digest_conflict")
    operator.wish("DELETE", f"{path}?generation=6")
    assert operator.wait(namespace, name, 6)["phase"] == "deleted"


def test_two_databases_never_share_a_namespace(operator, namespace):
    name = f"{namespace}-mine"
    operator.wish("PUT", f"/api/releases/{namespace}/{name}", intent_body())
    for tenant in ({"database_uuid": "db-2"}, {"workspace_uuid": "ws-2"}):
        body = intent_body()
        body["tenant"] |= tenant
        for release in (name, f"{namespace}-theirs"):
            refused = operator.call("PUT", f"/api/releases/{namespace}/{release}", body)
            assert (refused.status_code, refused.json()["code"]) == (409, "foreign_namespace")
        refused = operator.call("PUT", f"/api/namespaces/{namespace}", body["tenant"])
        assert refused.json()["code"] == "foreign_namespace"
    operator.wait(namespace, name, 1)
    operator.wish("DELETE", f"/api/releases/{namespace}/{name}?generation=2")
    assert operator.wait(namespace, name, 2)["phase"] == "deleted"
