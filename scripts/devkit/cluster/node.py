"""The one node: containerd, kubelet and kube-proxy."""

from pathlib import Path
from typing import Any

from . import kubeconfig, network, state
from .component import Component
from .packages import CNI_BIN
from .paths import Layout

PAUSE_IMAGE = "woow.local/pause:1.0"
_CAP_SYS_RESOURCE = 24  # capabilities(7)


def configure(layout: Layout) -> None:
    """Write the configuration files of the node's programs."""
    cni = layout.config / "cni"
    cni.mkdir(exist_ok=True)
    state.write_json(cni / "10-woow.conflist", cni_config(layout))
    state.write(_containerd_config(layout), containerd_config(layout, can_raise_limits()))
    state.write(layout.config / "resolv.conf", f"nameserver {network.NODE_IP}\n")
    state.write_json(layout.config / "kubelet.json", kubelet_config(layout))
    state.write_json(layout.config / "kube-proxy.json", kube_proxy_config(layout))


def components(layout: Layout, programs: dict[str, Path]) -> list[Component]:
    return [
        _containerd(layout),
        _kubelet(layout, programs["kubelet"]),
        _kube_proxy(layout, programs["kube-proxy"]),
    ]


def can_raise_limits() -> bool:
    """Whether this process has CAP_SYS_RESOURCE; without it no oom_score_adj may be lowered."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("CapEff:"):
            return bool(int(line.split()[1], 16) >> _CAP_SYS_RESOURCE & 1)
    return False


def cni_config(layout: Layout) -> dict[str, Any]:
    """The pod network (CNI specification 0.4.0): bridge, addresses of this host, host ports."""
    addresses = {
        "type": "host-local",
        "dataDir": str(layout.state / "cni"),
        "ranges": [[{"subnet": network.POD_NETWORK, "gateway": network.NODE_IP}]],
        "routes": [{"dst": "0.0.0.0/0"}],
    }
    bridge = {"type": "bridge", "bridge": network.BRIDGE, "isGateway": True, "hairpinMode": True}
    ports = {"type": "portmap", "capabilities": {"portMappings": True}}
    return {"cniVersion": "0.4.0", "name": "woow", "plugins": [{**bridge, "ipam": addresses}, ports]}


def containerd_config(layout: Layout, raise_limits: bool) -> str:
    """containerd's config.toml, version 2, with everything inside our own folders."""
    cri = '[plugins."io.containerd.grpc.v1.cri"'
    return f"""version = 2
root = "{layout.state / "containerd"}"
state = "{layout.run / "containerd"}"
disabled_plugins = ["io.containerd.snapshotter.v1.aufs", "io.containerd.snapshotter.v1.btrfs", \
"io.containerd.snapshotter.v1.devmapper", "io.containerd.snapshotter.v1.zfs", \
"io.containerd.internal.v1.tracing"]

[grpc]
address = "{layout.containerd_socket}"

[plugins."io.containerd.internal.v1.opt"]
path = "{layout.state / "containerd-opt"}"

{cri}]
sandbox_image = "{PAUSE_IMAGE}"
stream_server_address = "127.0.0.1"
netns_mounts_under_state_dir = true
restrict_oom_score_adj = {str(not raise_limits).lower()}

{cri}.cni]
bin_dir = "{CNI_BIN}"
conf_dir = "{layout.config / "cni"}"

{cri}.containerd.runtimes.runc]
runtime_type = "io.containerd.runc.v2"

{cri}.containerd.runtimes.runc.options]
SystemdCgroup = false
"""


def kubelet_config(layout: Layout) -> dict[str, Any]:
    """KubeletConfiguration v1beta1: images stay, pods are evicted only when all is nearly full."""
    pki = layout.pki
    return {
        "apiVersion": "kubelet.config.k8s.io/v1beta1",
        "kind": "KubeletConfiguration",
        "address": network.NODE_IP,
        "healthzBindAddress": "127.0.0.1",
        "authentication": {
            "anonymous": {"enabled": False},
            "webhook": {"enabled": True},
            "x509": {"clientCAFile": str(pki / "ca.crt")},
        },
        "authorization": {"mode": "Webhook"},
        "tlsCertFile": str(pki / "kubelet-server.crt"),
        "tlsPrivateKeyFile": str(pki / "kubelet-server.key"),
        "containerRuntimeEndpoint": f"unix://{layout.containerd_socket}",
        "cgroupDriver": "cgroupfs",
        "failCgroupV1": False,
        "failSwapOn": False,
        "localStorageCapacityIsolation": False,
        "clusterDomain": "cluster.local",
        "clusterDNS": [network.NODE_IP],
        "resolvConf": str(layout.config / "resolv.conf"),
        "podLogsDir": str(layout.logs / "pods"),
        "volumePluginDir": str(layout.state / "volume-plugins"),
        "containerLogMaxSize": "5Mi",
        "containerLogMaxFiles": 2,
        "evictionHard": {
            "memory.available": "100Mi",
            "nodefs.available": "512Mi",
            "imagefs.available": "512Mi",
            "nodefs.inodesFree": "0%",
            "imagefs.inodesFree": "0%",
        },
        "imageGCHighThresholdPercent": 100,
        "imageGCLowThresholdPercent": 99,
        "maxPods": 250,
        "podPidsLimit": 4096,
        "oomScoreAdj": -999 if can_raise_limits() else 0,
    }


def kube_proxy_config(layout: Layout) -> dict[str, Any]:
    """KubeProxyConfiguration v1alpha1: iptables, node ports on the bridge's address only."""
    return {
        "apiVersion": "kubeproxy.config.k8s.io/v1alpha1",
        "kind": "KubeProxyConfiguration",
        "mode": "iptables",
        "clientConnection": {"kubeconfig": str(kubeconfig.path(layout, "kube-proxy"))},
        "clusterCIDR": network.POD_NETWORK,
        "hostnameOverride": network.NODE,
        "nodePortAddresses": ["primary"],
        "healthzBindAddress": "127.0.0.1:26256",
        "metricsBindAddress": "127.0.0.1:26249",
        "conntrack": {"maxPerCore": 0, "min": 0},
        "oomScoreAdj": -999 if can_raise_limits() else 0,
    }


def _containerd_config(layout: Layout) -> Path:
    return layout.config / "containerd.toml"


def _containerd(layout: Layout) -> Component:
    config = _containerd_config(layout)
    argv = ["containerd", f"--config={config}", "--log-level=warn"]
    return Component("containerd", argv, listens=str(layout.containerd_socket), digest=state.digest(config))


def _kubelet(layout: Layout, program: Path) -> Component:
    config = layout.config / "kubelet.json"
    argv = [
        str(program),
        f"--config={config}",
        f"--kubeconfig={kubeconfig.path(layout, 'kubelet')}",
        f"--root-dir={layout.state / 'kubelet'}",
        f"--cert-dir={layout.state / 'kubelet' / 'pki'}",
        f"--hostname-override={network.NODE}",
        f"--node-ip={network.NODE_IP}",
    ]
    return Component(
        "kubelet",
        argv,
        after=["containerd", "kube-apiserver"],
        wait_for=str(layout.bootstrapped),
        listens=f"{network.NODE_IP}:10250",
        digest=state.digest(config),
    )


def _kube_proxy(layout: Layout, program: Path) -> Component:
    config = layout.config / "kube-proxy.json"
    return Component(
        "kube-proxy",
        [str(program), f"--config={config}"],
        after=["kube-apiserver"],
        wait_for=str(layout.bootstrapped),
        listens="127.0.0.1:26256",
        digest=state.digest(config),
    )
