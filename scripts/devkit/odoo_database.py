"""The platform's database: installed, kept up to date with the code, and told its settings."""

import json
from pathlib import Path

from . import base_template, paths
from .digest import digest_of
from .odoo import Odoo
from .report import Report

LEFTOVERS = "leftovers"
SOURCES = ("__manifest__.py", "__init__.py", "src")


def source_digest() -> str:
    """Changes with anything of the addon that Odoo loads."""
    return digest_of(paths.CHECKOUT / name for name in SOURCES)


def ensure(odoo: Odoo, demo: bool, report: Report) -> None:
    """Install the addon where it is missing, update it where its sources changed.

    Of a new database it notes that what an earlier one left in the cluster has to go.
    """
    digest = source_digest()
    if not odoo.installed():
        odoo.instance.set_stamp(LEFTOVERS, "yes")
        _install(odoo, demo, report)
    elif odoo.instance.stamp("addon") != digest:
        with report.step("Updating the addon"):
            odoo.run("updating the addon", "-u", paths.ADDON)
    odoo.instance.set_stamp("addon", digest)


def outdated(odoo: Odoo) -> bool:
    """Whether the addon's sources changed since the database was brought up to date."""
    return odoo.instance.stamp("addon") != source_digest()


def _install(odoo: Odoo, demo: bool, report: Report) -> None:
    if odoo.server.embedded:
        template = base_template.ensure(odoo, demo, report)
        odoo.server.drop_database(odoo.database)
        base_template.copy(odoo, template, odoo.database)
    with report.step("Installing the addon"):
        languages = () if odoo.server.embedded else (f"--load-language={base_template.LANGUAGES}",)
        odoo.run("installing the addon", "-i", paths.ADDON, *languages)


def apply_settings(odoo: Odoo, wanted: dict, report: Report) -> None:
    """Write `wanted` (see `inside_odoo.apply`) into the database, unless that was done already."""
    text = json.dumps(wanted, sort_keys=True)
    if odoo.instance.stamp("settings") == text:
        return
    request: Path = paths.write_private(odoo.instance.run / "settings.json", text)
    with report.step("Settings of the platform", announce=False):
        script = f"from devkit import inside_odoo\ninside_odoo.apply(env, {str(request)!r})\n"
        odoo.shell("writing the settings", script)
    request.unlink()
    odoo.instance.set_stamp("settings", text)
