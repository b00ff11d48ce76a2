import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { Reactive } from "@web/core/utils/reactive";

const LIMIT = 200;
const ORDER = ["owner", "admin", "user", "guest"];
const PIECE = /(?:"[^"\n]*"|[^",;\n])+/g;

/** The addresses in a pasted text: between commas, semicolons, new lines, or spaces where each word is one. */
export function readAddresses(text) {
    const pieces = (text.match(PIECE) || []).map((piece) => piece.trim()).filter(Boolean);
    return pieces.flatMap((piece) => {
        const words = piece.split(/\s+/);
        return !piece.includes("<") && words.every((word) => word.includes("@")) ? words : [piece];
    });
}

/** Why nobody, or not the caller, changes or removes this member; "" when he may. */
export function memberReason(session, workspace, member) {
    const reason = session.whyNot(workspace, "member.manage");
    if (reason) {
        return reason;
    }
    if (member.role === "owner") {
        return _t("The owner stays until the workspace is handed over.");
    }
    return member.user_id === session.me.id ? _t("Nobody changes their own role.") : "";
}

/** Members, invitations and the open offer of ownership, by workspace. */
export class TeamStore extends Reactive {
    constructor(api) {
        super();
        this.api = api;
        this.members = {};
        this.invitations = {};
        this.offers = {};
    }

    path(workspaceId, rest = "") {
        return `/api/workspaces/${workspaceId}${rest}`;
    }

    /** Every row of a list, page by page. */
    async all(path, params = {}) {
        const rows = [];
        let count;
        do {
            const answer = await this.api.list(path, { ...params, limit: LIMIT, offset: rows.length });
            rows.push(...answer.items);
            count = answer.items.length ? answer.count : rows.length;
        } while (rows.length < count);
        return rows;
    }

    /** The most powerful first, each role by name. */
    async loadMembers(workspaceId) {
        const rows = await this.all(this.path(workspaceId, "/members"));
        this.members[workspaceId] = rows.sort((one, other) => ORDER.indexOf(one.role) - ORDER.indexOf(other.role));
    }

    async loadInvitations(workspaceId) {
        const states = ["pending", "expired"].map((state) => this.all(this.path(workspaceId, "/invitations"), { state }));
        this.invitations[workspaceId] = (await Promise.all(states)).flat();
    }

    async loadOffer(workspaceId) {
        const { offer } = await this.api.get(this.path(workspaceId, "/transfer-ownership"));
        this.offers[workspaceId] = offer;
    }

    /** @returns {Promise<Object[]>} `{email, status, message, link}` of each address */
    async invite(workspaceId, emails, role) {
        const results = await this.api.post(this.path(workspaceId, "/members"), { emails, role });
        await this.loadInvitations(workspaceId);
        return results;
    }

    /** All or none. @returns {Promise<{applied: boolean, results: Object[]}>} */
    async change(workspaceId, ids, operation, role) {
        const body = { ids, operation, ...(role ? { role } : {}) };
        const answer = await this.api.post(this.path(workspaceId, "/members/batch"), body);
        await this.loadMembers(workspaceId);
        return answer;
    }

    /** Addresses that were invited by somebody and have not answered: these invitations end when the sender goes. */
    invitedBy(workspaceId, userId) {
        const sent = (this.invitations[workspaceId] || []).filter(({ invited_by_id: by }) => by === userId);
        return sent.map(({ email }) => email);
    }

    /** @returns {Promise<string[]>} addresses whose invitations ended with it */
    async changeRole(workspaceId, member, role) {
        return this.toldOf(workspaceId, await this.api.patch(this.path(workspaceId, `/members/${member.id}`), { role }));
    }

    /** @returns {Promise<string[]>} addresses whose invitations ended with it */
    async remove(workspaceId, member) {
        return this.toldOf(workspaceId, await this.api.remove(this.path(workspaceId, `/members/${member.id}`)));
    }

    async toldOf(workspaceId, { cancelled_invitations: ended }) {
        await Promise.all([this.loadMembers(workspaceId), ended.length && this.loadInvitations(workspaceId)]);
        return ended;
    }

    leave(workspaceId) {
        return this.api.post(this.path(workspaceId, "/leave"));
    }

    invitationPath(invitation, rest = "") {
        return this.path(invitation.workspace_id, `/invitations/${invitation.id}${rest}`);
    }

    async changeInvitation(invitation, role) {
        await this.api.patch(this.invitationPath(invitation), { role });
        await this.loadInvitations(invitation.workspace_id);
    }

    async cancelInvitation(invitation) {
        await this.api.remove(this.invitationPath(invitation));
        await this.loadInvitations(invitation.workspace_id);
    }

    /** @returns {Promise<string|null>} the new link, only where the platform sends no mail */
    async resend(invitation) {
        const { link } = await this.api.post(this.invitationPath(invitation, "/resend"));
        await this.loadInvitations(invitation.workspace_id);
        return link;
    }

    async offer(workspaceId, memberId) {
        const path = this.path(workspaceId, "/transfer-ownership");
        this.offers[workspaceId] = await this.api.post(path, { member_id: memberId });
    }

    async withdraw(workspaceId) {
        await this.api.remove(this.path(workspaceId, "/transfer-ownership"));
        this.offers[workspaceId] = null;
    }

    /** @param {"accept"|"decline"} word */
    async answer(workspaceId, word) {
        await this.api.post(this.path(workspaceId, `/transfer-ownership/${word}`));
        this.offers[workspaceId] = null;
    }
}

registry.category("services").add("woow_team", {
    dependencies: ["woow_api"],
    start: (_env, { woow_api }) => new TeamStore(woow_api),
});
