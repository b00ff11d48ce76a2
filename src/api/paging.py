"""Lists: paging, search, order and the whole count."""

from .answer import Answer


def page(model, domain, query, order, counted=None):
    """One page of the caller's own rows of ``model`` with the count of all of them, at most ``counted``.

    Two queries besides those of ``_to_api``, one where the page is not full.
    """
    rows = _rows(model, domain, order=order, limit=query.limit, offset=query.offset)
    is_last = len(rows) < query.limit and (rows or not query.offset)
    count = query.offset + len(rows) if is_last else model.search_count(domain, limit=counted)
    return Answer(rows, count=count)


def _rows(model, domain, **window):
    """What callers see of the rows found; some models search and tell at once."""
    if hasattr(model, "_search_to_api"):
        return model._search_to_api(domain, **window)
    return model.search(domain, **window)._to_api()


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
        domain += ["|"] * (len(fields) - 1) + [(field, "ilike", literal(word)) for field in fields]
    return domain


def literal(text):
    """``text`` as a pattern of SQL's LIKE that means just itself."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
