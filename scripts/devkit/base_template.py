"""A database with everything the addon builds on, made once and kept in the user's cache.

Installing Odoo's own modules is most of an installation and does not depend on our code, so new
databases are copies of it.
"""

import ast
import shutil
from pathlib import Path

from . import locks, paths
from .instance import fingerprint
from .odoo import Odoo, copy_tree
from .postgres import Server
from .report import Report
from .run import run_logged

LANGUAGES = "en_US,zh_TW"
PREGENERATE = "env['ir.qweb']._pregenerate_assets_bundles(); env.cr.commit()"


def ensure(odoo: Odoo, demo: bool, report: Report) -> str:
    """The name of a database on `odoo.server` to copy; built, or restored from the cache, when missing."""
    packages = (paths.REQUIREMENTS / "odoo.txt").read_text()
    runtime = odoo.runtime
    key = fingerprint(runtime.source.identity, packages, dependencies(), demo, LANGUAGES, PREGENERATE)
    name = f"base-{key}"
    kept = paths.cache_folder() / "databases" / key
    with locks.held(locks.in_cache(name)):
        _ensure(odoo, name, demo, kept, report)
    return name


def _ensure(odoo: Odoo, name: str, demo: bool, kept: Path, report: Report) -> None:
    if not (kept / "complete").exists():
        with report.step(f"Base database of Odoo {odoo.runtime.source.series}"):
            _build(odoo, name, demo, kept)
    elif name not in odoo.server.databases() or not odoo.filestore(name).exists():
        with report.step("Base database from the cache", announce=False):
            _restore(odoo, name, kept)


def copy(odoo: Odoo, template: str, database: str) -> None:
    """Make `database` a copy of `template`, attachments included."""
    odoo.server.create_database(database, template)
    copy_tree(odoo.filestore(template), odoo.filestore(database))


def dependencies() -> list[str]:
    """The modules the addon's manifest depends on."""
    manifest = ast.literal_eval((paths.CHECKOUT / "__manifest__.py").read_text())
    return manifest["depends"]


def _build(odoo: Odoo, name: str, demo: bool, kept: Path) -> None:
    builder = Odoo(odoo.instance, odoo.runtime, odoo.server, name)
    builder.write_config("127.0.0.1", 0, demo)
    odoo.server.drop_database(name)
    shutil.rmtree(builder.filestore(), ignore_errors=True)
    odoo.server.create_database(name)
    builder.run("installing Odoo's modules", "-i", ",".join(dependencies()), f"--load-language={LANGUAGES}")
    builder.shell("generating Odoo's assets", PREGENERATE)
    _keep(builder, name, kept)
    builder.config.unlink()


def _keep(odoo: Odoo, name: str, kept: Path) -> None:
    partial = kept.with_name(f"{kept.name}.{odoo.instance.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    copy_tree(odoo.filestore(), partial / "filestore")
    _client(odoo.server, odoo, "pg_dump", "-Fd", "-Z", "1", "-O", "-x", "-f", partial / "dump", name)
    (partial / "complete").touch()
    shutil.rmtree(kept, ignore_errors=True)
    partial.rename(kept)


def _restore(odoo: Odoo, name: str, kept: Path) -> None:
    odoo.server.drop_database(name)
    odoo.server.create_database(name)
    _client(odoo.server, odoo, "pg_restore", "-j", "2", "-O", "-x", "-d", name, kept / "dump")
    copy_tree(kept / "filestore", odoo.filestore(name))


def _client(server: Server, odoo: Odoo, program: str, *arguments: object) -> None:
    command = [server.program(program), *map(str, arguments)]
    run_logged(command, odoo.instance.log("install"), program, env=server.client_env())
