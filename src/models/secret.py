"""Secrets at rest: encrypted with a key that lies in a file outside the database."""

from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from odoo import _, api, fields, models

from ..api.errors import Conflict
from ..compat import Constraint

KEY_FILE = "woow_paas_platform.secret_key_file"


class Secret(models.Model):
    """No user has access, administrators included: only our own code, elevated, reads it."""

    _name = "woow_paas_platform.secret"
    _description = "Encrypted secret"

    name = fields.Char(required=True, readonly=True)
    sealed = fields.Text(required=True, groups=fields.NO_ACCESS)

    _name_unique = Constraint("UNIQUE(name)", "A secret of this name exists.")

    @api.model
    def _cipher(self):
        """The cipher of the key file: a Fernet key a line, the first one encrypts.

        Raises ``Conflict`` if the file is not named, not there, or holds no key.
        """
        # sudo: ir.config_parameter - the path of the key file is read for whoever's request needs the cipher
        path = self.env["ir.config_parameter"].sudo().get_param(KEY_FILE)
        try:
            return MultiFernet([Fernet(line) for line in Path(path or "").read_text().split()])
        except (OSError, ValueError) as error:
            sentence = _("Secrets cannot be kept: the key file named in the settings is missing or holds no key.")
            raise Conflict(sentence) from error

    @api.model
    def _seal(self, text):
        """``text`` encrypted; raises ``Conflict`` without a key file."""
        return self._cipher().encrypt(text.encode()).decode()

    @api.model
    def _unseal(self, sealed):
        """What ``_seal`` was given; raises ``Conflict`` without the key it was sealed with."""
        try:
            return self._cipher().decrypt(sealed.encode()).decode()
        except InvalidToken as error:
            raise Conflict(_("A secret cannot be read: it was kept with another key file.")) from error

    @api.model
    def _get(self, name):
        """The secret of that name, or "" if none is kept."""
        # sudo: secret - no user may read the table; our own code asks for one secret by name
        kept_sudo = self.sudo().search([("name", "=", name)])
        return self._unseal(kept_sudo.sealed) if kept_sudo.sealed else ""

    @api.model
    def _set(self, name, text):
        """Keep ``text`` under ``name``; an empty text forgets it. Raises ``Conflict`` without a key file."""
        # sudo: secret - no user may write the table; who may set which secret is decided by the caller
        kept_sudo = self.sudo().search([("name", "=", name)])
        if not text:
            kept_sudo.unlink()
        elif kept_sudo:
            kept_sudo.sealed = self._seal(text)
        else:
            kept_sudo.create({"name": name, "sealed": self._seal(text)})

    @api.model
    def _has(self, name):
        """Whether a secret of that name is kept."""
        # sudo: secret - only whether a row is there
        return bool(self.sudo().search_count([("name", "=", name)]))
