"""Accounts for tests: all in one go, and without the sign-up mails that nobody reads."""

from odoo import Command

GROUPS = {
    "internal": "base.group_user",
    "platform_admin": "base.group_user,woow_paas_platform.group_platform_admin",
}
QUIET = {"no_reset_password": True, "tracking_disable": True, "mail_create_nolog": True,
         "mail_create_nosubscribe": True}


def make_people(env, prefix, names, groups=GROUPS, **common):
    """Users by name, in ``groups`` and else in the portal; ``common`` are fields of each of them.

    Their login is ``prefix_name``. They have no password: Odoo's test cases sign in without asking for one.
    """
    users = env["res.users"].with_context(**QUIET)
    field = "group_ids" if "group_ids" in users._fields else "groups_id"  # Odoo 19, Odoo 18
    made = users.create([
        {"login": f"{prefix}_{name}", "name": f"{prefix}_{name}", "email": f"{name}@{prefix}.example.com", **common,
         field: [Command.set([env.ref(group).id for group in groups.get(name, "base.group_portal").split(",")])]}
        for name in names
    ])
    return dict(zip(names, made.with_env(env), strict=True))
