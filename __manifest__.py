{
    "name": "Woow PaaS Platform",
    "summary": "A self-service PaaS: workspaces, a marketplace and applications on Kubernetes",
    "version": "1.0.2",
    "category": "WOOW",
    "author": "Woow",
    "license": "LGPL-3",
    "application": True,
    "depends": ["base", "web", "bus", "mail", "portal", "auth_signup"],
    "data": [],
    "assets": {},
    "external_dependencies": {"python": ["cryptography", "pydantic", "requests"]},
}
