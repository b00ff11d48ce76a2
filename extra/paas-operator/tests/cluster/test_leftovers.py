"""A change that Helm broke off half-way leaves nothing behind that no version has."""

import pytest

from tests.cluster.site import Json
from tests.conftest import intent_body

pytestmark = pytest.mark.cluster

# The first two are made before the cluster refuses the third.
HALF = """
apiVersion: v1
kind: ConfigMap
metadata: {{name: {name}-extra}}
---
apiVersion: v1
kind: Secret
metadata: {{name: {name}-kept, annotations: {{helm.sh/resource-policy: keep}}}}
---
apiVersion: v1
kind: Service
metadata: {{name: {name}-odd}}
spec: {{ports: [{{port: 80, targetPort: 99999}}]}}
"""


@pytest.mark.parametrize("first", ["whole", "half"])
def test_what_a_broken_change_made_goes_with_it(operator, admin, namespace, first):
    name = f"{namespace}-left"
    path = f"/api/releases/{namespace}/{name}"
    half = {"breakage": {"object": HALF.format(name=name)}}

    def wished(generation: int, **values) -> Json:
        operator.wish("PUT", path, intent_body(generation, values=values))
        return operator.wait(namespace, name, generation)

    def made() -> set[str]:
        found = admin.get("configmaps,secrets", "-n", namespace, "-l", f"woow.io/service={name}")
        return {item["metadata"]["name"] for item in found}

    if first == "whole":
        assert wished(1)["phase"] == "ready"
    status = wished(2, **half)
    if first == "whole":
        assert (status["phase"], status["reason"]["code"]) == ("ready", "went_back")
        assert made() == {name, f"{name}-kept"}
    else:
        assert status["phase"] == "failed"
        assert made() == {name, f"{name}-extra", f"{name}-kept"}
    assert wished(3, text="whole again")["phase"] == "ready"
    assert made() == {name, f"{name}-kept"}
    operator.wish("DELETE", f"{path}?generation=4")
    assert operator.wait(namespace, name, 4)["phase"] == "deleted"
