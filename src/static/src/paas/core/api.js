import { _t } from "@web/core/l10n/translation";
import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";
import { formatDuration } from "./format";

const TIMEOUT = 15000;
const DOWNLOAD_TIMEOUT = 120000;
const SECOND_TRY = 400;
const FILE_NAME = /filename="?([^";]+)"?/;

/** Triggered on the environment's bus by every answer that says that nobody is signed in. */
export const SIGNED_OUT = "WOOW:SIGNED_OUT";

/**
 * The only error that leaves the door to the server.
 * `status` 0 means that no answer came; `fields` says which inputs were refused and why.
 */
export class ApiError extends Error {
    constructor({ status = 0, code = "unknown", message, fields = {} }) {
        super(message);
        this.name = "ApiError";
        this.status = status;
        this.code = code;
        this.fields = fields || {};
    }

    get isOffline() {
        return this.status === 0;
    }
}

/** 128 random bits as a word; works on plain http too, where `crypto.randomUUID` is missing. */
export function makeKey() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The idempotency key of a form: the same while what it sends is the same, so that trying again is safe. */
export class OnceKey {
    for(body) {
        const text = JSON.stringify(body);
        if (text !== this.text) {
            this.text = text;
            this.key = makeKey();
        }
        return this.key;
    }
}

/** Path with its query; empty values are left out. */
export function withQuery(path, params = {}) {
    const kept = Object.entries(params).filter(([, value]) => value !== undefined && value !== null && value !== "");
    return kept.length ? `${path}?${new URLSearchParams(kept)}` : path;
}

async function answerOf(response) {
    let body = {};
    if (response.headers.get("Content-Type")?.includes("json")) {
        body = await response.json();
    }
    if (response.ok && body.success !== false) {
        return body;
    }
    throw new ApiError({
        status: response.status,
        code: body.code,
        message: messageOf(response, body),
        fields: body.fields,
    });
}

function messageOf(response, { error }) {
    const wait = Number(response.headers.get("Retry-After"));
    if (response.status === 429 && wait) {
        return _t("That was too much at once. Please wait %s, then try again.", formatDuration(wait * 1000));
    }
    return error || _t("The server did not answer as expected (%s). Please try again.", response.status);
}

function unreachable(error) {
    const late = error.name === "AbortError";
    return new ApiError({
        code: late ? "timeout" : "offline",
        message: late
            ? _t("The server took too long to answer. Please try again.")
            : _t("The server cannot be reached. Check your connection and try again."),
    });
}

/**
 * @param {string} method
 * @param {string} path below the site, e.g. `/api/me`
 * @param {{body?: Object, headers?: Object}} [options]
 * @returns {Promise<{data: any, count?: number}>}
 * @throws {ApiError}
 */
export async function apiFetch(method, path, options) {
    return answerOf(await send(method, path, options));
}

async function send(method, path, { body, headers = {}, timeout = TIMEOUT } = {}) {
    const controller = new AbortController();
    const timer = browser.setTimeout(() => controller.abort(), timeout);
    const options = { method, headers: { Accept: "application/json", ...headers }, signal: controller.signal };
    if (method !== "GET") {
        options.headers["Content-Type"] = "application/json";
        options.body = JSON.stringify(body || {});
    }
    try {
        return method === "GET" ? await fetchTwice(path, options) : await browser.fetch(path, options);
    } catch (error) {
        throw unreachable(error);
    } finally {
        browser.clearTimeout(timer);
    }
}

/** Reading is tried once more when the network gave way, as it does when a laptop changes from one to another. */
async function fetchTwice(path, options) {
    try {
        return await browser.fetch(path, options);
    } catch (error) {
        if (error.name === "AbortError" || !browser.navigator.onLine) {
            throw error;
        }
    }
    await new Promise((resolve) => browser.setTimeout(resolve, SECOND_TRY));
    return browser.fetch(path, options);
}

/** Fetches a file and hands it to the browser to save; what is refused comes as an `ApiError`, as everywhere. */
export async function apiDownload(path) {
    const response = await send("GET", path, { headers: { Accept: "*/*" }, timeout: DOWNLOAD_TIMEOUT });
    if (!response.ok) {
        await answerOf(response);
    }
    const [, name] = FILE_NAME.exec(response.headers.get("Content-Disposition") || "") || [];
    saveBlob(name || "download", await response.blob());
}

function saveBlob(name, blob) {
    const url = URL.createObjectURL(blob);
    const link = Object.assign(document.createElement("a"), { href: url, download: name });
    link.click();
    browser.setTimeout(() => URL.revokeObjectURL(url), TIMEOUT);
}

/** Hands a text to the browser to save. */
export function saveText(name, text) {
    saveBlob(name, new Blob([text], { type: "text/plain;charset=utf-8" }));
}

export const apiService = {
    start(env) {
        async function told(answer) {
            try {
                return await answer;
            } catch (error) {
                if (error.status === 401) {
                    env.bus.trigger(SIGNED_OUT);
                }
                throw error;
            }
        }
        const data = async (...args) => (await told(apiFetch(...args))).data;
        return {
            get: (path, params) => data("GET", withQuery(path, params)),
            async list(path, params) {
                const answer = await told(apiFetch("GET", withQuery(path, params)));
                return { items: answer.data, count: answer.count ?? answer.data.length };
            },
            post: (path, body, headers) => data("POST", path, { body, headers }),
            download: (path, params) => told(apiDownload(withQuery(path, params))),
            put: (path, body, headers) => data("PUT", path, { body, headers }),
            patch: (path, body, headers) => data("PATCH", path, { body, headers }),
            remove: (path, params, body) => data("DELETE", withQuery(path, params), { body }),
        };
    },
};

registry.category("services").add("woow_api", apiService);
