"""Charts' objects as Helm renders them, and what the post-renderer makes of them."""

import json

import yaml

from paas_operator.postrender.__main__ import render
from paas_operator.postrender.findings import Refused, Report
from paas_operator.postrender.rules import Rules

NAMESPACE, SERVICE, NEIGHBOUR = "paas-ws-7", "paas-ws-7-shop", "paas-ws-7-db-1a2b3c"
RBAC, NETWORKING = "rbac.authorization.k8s.io/v1", "networking.k8s.io/v1"


def rules(**changes) -> Rules:
    settings = {"hosts": ("shop.example.com",), "registries": ("docker.io",), "neighbours": (NEIGHBOUR,), **changes}
    return Rules(namespace=NAMESPACE, service=SERVICE, report="", **settings)


def rendered(*objects, **changes) -> list[dict]:
    return list(yaml.safe_load_all(render(_stream(objects), rules(**changes))[0]))


def report(*objects, **changes) -> Report:
    try:
        return render(_stream(objects), rules(**changes))[1]
    except Refused as refused:
        return refused.report


def _stream(objects) -> str:
    return "\n---\n".join(json.dumps(obj) for obj in objects)


def workload(kind: str, **pod) -> dict:
    spec = {"containers": [{"name": "c", "image": "nginx:1.29"}], **pod}
    template = {"metadata": {"labels": {"app": "x"}}, "spec": spec}
    versions = {"CronJob": "batch/v1", "Job": "batch/v1", "Pod": "v1"}
    obj = {"apiVersion": versions.get(kind, "apps/v1"), "kind": kind, "metadata": {"name": "x"}}
    if kind == "Pod":
        return obj | {"spec": template["spec"]}
    if kind == "CronJob":
        return obj | {"spec": {"schedule": "* * * * *", "jobTemplate": {"spec": {"template": template}}}}
    return obj | {"spec": {"replicas": 3, "selector": {"matchLabels": {"app": "x"}}, "template": template}}


def container(kind: str = "Deployment", **changes) -> dict:
    return workload(kind, containers=[{"name": "c", "image": "nginx:1.29", **changes}])


def simple(kind: str, version: str = "v1", **fields) -> dict:
    return {"apiVersion": version, "kind": kind, "metadata": {"name": "x"}, **fields}


def ingress(host: str | None = "shop.example.com", **spec) -> dict:
    return simple("Ingress", NETWORKING, spec={"rules": [{"host": host}], **spec})


def route(match: str, **spec) -> dict:
    routes = [{"match": match, "services": [{"name": "x", "port": 80}]}]
    return simple("IngressRoute", "traefik.io/v1alpha1", spec={"routes": routes, **spec})


def policy(**spec) -> dict:
    return simple("NetworkPolicy", NETWORKING, spec={"podSelector": {}, **spec})


def role(*resources: str, verbs: tuple[str, ...] = ("get",)) -> dict:
    return simple("Role", RBAC, rules=[{"apiGroups": [""], "resources": list(resources), "verbs": list(verbs)}])


def binding(kind: str = "Role", *subjects: dict) -> dict:
    return simple("RoleBinding", RBAC, roleRef={"kind": kind, "name": "x"}, subjects=list(subjects))
