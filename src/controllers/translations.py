"""The terms that the application's page needs, in one language."""

import hashlib
import json

from odoo.tools.json import json_default

OWN = "woow_paas_platform"
# What the parts of Odoo's core in our bundle say to a person.
WEB_TERMS = frozenset((
    "Alert", "Cancel", "Close", "Confirmation", "Copied", "Ok", "Loading...", "Still loading...",
    "Please be patient.", "Bytes|Kb|Mb|Gb|Tb|Pb|Eb|Zb|Yb", "kMGTPE", "less than a minute ago",
    "about a minute ago", "%d minutes ago", "about an hour ago", "%d hours ago", "a day ago", "%d days ago",
    "about a month ago", "%d months ago", "about a year ago", "%d years ago",
))


def web_translations(env, lang):
    """What the web framework's localization service expects, for the installed language ``lang``.

    All of our own terms and those of ``WEB_TERMS``, with the ``hash`` that names this state of them.
    """
    # Odoo 19 made the method private.
    http = env["ir.http"]
    read = getattr(http, "_get_translations_for_webclient", None) or http.get_translations_for_webclient
    modules, parameters = read([OWN, "web"], lang)
    web = [term for term in modules["web"]["messages"] if term["id"] in WEB_TERMS]
    document = {
        "lang": lang,
        "lang_parameters": parameters,
        "modules": {OWN: modules[OWN], "web": {**modules["web"], "messages": web}},
        "multi_lang": len(env["res.lang"].get_installed()) > 1,
    }
    return {**document, "hash": _digest(document)}


def _digest(document):
    return hashlib.sha256(json.dumps(document, sort_keys=True, default=json_default).encode()).hexdigest()
