"""Lists: paging, search, order and the whole count."""

from .answer import Answer


def page(model, domain, query, order, counted=None):
    """One page of the caller's own rows of ``model`` with the count of all of them, at most ``counted``.

    Two queries besides those of ``_to_api``, one where the page is not full.
    """
    records = model.search(domain, order=order, limit=query.limit, offset=query.offset)
    is_last = len(records) < query.limit and (records or not query.offset)
    count = query.offset + len(records) if is_last else model.search_count(domain, limit=counted)
    return Answer(records._to_api(), count=count)


def listing(model, domain, query, orders, search=("name",)):
    """The same, searched and sorted as the query asks.

    ``orders`` maps the names that callers sort by to the model's fields; ``search`` names the fields that the
    query's text is looked for in, none if ``domain`` does that already.
    """
    name = query.order.removeprefix("-")
    direction = "desc" if query.order.startswith("-") else "asc"
    domain = [*domain, *text_domain(search, query.search)]
    return page(model, domain, query, f"{orders[name]} {direction}, id")


def text_domain(fields, text):
    """The domain of records whose ``fields`` hold each word of ``text``, taken literally."""
    domain = []
    for word in text.split():
        literal = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        domain += ["|"] * (len(fields) - 1) + [(field, "ilike", literal) for field in fields]
    return domain
