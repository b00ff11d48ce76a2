"""Tenants are apart: what a chart can do as the account that Helm runs as, and what its pods can."""

import json
import os
import textwrap
from pathlib import Path

import pytest

from tests.cluster.site import GENEROUS, Admin, until
from tests.conftest import intent_body

pytestmark = pytest.mark.cluster

POD = """
apiVersion: v1
kind: Pod
metadata: {{name: {name}}}
spec:
  {account}
  securityContext: {{runAsNonRoot: true, runAsUser: 65534, seccompProfile: {{type: RuntimeDefault}}}}
  containers:
    - {{name: c, image: "woow.local/busybox:1.35", command: [sleep, "600"],
       securityContext: {{allowPrivilegeEscalation: false, capabilities: {{drop: [ALL]}}}}}}
"""
TOKEN_SECRET = """
apiVersion: v1
kind: Secret
type: kubernetes.io/service-account-token
metadata: {name: evil, annotations: {kubernetes.io/service-account.name: woow-helm}}
"""


@pytest.fixture(scope="module")
def tenants(operator, prefix) -> tuple[str, str]:
    """Two workspaces with a service each."""
    spaces = f"{prefix}21", f"{prefix}22"
    for number, space in enumerate(spaces):
        body = intent_body(values={"text": f"tenant {number}"})
        body["tenant"] |= {"workspace_uuid": f"ws-2{number}"}
        operator.wish("PUT", f"/api/releases/{space}/{space}-app", body)
    for space in spaces:
        assert operator.wait(space, f"{space}-app", 1)["phase"] == "ready"
    return spaces


@pytest.fixture(scope="module")
def helm(tenants, admin, kubeconfig, helm_path, tmp_path_factory) -> Admin:
    """kubectl with a token as Helm gets it, made by the operator's own account."""
    token = Admin(str(kubeconfig), helm_path).kubectl("create", "token", "woow-helm", "-n", tenants[0]).strip()
    path = tmp_path_factory.mktemp("helm") / "config"
    view = json.loads(admin.kubectl("config", "view", "--minify", "--raw", "-o", "json"))
    view["users"][0]["user"] = {"token": token}
    path.touch(0o600)
    path.write_text(json.dumps(view))
    return Admin(str(path), helm_path)


def applied(account: Admin, namespace: str, text: str, tmp_path) -> str:
    (tmp_path / "object.yaml").write_text(textwrap.dedent(text))
    return account.kubectl("create", "-n", namespace, "-f", str(tmp_path / "object.yaml"), check=False)


def test_helm_has_its_own_namespace_and_nothing_else(helm, tenants, home):
    mine, other = tenants
    assert "sh.helm.release.v1" in helm.kubectl("get", "secrets", "-n", mine)
    for namespace in (other, home, "kube-system", "default"):
        for kind in ("secrets", "configmaps", "pods", "serviceaccounts", "deployments.apps"):
            assert "forbidden" in helm.kubectl("get", kind, "-n", namespace, check=False)
    for asked in (["get", "namespaces"], ["get", "nodes"], ["get", "persistentvolumes"], ["get", "secrets", "-A"]):
        assert "forbidden" in helm.kubectl(*asked, check=False)
    for kind, sub in (("pods", "exec"), ("pods", "portforward"), ("pods", "attach"), ("serviceaccounts", "token")):
        asked = ["auth", "can-i", "create", kind, f"--subresource={sub}", "-n", mine]
        assert helm.kubectl(*asked, check=False).startswith("no")


@pytest.mark.parametrize(
    "arguments",
    [
        ["delete", "networkpolicy", "woow-deny-all"],
        ["patch", "networkpolicy", "woow-deny-all", "-p", '{"spec": {"policyTypes": ["Egress"]}}'],
        ["delete", "rolebinding", "woow-paas-operator"],
        ["delete", "serviceaccount", "woow-helm"],
        ["delete", "resourcequota", "woow-plan"],
        ["patch", "limitrange", "woow-defaults", "-p", '{"spec": {"limits": []}}'],
        ["create", "token", "woow-helm"],
        ["create", "token", "default"],
        ["create", "rolebinding", "evil", "--clusterrole=view", "--serviceaccount=default:default"],
        ["create", "rolebinding", "evil", "--role=any", "--user=me"],
        ["create", "rolebinding", "evil", "--role=any", "--serviceaccount=default:default"],
        ["create", "role", "evil", "--verb=create", "--resource=pods/exec"],
        ["create", "role", "evil", "--verb=escalate", "--resource=roles"],
        ["create", "clusterrole", "evil", "--verb=get", "--resource=pods"],
        ["label", "namespace", "default", "a=b"],
    ],
)
def test_helm_can_not_break_out(helm, tenants, arguments):
    helm.kubectl("create", "role", "any", "--verb=get", "--resource=pods", "-n", tenants[0], check=False)
    answer = helm.kubectl(*arguments, "-n", tenants[0], check=False)
    assert "forbidden" in answer or "denied request" in answer, answer


def test_nobody_borrows_helms_account(helm, admin, tenants, tmp_path):
    borrowing = POD.format(name="evil", account="serviceAccountName: woow-helm")
    for account in (helm, admin):
        assert "No pod runs as woow-helm" in applied(account, tenants[0], borrowing, tmp_path)
        assert "No token is kept in a Secret" in applied(account, tenants[0], TOKEN_SECRET, tmp_path)
    answer = admin.kubectl("create", "token", "woow-helm", "-n", tenants[0], check=False)
    assert "Only the operator takes tokens of woow-helm" in answer


def test_the_operator_itself_makes_no_objects_of_services(kubeconfig, helm_path, tenants, tmp_path):
    account = Admin(str(kubeconfig), helm_path)
    pod = POD.format(name="tried", account="")
    assert "only tries objects of services" in applied(account, tenants[0], pod, tmp_path)
    path = str(tmp_path / "object.yaml")
    tried = account.kubectl("create", "-n", tenants[0], "-f", path, "--dry-run=server", check=False)
    assert "created (server dry run)" in tried


def test_a_chart_that_looks_around_sees_its_own_namespace_only(operator, admin, tenants, home, namespace):
    """All of them at once: each is tried five times before it is given up."""
    places = {f"{namespace}-home": home, f"{namespace}-neighbour": tenants[1], f"{namespace}-system": "kube-system"}
    for name, place in places.items():
        look = {"kind": "Secret", "namespace": place, "name": ""}
        operator.wish("PUT", f"/api/releases/{namespace}/{name}", intent_body(values={"breakage": {"look": look}}))
    for name in places:
        status = operator.wait(namespace, name, 1)
        assert (status["phase"], status["reason"]["code"]) == ("failed", "cluster_refused")
        assert "woow-helm" in status["reason"]["message"]
        assert admin.get("configmaps", "-n", namespace, "-l", f"woow.io/service={name}") == []
        operator.wish("DELETE", f"/api/releases/{namespace}/{name}?generation=2")
    for name in places:
        assert operator.wait(namespace, name, 2)["phase"] == "deleted"


def test_pods_have_no_token(admin, tenants):
    [pod] = admin.get("pods", "-n", tenants[0], "-l", "woow.io/service")
    assert pod["spec"]["automountServiceAccountToken"] is False
    assert not [volume for volume in pod["spec"]["volumes"] if "projected" in volume]


def test_what_a_tenant_may_take_has_ends(admin, tenants, tmp_path):
    privileged = POD.format(name="evil", account="hostNetwork: true")
    assert "violates PodSecurity" in applied(admin, tenants[0], privileged, tmp_path)
    greedy = POD.format(name="greedy", account="").replace("command:", "resources: {limits: {cpu: 900}}, command:")
    assert "exceeded quota" in applied(admin, tenants[0], greedy, tmp_path)
    exposed = "apiVersion: v1\nkind: Service\nmetadata: {name: evil}\nspec: {type: NodePort, ports: [{port: 80}]}"
    assert "exceeded quota" in applied(admin, tenants[0], exposed, tmp_path)
    [limits] = admin.get("limitranges", "-n", tenants[0])
    assert set(limits["spec"]["limits"][0]["default"]) == {"cpu", "memory"}


def test_no_kubeconfig_is_left_on_disk(tenants, environment):
    cache = Path(environment["PAAS_CACHE_DIR"])
    assert cache.is_dir()
    until(lambda: not list(cache.glob("run-*")), GENEROUS, "Helm's folders are gone")


@pytest.mark.skipif(not os.environ.get("PAAS_TEST_ENFORCES_POLICIES"), reason="this cluster enforces no network policy")
def test_neighbours_do_not_meet(admin, tenants, namespace, tmp_path):
    """From a pod of one workspace: its own service answers, the neighbour's does not."""
    mine, other = tenants
    assert "created" in applied(admin, mine, POD.format(name="asker", account=""), tmp_path)
    admin.kubectl("wait", "--for=condition=Ready", "pod/asker", "-n", mine, f"--timeout={GENEROUS}s")

    def asks(space: str) -> str:
        url = f"http://{space}-app.{space}.svc.cluster.local"
        return admin.kubectl("exec", "asker", "-n", mine, "--", "wget", "-qO-", "-T", "3", url, check=False)

    until(lambda: "tenant 0" in asks(mine), GENEROUS, "its own service answers")
    assert "tenant 1" not in asks(other)
