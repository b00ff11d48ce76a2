"""Where each field of the forms of our own charts arrives, read back as the program there reads it."""

import html
import json
import re
from collections.abc import Callable


class Rendered:
    """The objects of one release by kind."""

    def __init__(self, objects: list[dict]) -> None:
        self.kinds = {obj["kind"]: obj for obj in objects}
        workload = self.kinds.get("Deployment") or self.kinds["StatefulSet"]
        self.container = workload["spec"]["template"]["spec"]["containers"][0]
        self.claims = workload["spec"].get("volumeClaimTemplates") or [self.kinds["PersistentVolumeClaim"]]

    def secret(self, entry: str) -> str:
        return self.kinds["Secret"]["stringData"][entry]

    def file(self, name: str) -> str:
        return self.kinds["ConfigMap"]["data"].get(name, "")

    def json(self, name: str, *path: str) -> object:
        found = json.loads(self.file(name))
        for step in path:
            found = found[step]
        return found

    def option(self, name: str, word: str) -> str:
        """The one line of a configuration that begins with `word`."""
        [found] = re.findall(rf"^ *{word} (.*)$", self.file(name), re.MULTILINE)
        return found

    def variable(self, name: str) -> str:
        """An environment variable after Kubernetes has put others into it."""
        variables = {entry["name"]: entry.get("value", "from a secret") for entry in self.container["env"]}
        return expanded(variables.get(name, ""), variables)

    def argument(self, name: str) -> str:
        [found] = [word.partition("=")[2] for word in self.container["args"] if word.startswith(f"{name}=")]
        return expanded(found, {})

    def memory(self) -> str:
        return self.container["resources"]["limits"]["memory"]

    def storage(self) -> str:
        return self.claims[0]["spec"]["resources"]["requests"]["storage"]


def expanded(text: str, variables: dict[str, str]) -> str:
    """`$(NAME)` and `$$` as Kubernetes documents them for `env`, `command` and `args`."""
    return re.sub(
        r"\$(\$|\(([^)]*)\))", lambda found: "$" if found[1] == "$" else variables.get(found[2], found[0]), text
    )


def paragraphs(page: str) -> list[str]:
    body = page.partition("</h1>")[2].partition("</main>")[0]
    return [html.unescape(found.replace("<br>", "\n")) for found in re.findall(r"<p>(.*?)</p>", body, re.DOTALL)]


def _same(value: object) -> object:
    return value


def _number(value: object) -> str:
    return str(value)


def _paragraphs(text: str) -> list[str]:
    parts = re.split(r"\n\s*\n", text.replace("\r", ""))
    return [part.strip(GO_SPACES) for part in parts if part.strip(GO_SPACES)]


GO_SPACES = " \t\n\v\f\r\x85\u00a0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
Reads = Callable[[Rendered], object]


def secret(entry: str) -> tuple[Reads, Callable]:
    return (lambda r: r.secret(entry), _same)


def variable(name: str, written: Callable = _same) -> tuple[Reads, Callable]:
    return (lambda r: r.variable(name), written)


def option(name: str, word: str, written: Callable = _number) -> tuple[Reads, Callable]:
    return (lambda r: r.option(name, word), written)


def chosen(name: str, *path: str, written: Callable = _same) -> tuple[Reads, Callable]:
    return (lambda r: r.json(name, *path), written)


def datum(name: str) -> tuple[Reads, Callable]:
    return (lambda r: r.file(name), _same)


def page(found: str) -> Reads:
    return lambda r: html.unescape(re.search(found, r.file("index.html"), re.DOTALL)[1])


def memory(small: int, medium: int, large: int) -> dict:
    written = {"small": f"{small}Mi", "medium": f"{medium}Mi", "large": f"{large}Mi"}
    return {"resources.preset": (lambda r: r.memory(), written.get), "persistence.size": (lambda r: r.storage(), _same)}


# What of a chart holds the field, and how the value is written there.
ARRIVALS: dict[str, dict[str, tuple[Reads, Callable]]] = {
    "anythingllm": {
        **memory(2048, 3072, 4096),
        **{
            f"auth.{key}": secret(entry)
            for key, entry in {
                "token": "AUTH_TOKEN",
                "jwtSecret": "JWT_SECRET",
                "sigKey": "SIG_KEY",
                "sigSalt": "SIG_SALT",
            }.items()
        },
        "llm.provider": datum("LLM_PROVIDER"),
        "llm.baseUrl": datum("GENERIC_OPEN_AI_BASE_PATH"),
        "llm.model": datum("GENERIC_OPEN_AI_MODEL_PREF"),
        "llm.apiKey": secret("GENERIC_OPEN_AI_API_KEY"),
    },
    "home-assistant": {**memory(512, 1024, 2048), "timezone": variable("TZ")},
    "mosquitto": {
        **memory(64, 128, 256),
        "auth.username": secret("username"),
        "auth.password": (
            lambda r: (r.secret("password"), r.secret("users").partition(":")[2]),
            lambda word: (word, f"{word}\n"),
        ),
        "configuration.maxMessageKb": option("mosquitto.conf", "max_packet_size", lambda kb: str(kb * 1024)),
        "configuration.maxQueuedMessages": option("mosquitto.conf", "max_queued_messages"),
        "configuration.forgetClientsAfterDays": option("mosquitto.conf", "persistent_client_expiration", "{}d".format),
        "configuration.logMessages": option("mosquitto.conf", "connection_messages", json.dumps),
    },
    "node-red": {
        **memory(256, 512, 1024),
        "admin.username": chosen("settings.json", "username"),
        "admin.password": secret("admin-password"),
        "editor.title": chosen("settings.json", "title"),
        "editor.palette": chosen("settings.json", "palette"),
        "flows.secret": secret("flows-secret"),
        "flows.timezone": variable("TZ"),
        "mqtt.host": variable("MQTT_HOST"),
        "mqtt.port": variable("MQTT_PORT", _number),
        "mqtt.username": variable("MQTT_USERNAME"),
        "mqtt.password": secret("mqtt-password"),
        "database.host": variable("PGHOST"),
        "database.port": variable("PGPORT", _number),
        "database.name": variable("PGDATABASE"),
        "database.username": variable("PGUSER"),
        "database.password": secret("database-password"),
    },
    "odoo": {
        **memory(768, 1536, 3072),
        **{
            f"database.{key}": chosen("chosen.json", "options", f"db_{name}")
            for key, name in {"host": "host", "username": "user", "name": "name"}.items()
        },
        "database.port": chosen("chosen.json", "options", "db_port", written=_number),
        "database.password": secret("database-password"),
        "admin.password": secret("admin-password"),
        "master.password": secret("master-password"),
        "setup.apps": chosen("chosen.json", "apps"),
        "setup.language": chosen("chosen.json", "language"),
        "workers": chosen("chosen.json", "options", "workers", written=_number),
    },
    "postgresql": {
        **memory(256, 512, 1024),
        "auth.database": variable("POSTGRES_DB"),
        "auth.username": variable("POSTGRES_USER"),
        "auth.password": secret("password"),
        "configuration.maxConnections": (lambda r: r.argument("max_connections"), _number),
        "configuration.sharedBuffers": (
            lambda r: r.argument("shared_buffers"),
            lambda size: size.replace("auto", "256MB"),
        ),
        "configuration.timezone": (lambda r: r.argument("timezone"), _same),
    },
    "valkey": {
        **memory(128, 512, 1024),
        "auth.password": (
            lambda r: (r.secret("password"), r.secret("auth.conf")),
            lambda word: (word, f'requirepass "{word}"\n'),
        ),
        "configuration.maxmemoryPolicy": option("valkey.conf", "maxmemory-policy"),
        "configuration.appendfsync": option("valkey.conf", "appendfsync"),
    },
    "website": {
        **memory(64, 128, 256),
        "site.title": (page(r"<title>(.*)</title>"), _same),
        "site.text": (lambda r: paragraphs(r.file("index.html")), _paragraphs),
        "site.themeColor": (page(r'name="theme-color" content="(.*?)"'), _same),
        "upload.username": secret("username"),
        "upload.password": (
            lambda r: (r.secret("password"), r.secret("htpasswd").partition(":{PLAIN}")[2]),
            lambda word: (word, word),
        ),
        "upload.maxSizeMb": option("nginx.conf", "client_max_body_size", "{}m;".format),
        "upload.listFolders": option("nginx.conf", "autoindex", lambda on: "on;" if on else "off;"),
    },
}
