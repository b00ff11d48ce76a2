from . import activity, caller, docs, marketplace, member, operator, page, service, workspace
