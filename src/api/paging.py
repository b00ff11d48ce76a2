"""Lists: paging, search, order and the whole count."""

from .answer import Answer


def listing(model, domain, query, orders, search=("name",), **options):
    """One page of the caller's own rows of ``model`` with the count of all of them.

    ``orders`` maps the names that callers sort by to the model's fields; ``search`` names the fields that the
    query's text is looked for in; ``options`` go to ``_to_api``. Always two queries besides ``_to_api``'s.
    """
    domain = [*domain, *_search_domain(search, query.search)]
    name = query.order.removeprefix("-")
    order = f"{orders[name]} {'desc' if query.order.startswith('-') else 'asc'}, id"
    records = model.search(domain, order=order, limit=query.limit, offset=query.offset)
    return Answer(records._to_api(**options), count=model.search_count(domain))


def _search_domain(fields, text):
    """Each word must stand in one of ``fields``."""
    domain = []
    for word in text.split():
        literal = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        domain += ["|"] * (len(fields) - 1) + [(field, "ilike", literal) for field in fields]
    return domain
