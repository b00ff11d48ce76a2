import { registry } from "@web/core/registry";
import { Reactive } from "@web/core/utils/reactive";

const TOKENS = "/api/me/tokens";

/** The caller's own access tokens. */
export class AccountStore extends Reactive {
    constructor(api) {
        super();
        this.api = api;
        this.tokens = [];
    }

    async loadTokens() {
        ({ items: this.tokens } = await this.api.list(TOKENS, { limit: 50 }));
    }

    /** The new token with its text, which the server tells only now. */
    async createToken(values, key) {
        const token = await this.api.post(TOKENS, values, { "Idempotency-Key": key });
        await this.loadTokens();
        return token;
    }

    async revokeToken(id) {
        await this.api.remove(`${TOKENS}/${id}`);
        this.tokens = this.tokens.filter((token) => token.id !== id);
    }
}

registry.category("services").add("woow_account", {
    dependencies: ["woow_api"],
    start: (_env, { woow_api }) => new AccountStore(woow_api),
});
