"""Annotations of Ingresses and Services: what a controller of ingresses, names or certificates would obey."""

# Of these only what tunes is let through.
_TUNING = {
    "traefik.ingress.kubernetes.io": (
        "router.entrypoints", "router.priority", "router.tls", "router.observability.", "service.passhostheader",
        "service.sticky.", "service.nativelb",
    ),
    "cert-manager.io": ("cluster-issuer", "issuer", "issuer-kind", "issuer-group"),
}  # fmt: skip
# Of these nothing is: they bring names, targets and settings of their own.
_OBEYED = (
    "acme.cert-manager.io", "external-dns.alpha.kubernetes.io", "nginx.org", "nginx.com", "haproxy.org",
    "haproxy-ingress.github.io", "konghq.com", "projectcontour.io", "getambassador.io", "tailscale.com",
    "cloud.google.com", "networking.gke.io", "alb.ingress.kubernetes.io", "appgw.ingress.kubernetes.io",
    "ingress.kubernetes.io", "ingress.cloud.ibm.com",
)  # fmt: skip
# Of ingress-nginx, whose prefix a site may choose: host names, targets, and objects of other namespaces.
_REACHING = (
    "auth-", "server-alias", "upstream-vhost", "upstream-hash-by", "app-root", "proxy-ssl-", "proxy-set-headers",
    "custom-", "mirror-", "default-backend", "fastcgi-", "x-forwarded-prefix", "modsecurity-", "stream-",
    "router.", "service.servers",
)  # fmt: skip


def reaches(annotation: str) -> bool:
    """Whether it may lead an ingress, a host name or a certificate beyond the service."""
    domain, _, name = annotation.rpartition("/")
    if domain in _TUNING:
        return not any(name == known or (known[-1] == "." and name.startswith(known)) for known in _TUNING[domain])
    return domain in _OBEYED or "-snippet" in name or name.startswith(_REACHING)
