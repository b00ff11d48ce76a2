"""What the cluster's programs are told: addresses, doors that stay shut, and values of this machine."""

import socket
import tomllib
from base64 import b64decode
from dataclasses import replace
from pathlib import Path

import pytest
from devkit import ports
from devkit.cluster import control_plane, dns, ingress, manifests, metrics, network, node, simulated, storage
from devkit.cluster.api import object_path
from devkit.cluster.certs import CERTIFICATES
from devkit.cluster.external import load_balancer_address
from devkit.cluster.images import canonical
from devkit.cluster.leftovers import mounts_below
from devkit.cluster.paths import Layout

PROGRAMS = {
    name: Path("/bin") / name
    for name in ("etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler", "traefik")
}


@pytest.fixture
def layout(tmp_path):
    made = Layout(tmp_path / "state", tmp_path / "bin", tmp_path / "run")
    made.prepare()
    return made


def flags(component):
    return dict(part.partition("=")[::2] for part in component.argv[1:])


def part(components, name):
    return next(component for component in components if component.name == name)


def test_state_and_cache_follow_the_base_directories(monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", "/states")
    monkeypatch.setenv("XDG_CACHE_HOME", "/caches")
    layout = Layout.of_user()
    assert layout.state == Path("/states/woow-paas/cluster")
    assert layout.bin == Path("/caches/woow-paas/bin")
    assert layout.lock.parent == layout.state.parent


def test_folders_are_private(layout):
    assert {folder.stat().st_mode & 0o777 for folder in (layout.state, layout.pki, layout.config)} == {0o700}


def test_etcd_answers_by_tls_on_loopback_to_its_own_authority_only(layout):
    etcd = flags(part(control_plane.components(layout, PROGRAMS), "etcd"))
    assert etcd["--listen-client-urls"].startswith("https://127.0.0.1:")
    assert etcd["--listen-peer-urls"].startswith("https://127.0.0.1:")
    assert "--client-cert-auth" in etcd
    assert etcd["--trusted-ca-file"].endswith("etcd-ca.crt")
    assert [entry.name for entry in CERTIFICATES if entry.authority == "etcd-ca"] == ["etcd", "etcd-client"]


def test_the_api_server_knows_everybody_by_name_and_encrypts_secrets(layout):
    server = flags(part(control_plane.components(layout, PROGRAMS), "kube-apiserver"))
    assert server["--anonymous-auth"] == "false"
    assert server["--authorization-mode"] == "Node,RBAC"
    assert "--encryption-provider-config" in server
    assert server["--bind-address"] == network.NODE_IP


def test_a_simulated_cluster_stays_on_loopback(layout):
    alone = Layout(layout.state, layout.bin, layout.run, simulated=True)
    server = flags(part(control_plane.components(alone, PROGRAMS), "kube-apiserver"))
    assert server["--bind-address"] == "127.0.0.1"
    assert server["--endpoint-reconciler-type"] == "none"


def test_the_key_for_secrets_is_made_once(layout):
    control_plane.configure(layout)
    key = (layout.pki / "encryption.json").read_text()
    control_plane.configure(layout)
    assert (layout.pki / "encryption.json").read_text() == key


def test_only_the_admin_is_a_master():
    assert [entry.name for entry in CERTIFICATES if "system:masters" in entry.subject] == ["admin"]


def test_the_ingress_listens_on_loopback_at_the_chosen_port(layout):
    (traefik,) = ingress.components(layout, PROGRAMS, 8123)
    assert flags(traefik)["--entryPoints.web.address"] == "127.0.0.1:8123"
    assert flags(traefik)["--entryPoints.websecure.address"] == "127.0.0.1:8486"


def test_a_port_that_another_program_holds():
    port = ports.free_port()
    with socket.create_server((ports.HOST, port)):
        assert ingress.taken(port)
    assert not ingress.taken(port)


@pytest.mark.parametrize(("raise_limits", "restricted"), [(True, False), (False, True)])
def test_containerd_keeps_to_its_folders(layout, raise_limits, restricted):
    config = tomllib.loads(node.containerd_config(layout, raise_limits))
    cri = config["plugins"]["io.containerd.grpc.v1.cri"]
    assert config["root"].startswith(str(layout.state))
    assert config["grpc"]["address"] == str(layout.containerd_socket)
    assert cri["restrict_oom_score_adj"] is restricted


def test_kubelet_asks_the_api_server_who_may(layout):
    config = node.kubelet_config(layout)
    assert config["authentication"]["anonymous"] == {"enabled": False}
    assert config["authorization"] == {"mode": "Webhook"}
    assert config["imageGCHighThresholdPercent"] == 100


def test_pods_get_addresses_of_the_bridge(layout):
    bridge, _ports = node.cni_config(layout)["plugins"]
    assert bridge["bridge"] == network.BRIDGE
    assert bridge["ipam"]["ranges"] == [[{"subnet": network.POD_NETWORK, "gateway": network.NODE_IP}]]


def test_name_servers_of_the_machine():
    text = "# by hand\nsearch lan\nnameserver 192.0.2.1\nnameserver fe80::1%eth0\nnameserver 10.244.0.1\n"
    assert dns.nameservers(text) == ["192.0.2.1"]


def test_dns_forwards_only_to_somebody(layout):
    assert "forward . 192.0.2.1" in dns.corefile(layout, ["192.0.2.1"])
    assert "forward ." not in dns.corefile(layout, [])


@pytest.mark.parametrize(
    ("routes", "found"),
    [
        ([{"dst": "default", "dev": "eth0"}, {"dst": "192.0.2.0/24", "dev": "eth0"}], None),
        ([{"dst": "10.244.0.0/16", "dev": network.BRIDGE}], None),
        ([{"dst": "10.244.3.0/24", "dev": "tun0"}], "10.244.3.0/24 (tun0)"),
        ([{"dst": "10.0.0.0/8", "dev": "eth0"}], "10.0.0.0/8 (eth0)"),
    ],
)
def test_routes_of_others_into_our_networks(routes, found):
    assert network.overlapping(routes) == found


@pytest.mark.parametrize(
    ("wanted", "path"),
    [
        (("v1", "Namespace", None), "/api/v1/namespaces/x"),
        (("v1", "ConfigMap", "ns"), "/api/v1/namespaces/ns/configmaps/x"),
        (("networking.k8s.io/v1", "IngressClass", None), "/apis/networking.k8s.io/v1/ingressclasses/x"),
    ],
)
def test_paths_of_objects(wanted, path):
    version, kind, namespace = wanted
    metadata = {"name": "x", **({"namespace": namespace} if namespace else {})}
    assert object_path({"apiVersion": version, "kind": kind, "metadata": metadata}) == path


@pytest.fixture(params=[True, False], ids=["simulated", "embedded"])
def either(request, layout):
    (layout.pki / "ca.crt").write_text("the authority")
    return replace(layout, simulated=request.param)


def test_no_component_may_do_everything(either):
    objects = manifests.objects(either)
    rules = [rule for wanted in objects for rule in wanted.get("rules", [])]
    assert rules
    assert not [rule for rule in rules if "*" in (*rule["apiGroups"], *rule["resources"], *rule["verbs"])]


def test_the_default_classes_are_marked(either):
    kinds = {wanted["kind"]: wanted for wanted in manifests.objects(either)}
    assert list(kinds["IngressClass"]["metadata"]["annotations"].values()) == ["true"]
    assert kinds["StorageClass"]["reclaimPolicy"] == "Delete"
    assert kinds["StorageClass"]["allowVolumeExpansion"] is False


def test_the_metrics_api_is_reached_by_tls_where_a_node_has_figures(layout):
    (layout.pki / "ca.crt").write_text("the authority")
    objects = {wanted["kind"]: wanted for wanted in manifests.objects(layout)}
    api = objects["APIService"]["spec"]
    assert b64decode(api["caBundle"]) == b"the authority"
    assert "insecureSkipTLSVerify" not in api
    names = next(entry.names for entry in CERTIFICATES if entry.name == metrics.CERTIFICATE)
    assert f"DNS:{api['service']['name']}.{api['service']['namespace']}.svc" in names
    server = metrics.components(layout, {"metrics-server": Path("/bin/metrics-server")})[0]
    assert flags(server)["--bind-address"] == objects["EndpointSlice"]["endpoints"][0]["addresses"][0]
    assert flags(server)["--secure-port"] == str(objects["EndpointSlice"]["ports"][0]["port"])
    assert "--kubelet-insecure-tls" not in flags(server)
    simulated_kinds = {wanted["kind"] for wanted in manifests.objects(replace(layout, simulated=True))}
    assert "APIService" not in simulated_kinds


def test_only_the_api_server_may_speak_for_others(layout):
    server = flags(part(control_plane.components(layout, PROGRAMS), "kube-apiserver"))
    assert server["--requestheader-client-ca-file"].endswith("front-proxy-ca.crt")
    signed = [entry.name for entry in CERTIFICATES if entry.authority == "front-proxy-ca"]
    assert signed == [server["--requestheader-allowed-names"]]


def test_simulated_helper_pods_end_and_others_run():
    label = f'.metadata.labels["{storage.HELPER_LABEL}"]'
    selectors = {
        stage["metadata"]["name"]: [
            entry["operator"] for entry in stage["spec"]["selector"]["matchExpressions"] if entry["key"] == label
        ]
        for stage in simulated.stages()
    }
    assert selectors == {"run": ["DoesNotExist"], "job-done": [], "helper-done": ["Exists"], "gone": []}
    assert storage.HELPER_LABEL in storage.helper_pod()["metadata"]["labels"]


@pytest.mark.parametrize(
    ("reference", "full"),
    [
        ("busybox", "docker.io/library/busybox:latest"),
        ("bitnami/redis:7", "docker.io/bitnami/redis:7"),
        ("woow.local/pause:1.0", "woow.local/pause:1.0"),
        ("localhost:5000/a", "localhost:5000/a:latest"),
        ("docker.io/library/postgres:17.6", "docker.io/library/postgres:17.6"),
    ],
)
def test_full_names_of_images(reference, full):
    assert canonical(reference) == full


def test_mounts_are_undone_from_the_inside_out():
    table = "tmpfs /run/woow tmpfs rw 0 0\nx /run/woow/a x rw 0 0\nx /run/woow/a/b\\040c x rw 0 0\nx /mnt x rw 0 0\n"
    assert mounts_below(table, (Path("/run/woow"),)) == ["/run/woow/a/b c", "/run/woow/a"]


def test_address_of_a_load_balancer():
    ports = [{"name": "web", "port": 80}]
    service = {"spec": {"ports": ports}, "status": {"loadBalancer": {"ingress": [{"ip": "192.0.2.7"}]}}}
    assert load_balancer_address(service) == "192.0.2.7"
    ports[0]["port"] = 8080
    assert load_balancer_address(service) == "192.0.2.7:8080"
    assert load_balancer_address({"spec": {"ports": ports}, "status": {}}) is None
