import { createRequire } from "node:module";

// ESLint is installed in a cache folder, which NODE_PATH names.
const require = createRequire(import.meta.url);
const js = require("@eslint/js");
const globals = require("globals");

export default [
    { ignores: ["**/lib/**"] },
    js.configs.recommended,
    {
        languageOptions: {
            ecmaVersion: 2022,
            sourceType: "module",
            globals: { ...globals.browser, odoo: "readonly", luxon: "readonly" },
        },
        rules: {
            eqeqeq: "error",
            "no-console": ["error", { allow: ["error"] }],
            "no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
            "no-var": "error",
            "prefer-const": "error",
            "no-alert": "error",
            "no-eval": "error",
            "no-implied-eval": "error",
        },
    },
];
