"""What a pod may ask of its node, and which images it may run."""

from collections.abc import Iterator
from typing import Any

from paas_operator import names
from paas_operator.postrender.findings import Against
from paas_operator.postrender.images import is_floating
from paas_operator.postrender.pods import containers
from paas_operator.postrender.rules import Rules

Json = dict[str, Any]

# Pod Security's baseline: what containers may add without reaching the node.
_CAPABILITIES = {
    "AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "SETFCAP",
    "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT",
}  # fmt: skip


# Pod Security's `restricted`: what the node does not have to reach out for; `csi` drivers may do anything.
_VOLUMES = {"configMap", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret"}


def check_pod(spec: Json) -> Iterator[Against]:
    if spec.get("hostNetwork"):
        yield "host_network", "uses the network of the node (hostNetwork)"
    for flag in ("hostPID", "hostIPC"):
        if spec.get(flag):
            yield "host_namespaces", f"shares processes or memory with the node ({flag})"
    for volume in spec.get("volumes") or []:
        yield from _volume(volume)
    account = spec.get("serviceAccountName") or spec.get("serviceAccount") or ""
    if account.startswith(names.RESERVED):
        yield "reserved_account", f"runs as {account}, an account of the platform"
    if spec.get("nodeName") or str(spec.get("priorityClassName") or "").startswith("system-"):
        yield "scheduling", "puts itself before other services (nodeName or a system priority)"
    yield from _privileges(spec.get("securityContext") or {}, "its pod")
    for container in containers(spec):
        yield from _container(container)


def _volume(volume: Json) -> Iterator[Against]:
    if "hostPath" in volume:
        yield "host_path", "mounts a folder of the node (hostPath)"
    elif other := set(volume) - {"name"} - _VOLUMES:
        yield "volume_type", f"mounts a volume that the node fetches for it ({', '.join(sorted(other))})"


def check_claim(obj: Json, rules: Rules) -> Iterator[Against]:
    """A claim of its own, or those that a StatefulSet makes: for a new volume, never for one that is there."""
    spec = obj.get("spec") or {}
    claims = [spec] if obj["kind"] == "PersistentVolumeClaim" else []
    claims += [template.get("spec") or {} for template in spec.get("volumeClaimTemplates") or []]
    for claim in claims:
        if claim.get("volumeName") or (claim.get("dataSourceRef") or {}).get("namespace"):
            yield "foreign_volume", "claims a volume that is not its own"


def _container(container: Json) -> Iterator[Against]:
    name = f"the container {container.get('name')}"
    context = container.get("securityContext") or {}
    if context.get("privileged"):
        yield "privileged", f"runs {name} privileged"
    added = set((context.get("capabilities") or {}).get("add") or []) - _CAPABILITIES
    if added:
        yield "privileged", f"gives {name} powers over the node ({', '.join(sorted(added))})"
    if context.get("procMount", "Default") != "Default":
        yield "privileged", f"shows {name} the processes of the node (procMount)"
    yield from _privileges(context, name)
    for port in container.get("ports") or []:
        if port.get("hostPort"):
            yield "host_port", f"opens the port {port['hostPort']} on the node (hostPort)"


def _privileges(context: Json, whose: str) -> Iterator[Against]:
    for profile in ("seccompProfile", "appArmorProfile"):
        if (context.get(profile) or {}).get("type") == "Unconfined":
            yield "privileged", f"takes the walls around {whose} away ({profile})"
    if (context.get("windowsOptions") or {}).get("hostProcess"):
        yield "privileged", f"runs {whose} as a process of the node (hostProcess)"


def check_images(spec: Json, rules: Rules) -> Iterator[Against]:
    images = rules.site_images
    for container in containers(spec):
        image = container["image"]
        if images.is_the_sites_own(image):
            continue
        if not images.is_allowed(image):
            yield "registry", f"uses the image {image}, whose registry this site does not allow"
        if is_floating(image):
            yield "floating_tag", f"uses the image {image}, whose tag names no version"
