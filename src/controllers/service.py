"""Services of a workspace."""

from odoo.http import Controller, request

from ..api.answer import Answer
from ..api.endpoint import endpoint
from ..api.etag import check_if_match
from ..api.paging import listing, page
from ..api.routes import CUSTOM_DOMAIN, ONE_SERVICE, SERVICE, SERVICES
from .lookup import found, found_workspace
from .marketplace import found_template

INTENT = "woow_paas_platform.service_intent"
ORDERS = {"name": "name", "state": "state", "created_date": "create_date"}


class ServiceController(Controller):
    @endpoint("GET", SERVICES)
    def list_services(self, workspace_id, query):
        domain = [("workspace_id", "=", workspace_id)]
        if query.state:
            domain.append(("state", "=", query.state))
        if query.kept:
            domain += [("active", "=", False), ("keeps_data", "=", True)]
        answer = listing(request.env[SERVICE], domain, query, ORDERS)
        if not answer.data:  # whoever sees a service of a workspace sees the workspace
            found_workspace(workspace_id)
        return answer

    @endpoint("POST", SERVICES)
    def launch(self, workspace_id, body):
        workspace = found_workspace(workspace_id)
        template = found_template(body.template_id)
        service, ignored = request.env[SERVICE].launch(
            workspace, template, body.name, subdomain=body.subdomain, values=body.values, version=body.version,
        )
        return Answer(_detail(service, ignored), record=service)

    @endpoint("POST", f"{SERVICES}/preview")
    def preview_launch(self, workspace_id, body):
        workspace, template = found_workspace(workspace_id), found_template(body.template_id)
        return request.env[SERVICE].preview_launch(
            workspace, template, body.name, subdomain=body.subdomain, values=body.values, version=body.version)

    @endpoint("GET", ONE_SERVICE)
    def get_service(self, workspace_id, service_id):
        return _detail(_service(workspace_id, service_id))

    @endpoint("PATCH", ONE_SERVICE)
    def change(self, workspace_id, service_id, body):
        service = _current(workspace_id, service_id)
        ignored = service.change(values=body.values, unset=body.unset, name=body.name)
        return _detail(service, ignored)

    @endpoint("DELETE", ONE_SERVICE)
    def remove(self, workspace_id, service_id, query):
        service = _current(workspace_id, service_id)
        service.remove(keep_data=query.keep_data)
        return _detail(service)

    @endpoint("POST", f"{ONE_SERVICE}/start")
    def start(self, workspace_id, service_id):
        service = _current(workspace_id, service_id)
        service.start()
        return _detail(service)

    @endpoint("POST", f"{ONE_SERVICE}/stop")
    def stop(self, workspace_id, service_id):
        service = _current(workspace_id, service_id)
        service.stop()
        return _detail(service)

    @endpoint("POST", f"{ONE_SERVICE}/restart")
    def restart(self, workspace_id, service_id):
        service = _current(workspace_id, service_id)
        service.restart()
        return _detail(service)

    @endpoint("POST", f"{ONE_SERVICE}/retry")
    def retry(self, workspace_id, service_id):
        service = _current(workspace_id, service_id)
        service.retry()
        return _detail(service)

    @endpoint("POST", f"{ONE_SERVICE}/rollback")
    def rollback(self, workspace_id, service_id, body):
        service = _current(workspace_id, service_id)
        service.rollback(body.generation)
        return _detail(service)

    @endpoint("POST", f"{ONE_SERVICE}/upgrade")
    def upgrade(self, workspace_id, service_id, body):
        service = _current(workspace_id, service_id)
        ignored = service.upgrade(body.version, values=body.values, unset=body.unset)
        return _detail(service, ignored)

    @endpoint("POST", f"{ONE_SERVICE}/preview")
    def preview(self, workspace_id, service_id, body):
        return _service(workspace_id, service_id).preview(**body.model_dump())

    @endpoint("GET", f"{ONE_SERVICE}/versions")
    def list_versions(self, workspace_id, service_id):
        versions = _service(workspace_id, service_id).list_versions()
        return Answer(versions, count=len(versions))

    @endpoint("GET", f"{ONE_SERVICE}/revisions/<int:generation>/diff")
    def compare_revisions(self, workspace_id, service_id, generation, query):
        return _service(workspace_id, service_id).compare_revisions(generation, query.against)

    @endpoint("POST", f"{ONE_SERVICE}/domain")
    def change_domain(self, workspace_id, service_id, body):
        service = _current(workspace_id, service_id)
        service.change_domain(body.subdomain)
        return _detail(service)

    @endpoint("PUT", CUSTOM_DOMAIN)
    def set_custom_domain(self, workspace_id, service_id, body):
        service = _current(workspace_id, service_id)
        service.set_custom_domain(body.domain)
        return _detail(service)

    @endpoint("POST", f"{CUSTOM_DOMAIN}/verify")
    def verify_custom_domain(self, workspace_id, service_id):
        service = _current(workspace_id, service_id)
        service.verify_custom_domain()
        return _detail(service)

    @endpoint("DELETE", CUSTOM_DOMAIN)
    def remove_custom_domain(self, workspace_id, service_id):
        service = _current(workspace_id, service_id)
        service.remove_custom_domain()
        return _detail(service)

    @endpoint("POST", f"{ONE_SERVICE}/relaunch")
    def relaunch(self, workspace_id, service_id, body):
        service = _current(workspace_id, service_id)
        service.relaunch(body.subdomain)
        return _detail(service)

    @endpoint("POST", f"{ONE_SERVICE}/discard")
    def discard(self, workspace_id, service_id):
        service = _current(workspace_id, service_id)
        service.discard()
        return _detail(service)

    @endpoint("GET", f"{ONE_SERVICE}/revisions")
    def list_revisions(self, workspace_id, service_id, query):
        service = _service(workspace_id, service_id)
        return page(request.env[INTENT], [("service_id", "=", service.id)], query, "generation desc")

    @endpoint("POST", f"{ONE_SERVICE}/secrets/<string:key>/reveal")
    def reveal(self, workspace_id, service_id, key):
        return {"key": key, "value": _service(workspace_id, service_id).reveal_secret(key)}

    @endpoint("GET", f"{ONE_SERVICE}/resources")
    def get_resources(self, workspace_id, service_id):
        return _service(workspace_id, service_id).read_resources()

    @endpoint("GET", f"{ONE_SERVICE}/events")
    def get_events(self, workspace_id, service_id):
        return _service(workspace_id, service_id).read_events()

    @endpoint("GET", f"{ONE_SERVICE}/logs")
    def get_logs(self, workspace_id, service_id, query):
        return _service(workspace_id, service_id).read_logs(**query.model_dump(exclude_defaults=True))

    @endpoint("GET", f"{ONE_SERVICE}/metrics")
    def get_metrics(self, workspace_id, service_id):
        return _service(workspace_id, service_id).read_metrics()


def _service(workspace_id, service_id):
    """A service, or a deleted one that is still worth a look because its data were kept."""
    return found(SERVICE, service_id, ("workspace_id", "=", workspace_id), ("active", "in", (True, False)),
                 "|", ("active", "=", True), ("keeps_data", "=", True))


def _current(workspace_id, service_id):
    """The service, in the version that the caller's ``If-Match`` names if there is one."""
    service = _service(workspace_id, service_id)
    check_if_match(service.generation)
    return service


def _detail(service, ignored=()):
    return {**service._to_api(detail=True)[0], "ignored_values": list(ignored)}
