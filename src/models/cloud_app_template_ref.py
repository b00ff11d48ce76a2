"""What others say of an application, such as a service of its template: name, icon, price and shelf."""

from odoo import models
from odoo.tools import SQL

READ = {
    "woow_paas_platform.cloud_app_template": (
        "name", "slug", "icon_url", "monthly_price", "category_id", "company_id", "provides"),
    "woow_paas_platform.cloud_app_category": ("name", "slug"),
    "res.company": ("currency_id",),
    "res.currency": ("name",),
}
REFS = """
    SELECT template.id, COALESCE(template.name ->> %(lang)s, template.name ->> 'en_US') AS name, template.slug,
        COALESCE(template.icon_url, '') AS icon_url, COALESCE(template.monthly_price, 0) AS monthly_price,
        COALESCE(currency.name, '') AS currency, shelf.id AS shelf_id,
        COALESCE(shelf.name ->> %(lang)s, shelf.name ->> 'en_US') AS shelf_name, shelf.slug AS shelf_slug%(more)s
    FROM woow_paas_platform_cloud_app_template template
    LEFT JOIN woow_paas_platform_cloud_app_category shelf ON shelf.id = template.category_id
    LEFT JOIN res_company company ON company.id = template.company_id
    LEFT JOIN res_currency currency ON currency.id = company.currency_id
    WHERE template.id IN %(ids)s
"""


class CloudAppTemplate(models.Model):
    _inherit = "woow_paas_platform.cloud_app_template"

    def _refs_to_api(self, **more):
        """What is said of each of these templates, by its id, in one query.

        ``more`` is read with it: SQL, in which ``template`` is the table, by the name that its value is to have. Who
        may hear all this is the caller's question: a service tells of its template, be it withdrawn or not.
        """
        for model, names in READ.items():
            self.env[model].flush_model(names)
        columns = SQL("").join(SQL(", %s AS %s", column, SQL.identifier(name)) for name, column in more.items())
        rows = self.env.execute_query_dict(SQL(
            REFS, lang=self.env.lang or "en_US", more=columns, ids=tuple(self.ids) or (0,)))
        return {row["id"]: _ref_to_api(row) for row in rows}


def _ref_to_api(row):
    shelf = {name: row.pop(f"shelf_{name}") for name in ("id", "name", "slug")}
    return {**row, "category": shelf if shelf["id"] else None}
