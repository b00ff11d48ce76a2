"""A first form for a chart: what its values and its schema tell about the fields that people might want.

What is proposed is trimmed by a platform admin; no database here, and no call.
"""

import json
import re

from . import value_specs
from .timezones import UTC
from .values import KEY

OWN_SECRET = re.compile(r"password$|passwd$|passphrase$|token$|(secret|signing|encryption)_?key$", re.IGNORECASE)
OTHERS_SECRET = re.compile(r"secret$|api_?key$|access_?key$|private_?key\w*$|credentials?$", re.IGNORECASE)
NO_SECRET = re.compile(r"existing|^automount|env|vars", re.IGNORECASE)
TECHNICAL = re.compile(
    r"(^|\.)(\w*[iI]mage|images|imagePullSecrets?|pullPolicy|\w*[sS]erviceAccount\w*|rbac|affinity|nodeSelector"
    r"|tolerations|\w*[sS]ecurityContext|\w*[sS]trategy|kind|type|\w*Annotations|\w*Labels|enableServiceLinks|port\w*"
    r"|\w*Probe|pod(Annotations|Labels|DisruptionBudget)|annotations|labels|service|ingress|route|httpRoute|gateway"
    r"|autoscaling|networkPolicy|nameOverride|fullnameOverride|namespaceOverride|strategy|updateStrategy|\w*[mM]onitor"
    r"|metrics|global|lifecycle\w*|extra\w*|common\w*|sidecars?|init\w*|test\w*|volumePermissions|priorityClassName"
    r"|revisionHistoryLimit|storageClass\w*|existing\w*|clusterDomain|replicas?|replicaCount|pdb|hostAliases|dns\w*)(\.|$)")
PARAMETER = re.compile(r"^\s*##\s*@param\s+(\S+)\s+(?:\[[^\]]*\]\s*)?(.+)$", re.MULTILINE)
DEEPEST = 4
FIRST_FORM = 24


def propose(values, text="", schema_text=""):
    """Specs for the scalar values of a chart, each with ``offered``: whether it belongs in a first form.

    ``values`` is its parsed values.yaml, ``text`` that file, ``schema_text`` its values.schema.json.
    """
    schema, helps = _schema(schema_text), dict(PARAMETER.findall(text))
    found, room = [], FIRST_FORM
    for key, value, is_on in _leaves(values):
        spec = _spec(key, value, _below(schema, key), helps.get(key, ""))
        if value_specs.problems_of({"optional": [spec]}, _plainly):
            continue
        offered = bool(is_on and room and not TECHNICAL.search(key))
        room -= offered
        found.append({"spec": spec, "offered": offered})
    return found


def propose_fixed(values):
    """Fixed values that give a service its address, and the key that takes the host name ("" without one)."""
    ingress = values.get("ingress")
    if not isinstance(ingress, dict) or "enabled" not in ingress:
        return {}, ""
    for name in ("host", "hostname"):
        if isinstance(ingress.get(name), str):
            return {"ingress": {"enabled": True}}, f"ingress.{name}"
    hosts = ingress.get("hosts")
    if not isinstance(hosts, list) or not hosts:
        return {}, ""
    filled = "{host}"
    if isinstance(hosts[0], dict):
        filled = {**hosts[0], "host": "{host}"}
        if isinstance(filled.get("paths"), list) and filled["paths"] and isinstance(filled["paths"][0], dict):
            filled["paths"] = [{**filled["paths"][0], "path": "/", "pathType": "Prefix"}]
    return {"ingress": {"enabled": True, "hosts": [filled]}}, ""


def sample(specs, for_launch=False):
    """Values by dotted key with which a chart can be rendered: defaults, and stand-ins for what people would enter.

    For a launch without the secrets that the operator makes itself.
    """
    filled = {}
    for name in ("required", "optional"):
        for spec in (specs or {}).get(name) or []:
            is_needed = name == "required" or spec.get("required")
            value = spec.get("default")
            is_made = bool(spec.get("generate"))
            if value is None and (is_needed or is_made) and not (for_launch and is_made):
                value = _stand_in(spec)
            if value is not None:
                filled[spec["key"]] = value
    return filled


def _stand_in(spec):
    if spec["type"] in ("integer", "number"):
        return spec.get("min") or 1
    if spec["type"] == "boolean":
        return False
    if spec["type"] == "select":
        return spec["options"][0]["value"]
    if spec.get("format") == "timezone":
        return UTC
    return "s3cret" * 4 if spec.get("secret") else "sample"


def _leaves(tree, above="", depth=1, is_on=True):
    """Dotted key, value, and whether it is of something that the chart has switched on, of each scalar."""
    for key, value in tree.items():
        path = f"{above}{key}"
        if isinstance(value, dict) and value and depth < DEEPEST and "." not in key:
            yield from _leaves(value, f"{path}.", depth + 1, is_on and value.get("enabled") is not False)
        elif isinstance(value, (str, bool, int, float)) and "." not in key and KEY.fullmatch(path):
            yield path, value, is_on or key == "enabled"


def _schema(text):
    try:
        schema = json.loads(text or "{}")
    except ValueError:
        return {}
    return schema if isinstance(schema, dict) else {}


def _below(schema, key):
    """What a schema says of a dotted key; nothing if it says nothing plain."""
    for part in key.split("."):
        properties = schema.get("properties") if isinstance(schema, dict) else None
        schema = properties.get(part) if isinstance(properties, dict) else None
    return schema if isinstance(schema, dict) else {}


def _spec(key, value, told, described):
    spec = {"key": key, "label": _label(key), "group": _words(key.partition(".")[0]) if "." in key else "General"}
    spec["type"] = _kind(value, told)
    if spec["type"] == "text" and isinstance(told.get("enum"), list) and all(isinstance(v, str) for v in told["enum"]):
        spec["type"], spec["options"] = "select", [{"value": v, "label": _words(v) or v} for v in told["enum"]]
    if spec["type"] == "text" and (secret := _secret(key)):
        spec.update(secret)
    elif value != "":
        spec["default"] = value
    spec.update(_bounds(spec["type"], told))
    help_text = told.get("description") or described
    if isinstance(help_text, str) and help_text.strip():
        spec["help"] = " ".join(help_text.split())[:300]
    return spec


def _secret(key):
    """What makes a spec of this key secret; made by the platform unless it has to come from elsewhere."""
    last = key.removesuffix(".value").rpartition(".")[2]
    if NO_SECRET.search(last) or not (OWN_SECRET.search(last) or OTHERS_SECRET.search(last)):
        return {}
    made = {"generate": {"length": 24}} if OWN_SECRET.search(last) else {}
    return {"type": "password", "secret": True, **made}


def _kind(value, told):
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, (int, float)):
        return "integer" if isinstance(value, int) and told.get("type") != "number" else "number"
    return "text"


def _bounds(kind, told):
    if kind not in ("integer", "number", "text", "password"):
        return {}
    is_number = kind in ("integer", "number")
    names = {"min": "minimum", "max": "maximum"} if is_number else {"min": "minLength", "max": "maxLength"}
    bounds = {name: told[other] for name, other in names.items()
              if isinstance(told.get(other), (int, float)) and not isinstance(told[other], bool)}
    pattern = told.get("pattern")
    if kind in ("text", "password") and isinstance(pattern, str):
        bounds["pattern"] = pattern
    return bounds


def _label(key):
    parts = key.split(".")
    last = _words(parts[-1])
    return last if len(parts) == 1 or len(last) > 8 else f"{_words(parts[-2])}: {last.lower()}"


def _words(name):
    """``maxUploadSize`` as "Max upload size"."""
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|[_-]+", " ", name).strip()
    return apart[:1].upper() + apart[1:].lower() if apart else ""


def _plainly(sentence, *args):
    return sentence % args if args else sentence
