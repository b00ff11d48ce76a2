"""Records that come with the addon, on sites that had made the like themselves before an upgrade brought ours."""

from odoo import models


class ShippedRecord(models.AbstractModel):
    """What a site has already under the same key is taken for the shipped record, and stays as the site made it."""

    _name = "woow_paas_platform.shipped_record"
    _description = "Record that is shipped"
    _shipped_key = ("slug",)

    def _load_records(self, data_list, update=False):
        for entry in data_list:
            xml_id = entry.get("xml_id")
            if xml_id and not self.env.ref(xml_id, raise_if_not_found=False):
                self._meet(xml_id, entry["values"])
        return super()._load_records(data_list, update)

    def _meet(self, xml_id, values):
        """Called before a shipped record is made for the first time."""
        own = self._own(values)
        if own:
            # sudo: ir.model.data - naming what the site has is part of loading our data
            self.env["ir.model.data"].sudo()._update_xmlids([{"xml_id": xml_id, "record": own, "noupdate": True}])

    def _own(self, values):
        """The site's own record with the same key, archived or not; none if there is none."""
        domain = [(name, "=", values.get(name)) for name in self._shipped_key]
        return self.with_context(active_test=False).search(domain, limit=1)
