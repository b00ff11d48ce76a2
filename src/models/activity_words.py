"""What each act of the activity log is called, as a sentence: one table, which the log, its export and tests use."""

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

SENTENCES = {
    "workspace.created": _lt("%(actor)s made the workspace “%(subject)s”."),
    "workspace.updated": _lt("%(actor)s changed the workspace “%(subject)s”."),
    "workspace.quota_changed": _lt("%(actor)s changed what the plan of “%(subject)s” allows."),
    "workspace.archived": _lt("%(actor)s archived the workspace “%(subject)s”."),
    "workspace.restored": _lt("%(actor)s restored the workspace “%(subject)s”."),
    "workspace.deleted": _lt("%(actor)s deleted the workspace “%(subject)s” for good."),
    "workspace.owner_changed": _lt("%(actor)s gave the workspace “%(subject)s” another owner."),
    "workspace.exported": _lt("%(actor)s exported the workspace “%(subject)s”."),
    "workspace.imported": _lt("%(actor)s imported the workspace “%(subject)s”."),
    "activity.exported": _lt("%(actor)s exported the activity of “%(subject)s”."),
    "ownership.offered": _lt("%(actor)s offered the workspace to “%(subject)s”."),
    "ownership.accepted": _lt("%(actor)s accepted the workspace."),
    "ownership.declined": _lt("%(actor)s declined to own the workspace."),
    "ownership.withdrawn": _lt("%(actor)s took back the offer to “%(subject)s”."),
    "member.invited": _lt("%(actor)s invited “%(subject)s”."),
    "member.joined": _lt("%(subject)s became a member."),
    "member.role_changed": _lt("%(actor)s changed the role of “%(subject)s”."),
    "member.removed": _lt("%(actor)s removed “%(subject)s”."),
    "member.left": _lt("%(actor)s left the workspace."),
    "invitation.updated": _lt("%(actor)s changed the invitation of “%(subject)s”."),
    "invitation.resent": _lt("%(actor)s sent the invitation of “%(subject)s” again."),
    "invitation.cancelled": _lt("%(actor)s cancelled the invitation of “%(subject)s”."),
    "invitation.sender_gone": _lt("The invitation of “%(subject)s” ended: who sent it may not invite any more."),
    "invitation.declined": _lt("“%(subject)s” declined the invitation."),
    "service.launched": _lt("%(actor)s launched “%(subject)s”."),
    "service.changed": _lt("%(actor)s changed “%(subject)s”."),
    "service.upgraded": _lt("%(actor)s upgraded “%(subject)s”."),
    "service.renamed": _lt("%(actor)s renamed “%(subject)s”."),
    "service.domain_changed": _lt("%(actor)s changed the address of “%(subject)s”."),
    "service.started": _lt("%(actor)s started “%(subject)s”."),
    "service.stopped": _lt("%(actor)s stopped “%(subject)s”."),
    "service.restarted": _lt("%(actor)s restarted “%(subject)s”."),
    "service.retried": _lt("%(actor)s tried “%(subject)s” again."),
    "service.rolled_back": _lt("%(actor)s rolled “%(subject)s” back."),
    "service.deleted": _lt("%(actor)s deleted “%(subject)s”."),
    "service.relaunched": _lt("%(actor)s launched “%(subject)s” again on its kept data."),
    "service.discarded": _lt("%(actor)s removed the kept data of “%(subject)s”."),
    "service.followed": _lt("“%(subject)s” takes the new values of a neighbour."),
    "domain.claimed": _lt("%(actor)s entered a domain for “%(subject)s”."),
    "domain.verified": _lt("A domain of “%(subject)s” is proved."),
    "domain.removed": _lt("%(actor)s removed the domain of “%(subject)s”."),
    "domain.lost": _lt("The domain of “%(subject)s” is no longer proved and was given up."),
    "service.running": _lt("“%(subject)s” is running."),
    "service.halted": _lt("“%(subject)s” has stopped."),
    "service.failed": _lt("“%(subject)s” failed."),
    "service.went_back": _lt("“%(subject)s” went back to what worked before."),
    "service.gone": _lt("“%(subject)s” is gone from the cluster."),
    "service.forgotten": _lt("%(actor)s deleted the record of “%(subject)s”."),
    "token.created": _lt("%(actor)s made the access token “%(subject)s”."),
    "token.revoked": _lt("%(actor)s revoked the access token “%(subject)s”."),
    "secret.revealed": _lt("%(actor)s looked at a secret of “%(subject)s”."),
}
OTHER = _lt("%(actor)s: %(action)s “%(subject)s”.")


def sentence(env, action, **words):
    """The sentence for ``action`` in the language of ``env``; ``words`` are actor and subject."""
    return env._(SENTENCES.get(action, OTHER)) % {"action": action, **words}
