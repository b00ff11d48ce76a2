"""Prepares the database where it is new or a password changed, then becomes Odoo."""

import configparser
import hashlib
import json
import os
import secrets
import subprocess
import time
from pathlib import Path

import psycopg2

CHART = Path("/etc/odoo-chart")
SECRETS = Path("/run/secrets/odoo")
CONFIG = Path(os.environ["ODOO_RC"])
PATIENCE = 600  # seconds for the database server, which may be starting, too
SETUP, PASSWORD = "woow.setup", "woow.admin_password"
ADMINISTRATOR = """
import os
admin = env.ref("base.user_admin")
admin.write(dict(password=os.environ["ADMIN_PASSWORD"], lang=os.environ["ADMIN_LANGUAGE"] or admin.lang))
env["ir.config_parameter"].set_param("woow.admin_password", os.environ["ADMIN_MARK"])
env.cr.commit()
"""


def secret(name):
    return (SECRETS / name).read_text()


def write_config(options):
    parser = configparser.RawConfigParser()
    parser["options"] = options | {
        "db_password": secret("database-password"),
        "admin_passwd": secret("master-password"),
    }
    with os.fdopen(os.open(CONFIG, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w") as file:
        parser.write(file)


def connect(options, database):
    return psycopg2.connect(
        host=options["db_host"], port=options["db_port"], user=options["db_user"], dbname=database,
        password=secret("database-password"), connect_timeout=5)


def wait_for_server(options):
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            connect(options, "postgres").close()
            return
        except psycopg2.OperationalError as error:
            if time.monotonic() > deadline:
                raise SystemExit(f"The database server did not let us in within ten minutes: {error}") from error
            print(f"Waiting for the database server: {str(error).strip()}")
            time.sleep(2)


def marks(options):
    """What was noted in the database: whether it was set up, and which password was set last."""
    try:
        with connect(options, options["db_name"]) as connection, connection.cursor() as cursor:
            cursor.execute("SELECT to_regclass('ir_config_parameter')")
            if cursor.fetchone()[0] is None:
                return {}
            cursor.execute("SELECT key, value FROM ir_config_parameter WHERE key IN (%s, %s)", (SETUP, PASSWORD))
            return dict(cursor.fetchall())
    except psycopg2.OperationalError:  # the database is not there yet: Odoo makes it
        return {}


def mark_of(password, salt):
    return f"{salt}${hashlib.scrypt(password.encode(), salt=salt.encode(), n=4096, r=8, p=1).hex()}"


def odoo(*arguments, **options):
    subprocess.run(["odoo", *arguments], check=True, **options)


def set_up(options, chosen):
    odoo("--init", chosen["apps"], "--load-language", chosen["language"], "--no-http", "--stop-after-init")
    with connect(options, options["db_name"]) as connection, connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ir_config_parameter (key, value) VALUES (%s, 'done') ON CONFLICT (key) DO NOTHING", (SETUP,))


def set_password(language):
    password = secret("admin-password")
    environment = os.environ | {
        "ADMIN_PASSWORD": password,
        "ADMIN_LANGUAGE": language,
        "ADMIN_MARK": mark_of(password, secrets.token_hex(8)),
    }
    odoo("shell", "--no-http", input=ADMINISTRATOR, text=True, env=environment, stdout=subprocess.DEVNULL)


def main():
    chosen = json.loads((CHART / "chosen.json").read_text())
    options = chosen["options"]
    write_config(options)
    wait_for_server(options)
    noted = marks(options)
    is_new = SETUP not in noted
    if is_new:
        set_up(options, chosen)
    mark = noted.get(PASSWORD, "")
    if mark != mark_of(secret("admin-password"), mark.partition("$")[0]):
        set_password(chosen["language"] if is_new else "")
    os.execvp("odoo", ["odoo"])


main()
