"""The caller, as the API shows them."""

from odoo import _, models
from odoo.tools.misc import get_lang

from ..api.errors import Invalid


class ResUsers(models.Model):
    _inherit = "res.users"

    def _to_api(self):
        """One dict a user; meant for a user's own record only."""
        return [
            {
                "id": user.id,
                "name": user.name,
                "email": user.email or "",
                "lang": user.lang or get_lang(self.env).code,
                "tz": user.tz or "UTC",
                "is_internal": user._is_internal(),
                "is_platform_admin": user.has_group("woow_paas_platform.group_platform_admin"),
                "avatar_url": f"/web/image/res.users/{user.id}/avatar_128",
                "initials": _initials(user.name),
            }
            for user in self
        ]

    def _update_preferences(self, name=None, lang=None, tz=None):
        """Set name, language (an installed one) and time zone; raises ``Invalid`` for unknown ones."""
        zones = dict(self._fields["tz"].selection(self))
        choices = {"lang": dict(self.env["res.lang"].get_installed()), "tz": zones}
        wanted = {name: value for name, value in (("lang", lang), ("tz", tz)) if value is not None}
        unknown = {name: _("This cannot be chosen.") for name in wanted if wanted[name] not in choices[name]}
        if unknown:
            raise Invalid(_("Please choose one of those that are offered."), unknown)
        self.write({**wanted, **({"name": name} if name else {})})


def _initials(name):
    words = name.split()
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()
