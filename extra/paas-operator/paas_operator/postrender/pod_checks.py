"""What a pod may ask of its node, and which images it may run."""

from collections.abc import Iterator
from typing import Any

from paas_operator import names
from paas_operator.postrender.findings import Against
from paas_operator.postrender.images import is_floating
from paas_operator.postrender.pods import claim_templates, containers
from paas_operator.postrender.rules import Rules
from paas_operator.postrender.used import used_by_pod
from paas_operator.saying import say

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
        yield say("host_network")
    for flag in ("hostPID", "hostIPC"):
        if spec.get(flag):
            yield say("host_namespaces", flag=flag)
    for volume in spec.get("volumes") or []:
        yield from _volume(volume)
    account = spec.get("serviceAccountName") or spec.get("serviceAccount") or ""
    if account.startswith(names.RESERVED):
        yield say("reserved_account", account=account)
    if spec.get("nodeName") or spec.get("priorityClassName"):
        yield say("scheduling")
    for kind, name in used_by_pod(spec):
        if kind == "Secret" and name.startswith((names.RESERVED, names.HELM_STORAGE)):
            yield say("reserved_name.secret", secret=name)
    yield from _privileges(spec.get("securityContext") or {})
    for container in containers(spec):
        yield from _container(container)


def _volume(volume: Json) -> Iterator[Against]:
    if "hostPath" in volume:
        yield say("host_path")
    elif other := set(volume) - {"name"} - _VOLUMES:
        yield say("volume_type", kinds=", ".join(sorted(other)))
    yield from _claim(((volume.get("ephemeral") or {}).get("volumeClaimTemplate") or {}).get("spec") or {})


def check_claim(obj: Json, rules: Rules) -> Iterator[Against]:
    """A claim of its own, or those that a StatefulSet makes: for a new volume, never for one that is there."""
    spec = obj.get("spec") or {}
    claims = [spec] if obj["kind"] == "PersistentVolumeClaim" else []
    claims += [template.get("spec") or {} for template in claim_templates(obj)]
    for claim in claims:
        yield from _claim(claim)


def _claim(spec: Json) -> Iterator[Against]:
    if spec.get("volumeName") or (spec.get("dataSourceRef") or {}).get("namespace"):
        yield say("foreign_volume")


def _container(container: Json) -> Iterator[Against]:
    name = str(container.get("name"))
    context = container.get("securityContext") or {}
    if context.get("privileged"):
        yield say("privileged", container=name)
    added = set((context.get("capabilities") or {}).get("add") or []) - _CAPABILITIES
    if added:
        yield say("privileged.added", container=name, powers=", ".join(sorted(added)))
    if context.get("procMount", "Default") != "Default":
        yield say("privileged.proc", container=name)
    yield from _privileges(context, container=name)
    if any(_calls_elsewhere(container)):
        yield say("node_calls", container=name)
    for port in container.get("ports") or []:
        if port.get("hostPort"):
            yield say("host_port", port=str(port["hostPort"]))


def _calls_elsewhere(container: Json) -> Iterator[bool]:
    """The node itself makes the calls of probes and lifecycle hooks: to the pod, never to a host that is named."""
    lifecycle = container.get("lifecycle") or {}
    calls = [container.get(f"{kind}Probe") or {} for kind in ("liveness", "readiness", "startup")]
    calls += [lifecycle.get(moment) or {} for moment in ("postStart", "preStop")]
    for call in calls:
        yield any((call.get(way) or {}).get("host") for way in ("httpGet", "tcpSocket"))


def _privileges(context: Json, **container: str) -> Iterator[Against]:
    """Of the container that is named, or of the pod."""
    pod = "" if container else "_pod"
    for profile in ("seccompProfile", "appArmorProfile"):
        if (context.get(profile) or {}).get("type") == "Unconfined":
            yield say(f"privileged.unconfined{pod}", profile=profile, **container)
    if (context.get("windowsOptions") or {}).get("hostProcess"):
        yield say(f"privileged.process{pod}", **container)


def check_images(spec: Json, rules: Rules) -> Iterator[Against]:
    images = rules.site_images
    for container in containers(spec):
        image = container["image"]
        if images.is_the_sites_own(image):
            continue
        if not images.is_allowed(image):
            yield say("registry", image=image)
        if is_floating(image):
            yield say("floating_tag", image=image)
