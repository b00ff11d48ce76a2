"""Least rights, as the API server itself sees them: under the operator's own token, with kubectl."""

import json

import pytest

from tests.cluster.conftest import Admin
from tests.conftest import intent_body

pytestmark = pytest.mark.cluster


@pytest.fixture
def account(kubeconfig, helm_path) -> Admin:
    """kubectl as the operator's ServiceAccount."""
    return Admin(str(kubeconfig), helm_path)


@pytest.mark.parametrize(
    "arguments",
    [
        ["get", "secrets", "-n", "kube-system"],
        ["get", "secrets", "-A"],
        ["get", "configmaps", "-n", "kube-system"],
        ["create", "clusterrole", "evil", "--verb=get", "--resource=secrets"],
        ["create", "clusterrolebinding", "evil", "--clusterrole=cluster-admin", "--serviceaccount=default:default"],
        ["create", "rolebinding", "evil", "-n", "default", "--clusterrole=cluster-admin", "--user=me"],
        ["create", "namespace", "somewhere-else"],
        ["label", "namespace", "default", "a=b"],
        ["annotate", "namespace", "kube-system", "a=b"],
        ["delete", "namespace", "default", "--wait=false"],
        ["label", "namespace", "kube-system", "pod-security.kubernetes.io/enforce=privileged", "--overwrite"],
        ["delete", "namespace", "kube-system", "--wait=false"],
        ["delete", "pod", "coredns", "-n", "kube-system"],
        ["create", "token", "default", "-n", "default"],
        ["create", "serviceaccount", "evil", "-n", "kube-system"],
        ["get", "clusterroles"],
        ["auth", "can-i", "create", "clusterroles"],
        ["auth", "can-i", "bind", "clusterroles/cluster-admin"],
        ["auth", "can-i", "create", "pods", "--subresource=exec", "-n", "kube-system"],
        ["auth", "can-i", "get", "persistentvolumes"],
        ["auth", "can-i", "create", "validatingadmissionpolicies"],
        ["auth", "can-i", "delete", "customresourcedefinitions"],
        ["get", "--raw", "/api/v1/nodes"],
        ["get", "--raw", "/api/v1/nodes/node-1/proxy/pods"],
        ["auth", "can-i", "get", "nodes", "--subresource=proxy"],
        ["auth", "can-i", "impersonate", "users"],
        ["auth", "can-i", "escalate", "clusterroles"],
        ["auth", "can-i", "create", "pods", "-n", "default"],
    ],
)  # fmt: skip
def test_the_cluster_refuses(account, arguments):
    answer = account.kubectl(*arguments, check=False)
    assert "forbidden" in answer or "denied request" in answer or answer.startswith("no\n"), answer


def test_its_own_role_is_bound_only_where_it_made_the_namespace(account, home):
    role = f"--clusterrole={home}:paas-operator:tenant"
    binding = ["create", "rolebinding", "evil", role, f"--serviceaccount={home}:paas-operator"]
    for namespace in ("kube-system", "default", home):
        answer = account.kubectl(*binding, "-n", namespace, check=False)
        assert "may only touch namespaces" in answer


def test_nobody_else_is_given_the_tenant_role(account, operator, home, namespace):
    name = f"{namespace}-rights"
    operator.wish("PUT", f"/api/releases/{namespace}/{name}", intent_body())
    assert operator.wait(namespace, name, 1)["phase"] == "ready"
    role = f"--clusterrole={home}:paas-operator:tenant"
    answer = account.kubectl(
        "create", "rolebinding", "evil", "-n", namespace, role, "--serviceaccount=default:default", check=False
    )
    assert "to the operator alone" in answer
    answer = account.kubectl(
        "label", "namespace", namespace, "pod-security.kubernetes.io/enforce=privileged", "--overwrite", check=False
    )
    assert "pod security of at least baseline" in answer
    answer = account.kubectl("label", "namespace", namespace, "woow.io/operator-", check=False)
    assert "pod security of at least baseline" in answer
    operator.wish("DELETE", f"/api/releases/{namespace}/{name}?generation=2")
    assert operator.wait(namespace, name, 2)["phase"] == "deleted"


def test_a_namespace_of_the_prefix_that_somebody_else_made_is_left_alone(admin, account, operator, namespace):
    admin.kubectl("create", "namespace", namespace)
    answer = account.kubectl("label", "namespace", namespace, "a=b", check=False)
    assert "was not made by this operator" in answer
    refused = operator.call("PUT", f"/api/namespaces/{namespace}", intent_body()["tenant"])
    assert (refused.status_code, refused.json()["code"]) == (409, "foreign_namespace")
    found = json.loads(admin.kubectl("get", "namespace", namespace, "-o", "json"))
    assert "woow.io/operator" not in found["metadata"]["labels"]
    admin.kubectl("delete", "namespace", namespace, "--wait=false")
