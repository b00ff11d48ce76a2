"""Mails to those members of a workspace who want to hear of it: a service failed, somebody joined or went."""

from odoo import api, models

VIEW = "woow_paas_platform.mail_notice"


class Workspace(models.Model):
    _inherit = "woow_paas_platform.workspace"

    def _mail_notice(self, preference, words, path, besides=()):
        """Queue a mail to each member with ``preference`` but ``besides``.

        ``words(workspace)`` gives subject and sentence in the language of the workspace's context.
        """
        mailer = self.env["woow_paas_platform.mailer"]
        # sudo: workspace_access - who wants to hear of it, and where to write to
        rows_sudo = self.sudo().access_ids.filtered(preference)
        for person in rows_sudo.user_id.filtered("email_normalized"):
            if person.id in besides:
                continue
            spoken = self.sudo().with_context(lang=person.lang or "en_US")  # sudo: workspace - its name
            subject, sentence = words(spoken)
            mailer._send(person.email_normalized, spoken.env.lang, subject, VIEW, sentence=sentence,
                         link=mailer._url(f"/woow#/workspace/{self.id}{path}"),
                         settings=mailer._url(f"/woow#/workspace/{self.id}/settings"))


class CloudService(models.Model):
    _inherit = "woow_paas_platform.cloud_service"

    def _record_outcome(self, action):
        """As everywhere; a failure is mailed, once for each time that a service fails."""
        super()._record_outcome(action)
        if action == "service.failed":
            self.workspace_id._mail_notice("notify_errors", self._failure_words, f"/services/{self.id}")

    def _failure_words(self, workspace):
        env, words = workspace.env, {"service": self.name, "workspace": workspace.name}
        sentence = env._("The service “%(service)s” in the workspace “%(workspace)s” failed.", **words)
        return env._("%(service)s failed in %(workspace)s", **words), " ".join(
            part for part in (sentence, self.with_env(env).state_reason_text) if part)


class WorkspaceAccess(models.Model):
    _inherit = "woow_paas_platform.workspace_access"

    @api.model_create_multi
    def create(self, vals_list):
        """As everywhere; who joins is mailed to the others who want to know."""
        rows = super().create(vals_list)
        for row in rows.filtered(lambda row: row.role != "owner"):
            row._mail_change(_joined)
        return rows

    def unlink(self):
        """As everywhere; who goes is mailed to the others who want to know."""
        for row in self.filtered(lambda row: row.role != "owner"):
            row._mail_change(_gone)
        return super().unlink()

    def _mail_change(self, words):
        row_sudo = self.sudo()  # sudo: res.users - the name of who joins or goes
        name, workspace_sudo = row_sudo.user_id.name, row_sudo.workspace_id
        besides = (row_sudo.user_id.id, self.env.uid)
        workspace_sudo._mail_notice(
            "notify_members", lambda workspace: words(workspace, name), "/team", besides)


def _joined(workspace, name):
    words = {"name": name, "workspace": workspace.name}
    return (workspace.env._("%(name)s joined %(workspace)s", **words),
            workspace.env._("%(name)s is a member of the workspace “%(workspace)s” now.", **words))


def _gone(workspace, name):
    words = {"name": name, "workspace": workspace.name}
    return (workspace.env._("%(name)s left %(workspace)s", **words),
            workspace.env._("%(name)s is no member of the workspace “%(workspace)s” any more.", **words))
