from . import activity, caller, docs, invitation, marketplace, member, operator, page, service, settings, team, workspace
