"""The one table of the API's routes.

Controllers, JSON-RPC actions, the OpenAPI document and the tests are all derived from it.
"""

from dataclasses import dataclass

from pydantic import BaseModel

from .schemas import (
    access_token,
    activity,
    base,
    caller,
    cluster,
    dashboard,
    document,
    marketplace,
    operator,
    search,
    service,
    team,
    workspace,
)

WORKSPACE = "woow_paas_platform.workspace"
SERVICE = "woow_paas_platform.cloud_service"
TRANSFER = "woow_paas_platform.ownership_transfer"
TOKEN_MODEL = "woow_paas_platform.access_token"  # noqa: S105 - a model's name


@dataclass(frozen=True)
class Route:
    """One verb on one path.

    ``policy`` names the action of ``src/policy.py`` that the caller's role in the workspace must allow; none
    means that every signed-in caller may call it. ``scope`` is what an access token needs; none means that
    no token reaches it. ``many`` answers a list with its count; ``creates`` names the model of the record
    that the call makes and takes an ``Idempotency-Key``, and ``told_by`` the method that answers that record;
    ``versioned`` takes ``If-Match``; ``bare`` answers a document of its own instead of our envelope, and is not
    reached by JSON-RPC; ``remote`` asks the cluster while the caller waits, and is a 503 when that is away. ``auth``
    ``paas_link`` is for whoever holds the link, signed in or not: such a route says nothing without a token that was
    sent to somebody.
    """

    tag: str
    verb: str
    rule: str
    action: str
    summary: str
    answer: type[BaseModel] | None = None
    many: bool = False
    policy: str | None = None
    scope: str | None = None
    body: type[BaseModel] | None = None
    query: type[BaseModel] | None = None
    status: int = 200
    auth: str = "paas"
    creates: str | None = None
    told_by: str = "_to_api"
    versioned: bool = False
    bare: bool = False
    remote: bool = False

    @property
    def verbs(self):
        """The HTTP methods that mean this route: PUT is taken as PATCH."""
        return ("PATCH", "PUT") if self.verb == "PATCH" else (self.verb,)

    @property
    def reads(self):
        return self.verb == "GET"

    @property
    def name(self):
        """Unique: the verb and the path's words, such as ``get_workspaces_workspace_id_members``."""
        words = [part.strip("<>").rpartition(":")[2] for part in self.rule.split("/")[2:]]
        return "_".join([self.verb.lower(), *words]).replace(".", "_")


WORKSPACES = "/api/workspaces"
ONE_WORKSPACE = f"{WORKSPACES}/<int:workspace_id>"
ACTIVITY = f"{ONE_WORKSPACE}/activity"
ACTIVITY_EXPORT = f"{ACTIVITY}/export"
MEMBERS = f"{ONE_WORKSPACE}/members"
ONE_MEMBER = f"{MEMBERS}/<int:member_id>"
INVITATIONS = f"{ONE_WORKSPACE}/invitations"
ONE_INVITATION = f"{INVITATIONS}/<int:invitation_id>"
LINK = "/api/invitations/<string:token>"
OWNERSHIP = f"{ONE_WORKSPACE}/transfer-ownership"
FOREVER = f"{ONE_WORKSPACE}/forever"
EXPORT = f"{ONE_WORKSPACE}/export"
IMPORT = f"{WORKSPACES}/import"
SETTINGS = f"{ONE_WORKSPACE}/settings"
WORKSPACE_TEMPLATES = "/api/workspace-templates"
SERVICES = f"{ONE_WORKSPACE}/services"
ONE_SERVICE = f"{SERVICES}/<int:service_id>"
CUSTOM_DOMAIN = f"{ONE_SERVICE}/custom-domain"
TEMPLATES = "/api/cloud/templates"

TOKENS = "/api/me/tokens"

CALLER_ROUTES = (
    Route("caller", "GET", "/api/me", "get", "Who I am", caller.Me),
    Route("caller", "PATCH", "/api/me", "update", "Change my name, language or time zone", caller.Me,
          body=caller.MeUpdate),
    Route("caller", "GET", TOKENS, "list", "My access tokens", access_token.AccessToken, many=True,
          query=access_token.AccessTokenQuery),
    Route("caller", "POST", TOKENS, "create", "Make an access token; it is shown once", access_token.NewAccessToken,
          status=201, body=access_token.AccessTokenCreate, creates=TOKEN_MODEL),
    Route("caller", "DELETE", f"{TOKENS}/<int:token_id>", "revoke", "Revoke an access token"),
    Route("caller", "GET", "/api/config", "get", "What this platform is and can do", caller.Config),
    Route("caller", "GET", "/api/search", "list", "Workspaces, services and applications by a few letters",
          search.Found, many=True, scope="workspace:read", query=search.SearchQuery),
    Route("caller", "GET", "/api/dashboard", "get", "Figures, what needs attention and what happened lately",
          dashboard.Dashboard, scope="workspace:read"),
)

WORKSPACE_ROUTES = (
    Route("workspaces", "GET", WORKSPACES, "list", "My workspaces", workspace.Workspace, many=True,
          scope="workspace:read", query=workspace.WorkspaceQuery),
    Route("workspaces", "POST", WORKSPACES, "create", "Make a workspace", workspace.WorkspaceDetail, status=201,
          body=workspace.WorkspaceCreate, creates=WORKSPACE),
    Route("workspaces", "GET", ONE_WORKSPACE, "get", "One workspace", workspace.WorkspaceDetail,
          policy="workspace.view", scope="workspace:read"),
    Route("workspaces", "PATCH", ONE_WORKSPACE, "update", "Change name or description", workspace.WorkspaceDetail,
          policy="workspace.edit", body=workspace.WorkspaceUpdate),
    Route("workspaces", "DELETE", ONE_WORKSPACE, "delete", "Archive a workspace; its services are stopped",
          workspace.WorkspaceDetail,
          policy="workspace.archive"),
    Route("workspaces", "POST", f"{ONE_WORKSPACE}/restore", "restore",
          "Bring an archived workspace back and start what ran", workspace.WorkspaceDetail, policy="workspace.archive"),
    Route("workspaces", "DELETE", FOREVER, "delete", "Delete an archived workspace with all data, for good",
          workspace.Deleting, policy="workspace.delete", body=workspace.WorkspaceDeletion),
    Route("workspaces", "GET", SETTINGS, "get", "Settings, plan and use", workspace.Settings, policy="workspace.view"),
    Route("workspaces", "PATCH", SETTINGS, "update", "Change settings, or what I am mailed about", workspace.Settings,
          policy="workspace.view", body=workspace.SettingsUpdate),
    Route("workspaces", "GET", EXPORT, "export", "The workspace as a document without secrets",
          policy="workspace.export", bare=True),
    Route("workspaces", "POST", IMPORT, "import", "Make a workspace of such a document, all of it or nothing",
          document.Imported, body=document.Document, query=document.ImportQuery, creates=WORKSPACE,
          told_by="_imported_to_api"),
    Route("workspaces", "GET", WORKSPACE_TEMPLATES, "list", "What a workspace can be made of",
          workspace.WorkspaceTemplate, many=True, query=workspace.WorkspaceTemplateQuery),
    Route("members", "GET", MEMBERS, "list", "Members of a workspace", workspace.Member, many=True,
          policy="member.view", scope="workspace:read", query=workspace.MemberQuery),
    Route("members", "PATCH", ONE_MEMBER, "update_role", "Change a member's role", team.MemberChanged,
          policy="member.manage", body=workspace.MemberUpdate),
    Route("members", "DELETE", ONE_MEMBER, "remove", "Remove a member", team.MemberGone, policy="member.manage"),
)

TEAM_ROUTES = (
    Route("members", "POST", MEMBERS, "invite", "Invite people by mail", team.InviteResult, many=True,
          policy="member.invite", body=team.Invite),
    Route("members", "POST", f"{MEMBERS}/batch", "batch", "Change or remove several members: all or none",
          team.BatchResult, policy="member.manage", body=team.Batch),
    Route("members", "POST", f"{ONE_WORKSPACE}/leave", "leave", "Leave a workspace", team.MemberGone,
          policy="workspace.leave"),
    Route("invitations", "GET", INVITATIONS, "list", "Invitations of a workspace", team.Invitation, many=True,
          policy="member.invite", query=team.InvitationQuery),
    Route("invitations", "PATCH", ONE_INVITATION, "update_role", "Change the role of a pending invitation",
          team.Invitation, policy="member.invite", body=team.InvitationUpdate),
    Route("invitations", "DELETE", ONE_INVITATION, "cancel", "Cancel a pending invitation", team.Invitation,
          policy="member.invite"),
    Route("invitations", "POST", f"{ONE_INVITATION}/resend", "resend", "Send a new link; the old one dies",
          team.Invitation, policy="member.invite"),
    Route("invitations", "GET", LINK, "get", "What a link invites to", team.InvitationByLink, auth="paas_link"),
    Route("invitations", "POST", f"{LINK}/accept", "accept", "Become a member", team.Joined),
    Route("invitations", "POST", f"{LINK}/decline", "decline", "Decline", team.InvitationByLink, auth="paas_link"),
    Route("ownership", "GET", OWNERSHIP, "get", "The offer that is open, if any", team.OpenTransfer,
          policy="member.view"),
    Route("ownership", "POST", OWNERSHIP, "offer", "Offer the workspace to a member", team.Transfer, status=201,
          policy="workspace.transfer", body=team.TransferOffer, creates=TRANSFER),
    Route("ownership", "DELETE", OWNERSHIP, "withdraw", "Withdraw the offer", team.Transfer,
          policy="workspace.transfer"),
    Route("ownership", "POST", f"{OWNERSHIP}/accept", "accept", "Become the owner; for the one who was asked",
          team.Transfer, policy="member.view"),
    Route("ownership", "POST", f"{OWNERSHIP}/decline", "decline", "Decline; for the one who was asked",
          team.Transfer, policy="member.view"),
)

ACTIVITY_ROUTES = (
    Route("activity", "GET", ACTIVITY, "list", "What happened in a workspace, newest first", activity.Activity,
          many=True, policy="activity.view", scope="workspace:read", query=activity.ActivityQuery),
    Route("activity", "GET", ACTIVITY_EXPORT, "export", "The same as a CSV file", policy="activity.export",
          query=activity.ActivityFilter, bare=True),
)

MARKETPLACE_ROUTES = (
    Route("marketplace", "GET", TEMPLATES, "list", "Applications to choose from", marketplace.Template,
          many=True, scope="service:read", query=marketplace.TemplateQuery),
    Route("marketplace", "GET", f"{TEMPLATES}/<int:template_id>", "get", "One application and its form",
          marketplace.TemplateDetail, scope="service:read"),
    Route("marketplace", "GET", "/api/cloud/categories", "list", "Categories of applications",
          marketplace.Category, many=True, scope="service:read", query=marketplace.CategoryQuery),
    Route("marketplace", "GET", "/api/subdomains/<string:name>/availability", "get",
          "Whether a subdomain is free", marketplace.Availability),
)

SERVICE_ROUTES = (
    Route("services", "GET", SERVICES, "list", "Services of a workspace", service.Service, many=True,
          policy="service.view", scope="service:read", query=service.ServiceQuery),
    Route("services", "POST", SERVICES, "create", "Launch an application", service.ServiceDetail, status=201,
          policy="service.launch", scope="service:write", body=service.ServiceLaunch, creates=SERVICE),
    Route("services", "POST", f"{SERVICES}/preview", "preview", "What a launch would do", service.Preview,
          policy="service.preview", scope="service:read", body=service.ServiceLaunch),
    Route("services", "GET", ONE_SERVICE, "get", "One service", service.ServiceDetail,
          policy="service.view", scope="service:read"),
    Route("services", "PATCH", ONE_SERVICE, "update", "Change name or values", service.ServiceDetail,
          policy="service.change", scope="service:write", body=service.ServiceUpdate, versioned=True),
    Route("services", "DELETE", ONE_SERVICE, "delete", "Delete a service", service.ServiceDetail,
          policy="service.delete", scope="service:write", query=service.ServiceDelete, versioned=True),
    *(
        Route("services", "POST", f"{ONE_SERVICE}/{action}", action, summary, service.ServiceDetail,
              policy=f"service.{action}", scope="service:write", versioned=True)
        for action, summary in (
            ("start", "Start a stopped service"),
            ("stop", "Stop a service; its data stay"),
            ("restart", "Restart a service"),
            ("retry", "Try a failed service again"),
        )
    ),
    Route("services", "POST", f"{ONE_SERVICE}/rollback", "rollback", "Go back to an earlier generation",
          service.ServiceDetail, policy="service.rollback", scope="service:write",
          body=service.ServiceRollback, versioned=True),
    Route("services", "POST", f"{ONE_SERVICE}/upgrade", "upgrade", "Go to a newer version",
          service.ServiceDetail, policy="service.upgrade", scope="service:write", body=service.ServiceUpgrade,
          versioned=True),
    Route("services", "POST", f"{ONE_SERVICE}/preview", "preview", "What an act on it would do", service.Preview,
          policy="service.preview", scope="service:read", body=service.PreviewAsked),
    Route("services", "GET", f"{ONE_SERVICE}/versions", "list", "Versions that are offered, newest first",
          service.Version, many=True, policy="service.view", scope="service:read"),
    Route("services", "POST", f"{ONE_SERVICE}/domain", "domain", "Change the subdomain",
          service.ServiceDetail, policy="service.domain", scope="service:write",
          body=service.ServiceDomain, versioned=True),
    Route("services", "PUT", CUSTOM_DOMAIN, "set", "Claim a domain; it is proved by a TXT record",
          service.ServiceDetail, policy="service.domain", scope="service:write",
          body=service.CustomDomainClaim, versioned=True),
    Route("services", "POST", f"{CUSTOM_DOMAIN}/verify", "verify", "Look the TXT record up now",
          service.ServiceDetail, policy="service.domain", scope="service:write", versioned=True),
    Route("services", "DELETE", CUSTOM_DOMAIN, "remove", "Give the domain up", service.ServiceDetail,
          policy="service.domain", scope="service:write", versioned=True),
    Route("services", "POST", f"{ONE_SERVICE}/relaunch", "relaunch", "Launch a deleted service on its kept volumes",
          service.ServiceDetail, policy="service.relaunch", scope="service:write",
          body=service.ServiceRelaunch, versioned=True),
    Route("services", "POST", f"{ONE_SERVICE}/discard", "discard", "Remove the kept volumes of a deleted service",
          service.ServiceDetail, policy="service.discard", scope="service:write", versioned=True),
    Route("services", "GET", f"{ONE_SERVICE}/revisions", "list", "What was asked for, newest first",
          service.Revision, many=True, policy="service.view", scope="service:read",
          query=base.Page),
    Route("services", "GET", f"{ONE_SERVICE}/revisions/<int:generation>/diff", "get",
          "What differs between two generations", service.RevisionDiff, policy="service.view", scope="service:read",
          query=service.DiffQuery),
    Route("services", "POST", f"{ONE_SERVICE}/secrets/<string:key>/reveal", "reveal",
          "Show a secret; this is recorded", service.Secret, policy="secret.reveal", remote=True),
    Route("services", "GET", f"{ONE_SERVICE}/resources", "get", "The tree of its objects in the cluster",
          cluster.ResourceTree, policy="service.view", scope="service:read", remote=True),
    Route("services", "GET", f"{ONE_SERVICE}/events", "get", "What the cluster tells about its objects",
          cluster.EventList, policy="service.view", scope="service:read", remote=True),
    Route("services", "GET", f"{ONE_SERVICE}/logs", "get", "What one of its containers writes, by cursor",
          cluster.Logs, policy="service.logs", scope="service:read", query=cluster.LogQuery, remote=True),
    Route("services", "GET", f"{ONE_SERVICE}/metrics", "get", "CPU, memory and restarts, now and lately",
          cluster.Metrics, policy="service.view", scope="service:read", remote=True),
)

PLATFORM_ROUTES = (
    Route("platform", "POST", "/api/operator/events", "notify", "Events of the operator", status=204,
          auth="paas_operator", body=operator.EventBatch),
    Route("platform", "GET", "/api/openapi.json", "get", "This description", auth="public", bare=True),
    Route("platform", "GET", "/api/docs", "get", "This description, to be read", auth="public", bare=True),
)

ROUTES = (
    *CALLER_ROUTES, *WORKSPACE_ROUTES, *TEAM_ROUTES, *ACTIVITY_ROUTES, *MARKETPLACE_ROUTES, *SERVICE_ROUTES,
    *PLATFORM_ROUTES,
)
_BY_VERB = {(route.verb, route.rule): route for route in ROUTES}


def route_of(verb, rule):
    """The table's entry for a verb on a rule; KeyError if there is none."""
    return _BY_VERB[verb, rule]
