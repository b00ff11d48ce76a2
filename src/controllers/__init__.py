from . import caller, docs, page
