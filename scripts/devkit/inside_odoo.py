"""Runs in Odoo's own process (`odoo shell`): what is set there from outside."""

import json
from pathlib import Path
from typing import Any

PREFIX = "woow_paas_platform."


def apply(env: Any, request: str) -> None:
    """Set what the JSON file `request` names, and commit.

    `parameters`: of the platform, without their common prefix; `system`: any other parameters;
    `secrets`: secret's name -> file that holds its value; `admin_password_file`: where given, the
    administrator's new password.
    """
    wanted = json.loads(Path(request).read_text())
    parameters = env["ir.config_parameter"].sudo()  # sudo: ir.config_parameter - set-up by the machine's owner
    for name, value in wanted["parameters"].items():
        parameters.set_param(PREFIX + name, value)
    for name, value in wanted["system"].items():
        parameters.set_param(name, value)
    for name, path in wanted["secrets"].items():
        env["woow_paas_platform.secret"]._set(name, Path(path).read_text().split()[0])
    if wanted.get("admin_password_file"):
        env.ref("base.user_admin").password = Path(wanted["admin_password_file"]).read_text().strip()
    env.cr.commit()
