"""What the post-renderer is told about one intent."""

from dataclasses import replace

from paas_operator.postrender.rules import Rules
from paas_operator.releases.intents import Intent


def rules_for(site: Rules, namespace: str, release: str, intent: Intent, neighbours: tuple[str, ...]) -> Rules:
    """`site` holds what is the same for all services of the site: images, registries, ingress class."""
    return replace(
        site,
        namespace=namespace,
        service=release,
        stopped=intent.desired == "stopped",
        restart_token=intent.restart_token,
        hosts=tuple(intent.hosts),
        allow=tuple(intent.policy.allow),
        neighbours=neighbours,
    )
