"""Services of one workspace on the real cluster: what a chart's hook could do to a neighbour, and that it may not."""

import pytest

from tests.cluster.site import Json
from tests.conftest import intent_body

pytestmark = pytest.mark.cluster

HOOK = """
apiVersion: v1
kind: Secret
metadata: {{name: {name}, annotations: {{helm.sh/hook: pre-install}}}}
stringData: {{token: mine-now}}
"""


def test_a_hook_does_not_replace_what_is_a_neighbours(operator, admin, namespace):
    neighbour, guest = f"{namespace}-db", f"{namespace}-guest"

    def secret() -> str:
        [found] = [s for s in admin.get("secrets", "-n", namespace) if s["metadata"]["name"] == neighbour]
        return found["metadata"]["uid"]

    def launched(generation: int, **policy) -> Json:
        values = {"breakage": {"object": HOOK.format(name=neighbour)}}
        body = intent_body(generation, values=values, policy={"rollout_timeout": 120, **policy})
        operator.wish("PUT", f"/api/releases/{namespace}/{guest}", body)
        return operator.wait(namespace, guest, generation)

    operator.wish("PUT", f"/api/releases/{namespace}/{neighbour}", intent_body())
    assert operator.wait(namespace, neighbour, 1)["phase"] == "ready"
    before = secret()

    status = launched(1)
    assert (status["phase"], status["reason"]["code"]) == ("failed", "chart")
    assert f"Secret {neighbour} bears the name of another service" in status["reason"]["message"]
    assert secret() == before

    # What it would have done: Helm takes away what bears the hook's name, whosever it is.
    assert launched(2, allow=["neighbour"])["phase"] == "ready"
    assert secret() != before

    for release, generation in ((guest, 3), (neighbour, 2)):
        operator.wish("DELETE", f"/api/releases/{namespace}/{release}?generation={generation}")
        assert operator.wait(namespace, release, generation)["phase"] == "deleted"
