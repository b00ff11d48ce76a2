"""Values that break programs which take text for something else, and what of them a form lets through."""

from devkit.described_form import Form, values

NUMBERS = ["123", "0123", "1e5", "0x1f", "12:30", "2026-01-01", ".inf", "-1", "4036116202117e06", "1.10"]
WORDS = ["true", "null", "~", "yes", "No", "off", "", "=", "{}", "[]"]
YAML = [
    '"',
    "'",
    "#x",
    "a: b",
    "a #b",
    "- x",
    "|",
    ">-",
    "!tag",
    "&a",
    "*a",
    "@x",
    "[x]",
    "{x: y}",
    "?",
    "%",
    "\\",
    "---",
]
PROGRAMS = [
    "{{ x }}",
    "{{.Values}}",
    "$(PATH)",
    "$(TZ)$$(TZ)",
    "$$",
    "$HOME",
    "`id`",
    "$(id)",
    "${PGHOST}",
    "%(x)s",
    "%s%d",
    "\\n",
    "\\x41",
    "a'; DROP TABLE x; --",
    '";a="',
    "<b>&amp;</b>",
    "--user=root",
    "-c",
    "../etc",
    "a/b",
    "a,b=c",
]
SPACES = [" lead", "trail ", "a\tb", "  ", "a  b", "\u00a0x", "\u2028x", "\ufeffx"]
PEOPLE = ["Ünïcödé", "中文", "🙂", "e\u0301", "\u202eabc", "x" * 4000, "long word " * 300]
LINES = [
    "a\nb",
    "a\n\nb\n",
    "\n lead",
    "a\r\nb",
    "  two\n one",
    "- a\n- b: {{ x }}",
    "#x\n#y",
    "a\n  \n b \n",
    "\t\n",
    "|\n>",
]
PASSWORDS = [
    "12345678",
    "01234567",
    "1234567e8",
    "12345e+10",
    "truetrue",
    "~~~~~~~~",
    '""""""""',
    "''''''''",
    "########",
    "a#b#c#d#",
    "{{.Values}}",
    "%%%%%s%d",
    "\\" * 8,
    "\\n\\t\\x41\\0",
    "-starts-with",
    "--user=root",
    "$(HOSTNAME)",
    "$" * 8,
    "$HOME$HOME",
    "`reboot`",
    "';DROP/**/TABLE/**/x;--",
    '"&&id#xx',
    "!tag!tag",
    "&anchor*1",
    "@" * 8,
    "[[]]{{}}",
    "?????;;;",
    "||||>>>>",
    "$6$salt$hash",
    "{SHA}abcdef",
    "<html>&amp;",
    "a=b;c=d#e",
    "0x1f1f1f1f",
    "%(here)s1",
    "x" * 72,
    "!" * 128,
    "pass word",
    "colon:colon",
    "密碼密碼密碼密碼",
    "p\u00e4ssw\u00f6rd",
]
FITTING = [
    "https://u:p@h:8080/a?b=$(PATH)&c=%20#x",
    "http://$$",
    "#1e5e55",
    "#000000",
    "Asia/Taipei",
    "Etc/GMT+8",
    "y",
    "n",
    "_",
    "a.b-c_d",
    "on",
    "inf",
    "nan",
    "user",
    "select",
]
TEXTS = [*FITTING, *NUMBERS, *WORDS, *YAML, *PROGRAMS, *SPACES, *PEOPLE, *LINES, *PASSWORDS]


def say(sentence: str, *arguments: object) -> str:
    return sentence % arguments if arguments else sentence


def offered(spec: dict) -> list:
    """All that is tried in the field of `spec`."""
    if spec["type"] == "boolean":
        return [False, True]
    if spec["type"] == "select":
        return [option["value"] for option in spec["options"]]
    if spec["type"] in ("integer", "number"):
        return [
            spec["min"],
            spec["max"],
            spec.get("default") or spec["min"],
            float(spec["max"]),
            10_000_000,
            -1,
            "5",
            True,
        ]
    longest = spec.get("max") or values.MAX_TEXT
    long_enough = [text * 2 for text in PASSWORDS] if spec.get("min", 0) > 8 else []
    return [*TEXTS, *long_enough, "x" * longest, "x" * (longest + 1)]


def taken(form: Form, key: str) -> tuple[list, dict]:
    """What the form lets through for `key` as it goes on to Helm, and what it says of the rest."""
    spec, through, told = form.by_key[key], [], {}
    for value in offered(spec):
        if sentence := values.problem(spec, value, say):
            told[repr(value)] = sentence
        elif not (spec.get("secret") and value == ""):
            through.append(int(value) if spec["type"] == "integer" else value)
    return through, told
