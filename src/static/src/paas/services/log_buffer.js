// eslint-disable-next-line no-control-regex
const ESCAPES = /\u001b\[[0-9;?]*[A-Za-z]/g;

/** The newest lines of a log, at most `limit` of them: a page that is left open never grows. */
export class LogBuffer {
    constructor(limit = 3000) {
        this.limit = limit;
        this.lines = [];
        this.dropped = 0;
        this.next = 0;
    }

    /** @param {{at: string, text: string}[]} lines in the order they were written */
    add(lines) {
        for (const { at, text } of lines) {
            this.lines.push({ id: this.next++, at, text: text.replace(ESCAPES, "") });
        }
        const excess = this.lines.length - this.limit;
        if (excess > 0) {
            this.lines.splice(0, excess);
            this.dropped += excess;
        }
    }

    clear() {
        this.lines = [];
        this.dropped = 0;
    }

    /** The whole as a file has it. */
    toText() {
        return this.lines.map(({ at, text }) => `${at} ${text}\n`).join("");
    }
}

/** `text` in pieces `{text, hit}`, those that hold `words` apart from the rest; capitals do not matter. */
export function highlight(text, words) {
    if (!words) {
        return [{ text, hit: false }];
    }
    const pieces = [];
    const [where, wanted] = [text.toLowerCase(), words.toLowerCase()];
    let from = 0;
    for (let at = where.indexOf(wanted); at >= 0; at = where.indexOf(wanted, from)) {
        pieces.push({ text: text.slice(from, at), hit: false }, { text: text.slice(at, at + words.length), hit: true });
        from = at + words.length;
    }
    pieces.push({ text: text.slice(from), hit: false });
    return pieces.filter((piece) => piece.text);
}
