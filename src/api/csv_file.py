"""Tables as CSV files that a spreadsheet opens without running anything."""

import csv
import io

from odoo.http import request

from .headers import API_HEADERS

FORMULA = tuple("=+-@\t\r\n＝＋－＠")  # spreadsheets take the wide ones, too


def csv_answer(name, header, rows):
    """A response that saves the table as ``name``.

    ``rows`` are of texts; a text that a spreadsheet would run as a formula gets an apostrophe in front (OWASP, CSV
    injection). UTF-8 with a byte order mark, so that spreadsheets see what it is.
    """
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow(header)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    headers = {
        **API_HEADERS, "Content-Type": "text/csv; charset=utf-8",
        "Content-Disposition": f'attachment; filename="{name}"',
    }
    return request.make_response(text.getvalue().encode("utf-8-sig"), [*headers.items()])


def _harmless(cell):
    return f"'{cell}" if cell.startswith(FORMULA) else cell
