import { Reactive } from "@web/core/utils/reactive";
import { markRaw } from "@odoo/owl";
import { LogBuffer } from "../../../services/log_buffer";

const LIMIT = 500;

/** Follows the log of one container: what came so far, from where to go on, and which others there are. */
export class LogReader extends Reactive {
    /** @param {(params: Object) => Promise<Object>} ask a page of the log */
    constructor(ask) {
        super();
        this.ask = ask;
        this.buffer = markRaw(new LogBuffer());
        Object.assign(this, { pods: [], pod: "", container: "", cursor: "", count: 0, error: "", isRead: false });
    }

    /**
     * Reads on from where it is; what went wrong stands in `error` until it works again. What comes when it `isWanted`
     * no more is left for the next time.
     */
    async read(isWanted = () => true) {
        const { pod, container } = this;
        try {
            const page = await this.ask({ pod, container, since: this.cursor, limit: LIMIT });
            if (isWanted() && pod === this.pod && container === this.container) {
                this.take(page);
            }
        } catch (error) {
            this.lose(error);
        }
    }

    take(page) {
        const moved = this.pod && this.pod !== page.pod;
        Object.assign(this, { pods: page.pods || [], pod: page.pod || "", container: page.container || "", error: "", isRead: true });
        this.buffer.add(page.lines);
        this.cursor = page.cursor || (moved ? "" : this.cursor);
        this.count = this.buffer.next;
    }

    /** A pod that is gone: the next look is at whichever there is now. */
    lose(error) {
        this.isRead = true;
        if (error.status === 404 && this.pod) {
            Object.assign(this, { pod: "", container: "", cursor: "" });
        } else {
            this.error = error.message;
        }
    }

    choose(pod, container) {
        this.buffer.clear();
        Object.assign(this, { pod, container, cursor: "", error: "", isRead: false, count: this.buffer.next });
        return this.read();
    }

    clear() {
        this.buffer.clear();
        this.count++;
    }

    /** `{pod, container, ready}` of each container that can be read. */
    get sources() {
        return this.pods.flatMap(({ name, containers, ready }) => containers.map((container) => ({ pod: name, container, ready })));
    }
}
