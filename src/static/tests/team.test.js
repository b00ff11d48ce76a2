import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { patchTranslations } from "@web/../tests/web_test_helpers";
import { apiService } from "@woow_paas_platform/paas/core/api";
import { linkHere, workspaceLinks } from "@woow_paas_platform/paas/core/workspace_links";
import { memberReason, readAddresses, TeamStore } from "@woow_paas_platform/paas/services/team_store";
import { SessionStore } from "@woow_paas_platform/paas/services/session_store";
import { CONFIG, mockApi, ok } from "./helpers/woow_test_helpers";

describe.current.tags("headless");

beforeEach(() => patchTranslations());

test("a pasted list is read, however it is separated", () => {
    expect(readAddresses("ann@example.com, bob@example.com;\n\ncarl@example.com dora@example.com")).toEqual([
        "ann@example.com",
        "bob@example.com",
        "carl@example.com",
        "dora@example.com",
    ]);
    expect(readAddresses('"Doe, Jane" <jane@example.com>\nnot an address')).toEqual([
        '"Doe, Jane" <jane@example.com>',
        "not an address",
    ]);
    expect(readAddresses(" ,; \n")).toEqual([]);
});

test("who may not be changed is told with the reason", () => {
    const session = new SessionStore(apiService.start());
    session.config = { ...CONFIG, policy: { "member.manage": ["owner", "admin"] } };
    session.me = { id: 5 };
    const admin = { role: "admin", permissions: ["member.manage"] };
    expect(memberReason(session, admin, { user_id: 9, role: "guest" })).toBe("");
    expect(memberReason(session, admin, { user_id: 5, role: "admin" })).toBe("Nobody changes their own role.");
    expect(memberReason(session, admin, { user_id: 1, role: "owner" })).toBe("The owner stays until the workspace is handed over.");
    const guest = { role: "guest", permissions: [] };
    expect(memberReason(session, guest, { user_id: 9, role: "guest" })).toBe("This takes the role Owner or Admin; yours here is Guest.");
});

test("members come page by page, the most powerful first", async () => {
    const pages = [
        [{ id: 1, role: "guest" }, { id: 2, role: "owner" }],
        [{ id: 3, role: "admin" }],
    ];
    mockApi({
        "GET /api/workspaces/3/members": ({ url }) => {
            const offset = Number(new URLSearchParams(url.split("?")[1]).get("offset"));
            expect.step(offset);
            return { status: 200, body: { success: true, data: pages[offset ? 1 : 0], count: 3 } };
        },
    });
    const team = new TeamStore(apiService.start());
    await team.loadMembers(3);
    expect(team.members[3].map(({ id }) => id)).toEqual([2, 3, 1]);
    expect.verifySteps([0, 2]);
});

test("a list that shrinks while it is read comes to an end", async () => {
    mockApi({ "GET /api/workspaces/3/members": () => ({ status: 200, body: { success: true, data: [], count: 7 } }) });
    const team = new TeamStore(apiService.start());
    await team.loadMembers(3);
    expect(team.members[3]).toEqual([]);
});

test("invitations that are open and those that expired are shown together", async () => {
    mockApi({
        "GET /api/workspaces/3/invitations": ({ url }) => ok([{ id: url.includes("expired") ? 2 : 1 }]),
    });
    const team = new TeamStore(apiService.start());
    await team.loadInvitations(3);
    expect(team.invitations[3].map(({ id }) => id)).toEqual([1, 2]);
});

test("several members are changed in one call, and its answer is handed on", async () => {
    const answer = { applied: false, results: [{ id: 1, status: "refused", message: "The owner stays." }] };
    mockApi({
        "POST /api/workspaces/3/members/batch": ({ body }) => (expect.step(JSON.stringify(body)), ok(answer)),
        "GET /api/workspaces/3/members": [],
    });
    const team = new TeamStore(apiService.start());
    expect(await team.change(3, [1, 2], "update_role", "guest")).toEqual(answer);
    await team.change(3, [1], "remove");
    expect.verifySteps(['{"ids":[1,2],"operation":"update_role","role":"guest"}', '{"ids":[1],"operation":"remove"}']);
});

test("what ends with a member is told: before by their open invitations, after by the answer", async () => {
    const invitations = [
        { id: 1, email: "a@example.com", invited_by_id: 9 },
        { id: 2, email: "b@example.com", invited_by_id: 5 },
    ];
    mockApi({
        "GET /api/workspaces/3/members": [],
        "GET /api/workspaces/3/invitations": ({ url }) => (expect.step("invitations"), ok(url.includes("expired") ? [] : invitations)),
        "DELETE /api/workspaces/3/members/7": () => ok({ cancelled_invitations: ["a@example.com"] }),
        "PATCH /api/workspaces/3/members/8": () => ok({ id: 8, cancelled_invitations: [] }),
    });
    const team = new TeamStore(apiService.start());
    expect(team.invitedBy(3, 9)).toEqual([]);
    await team.loadInvitations(3);
    expect(team.invitedBy(3, 9)).toEqual(["a@example.com"]);
    expect.verifySteps(["invitations", "invitations"]);
    expect(await team.remove(3, { id: 7 })).toEqual(["a@example.com"]);
    expect.verifySteps(["invitations", "invitations"]);
    expect(await team.changeRole(3, { id: 8 }, "user")).toEqual([]);
    expect.verifySteps([]);
});

test("an archived workspace offers no marketplace; a page below another lights its link", () => {
    const names = (workspace) => workspaceLinks(workspace).map(({ name }) => name);
    expect(names({ id: 1, state: "active" })).toInclude("marketplace");
    expect(names({ id: 1, state: "archived" })).not.toInclude("marketplace");
    const links = workspaceLinks({ id: 1, state: "active" });
    expect(linkHere(links, { name: "team", page: { nav: "workspace" } })).toBe("team");
    expect(linkHere(links, { name: "service", page: { nav: "workspace" } })).toBe("workspace");
    expect(linkHere(links, { name: "not_found", page: null })).toBe(undefined);
});
