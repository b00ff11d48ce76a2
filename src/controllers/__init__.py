from . import caller, docs, marketplace, member, operator, page, service, workspace
