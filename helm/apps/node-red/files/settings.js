// Node-RED's settings: what people chose stands in settings.json, what is secret in files of its own.
const { createHash, timingSafeEqual } = require("node:crypto");
const { readFileSync } = require("node:fs");

const chosen = JSON.parse(readFileSync("/etc/node-red-chart/settings.json", "utf8"));
const secret = (name) => readFileSync(`/run/secrets/node-red/${name}`, "utf8");
const digest = (text) => createHash("sha256").update(String(text)).digest();
const account = { username: chosen.username, permissions: "*" };

async function users(username) {
    return username === account.username ? account : null;
}

async function authenticate(username, password) {
    const fits = timingSafeEqual(digest(password), digest(secret("admin-password")));
    return fits ? users(username) : null;
}

module.exports = {
    uiPort: 1880,
    flowFile: "flows.json",
    flowFilePretty: true,
    credentialSecret: secret("flows-secret"),
    adminAuth: { type: "credentials", users, authenticate },
    externalModules: { palette: { allowInstall: chosen.palette } },
    editorTheme: {
        page: { title: chosen.title },
        header: { title: chosen.title },
        projects: { enabled: false },
        tours: false,
    },
    telemetry: { enabled: false, updateNotification: false },
    logging: { console: { level: "info", metrics: false, audit: false } },
};
