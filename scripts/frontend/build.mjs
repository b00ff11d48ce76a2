// Copies the fonts and assembles the icons that the addon serves, with their licences beside them.
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, "node_modules");
const target = join(here, "../../src/static/src/paas/lib");
const FONTS = { manrope: ["latin", "latin-ext"], outfit: ["latin", "latin-ext"] };

function copyFonts() {
    const folder = join(target, "fonts");
    mkdirSync(folder, { recursive: true });
    for (const [font, subsets] of Object.entries(FONTS)) {
        const source = join(modules, "@fontsource-variable", font);
        for (const subset of subsets) {
            const name = `${font}-${subset}-wght-normal.woff2`;
            copyFileSync(join(source, "files", name), join(folder, name));
        }
        copyFileSync(join(source, "LICENSE"), join(folder, `LICENSE-${font}.txt`));
    }
}

function pathOf(name) {
    const file = join(modules, "@material-symbols/svg-400/rounded", `${name}.svg`);
    if (!existsSync(file)) {
        throw new Error(`Material Symbols has no icon called "${name}"`);
    }
    return readFileSync(file, "utf8").match(/ d="([^"]+)"/)[1];
}

function assembleIcons() {
    const folder = join(target, "icons");
    mkdirSync(folder, { recursive: true });
    const names = JSON.parse(readFileSync(join(here, "icons.json"), "utf8")).sort();
    const lines = names.map((name) => `    ${name}: "${pathOf(name)}",`);
    const head = "// Material Symbols (rounded, weight 400), Apache-2.0. Written by scripts/frontend/build.mjs.";
    writeFileSync(join(folder, "icons.js"), [head, "export const ICONS = {", ...lines, "};", ""].join("\n"));
    copyFileSync(join(modules, "@material-symbols/svg-400/LICENSE"), join(folder, "LICENSE.txt"));
}

copyFonts();
assembleIcons();
