from odoo import api, models


class CrmDealDocumentMixin(models.AbstractModel):
    """Keeps one ``crm.deal.document`` per record of an Odoo document that belongs to deals (N01).

    A model that is a source of documents inherits it, tells type, deals and values, and calls
    ``_sync_deal_documents`` wherever one of them may have changed. A required row of the same
    type that still waits in the deal is taken over instead of standing beside the new one.
    """

    _name = "crm.deal.document.mixin"
    _description = "Source of deals' documents"

    # Fields whose change may change the row; extended by the sources.
    _deal_document_triggers = frozenset()

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._sync_deal_documents()
        return records

    def write(self, vals):
        result = super().write(vals)
        if self._deal_document_triggers & vals.keys():
            self._sync_deal_documents()
        return result

    def unlink(self):
        rows = self._deal_document_rows()
        result = super().unlink()
        rows.unlink()
        return result

    def _deal_document_type(self):
        """XML id of the ``crm.deal.document.type`` of this record, or False for none."""
        self.ensure_one()
        return False

    def _deal_document_deals(self):
        """The deals that this record serves."""
        self.ensure_one()
        return self.env["crm.lead"]

    def _deal_document_values(self):
        """``name`` (number), ``date``, ``state`` and ``amount`` of the row."""
        self.ensure_one()
        return {"name": self.display_name}

    def _deal_document_rows(self):
        return (
            self.env["crm.deal.document"]
            .sudo()
            .search([("res_model", "=", self._name), ("res_id", "in", self.ids)])
        )

    def _sync_deal_documents(self):
        """Bring the rows of ``self`` in line with the records.

        Elevated, because whoever changes a picking or an invoice need not have rights on deals.
        """
        rows = {row.res_id: row for row in self._deal_document_rows()}
        for record in self.sudo():
            xmlid, deals = record._deal_document_type(), record._deal_document_deals()
            row = rows.get(record.id)
            if not xmlid or not deals:
                if row:
                    row.deal_ids = [(5,)]
                continue
            values = {
                **record._deal_document_values(),
                "type_id": self.env["ir.model.data"]._xmlid_to_res_id(xmlid),
                "deal_ids": [(6, 0, deals.ids)],
            }
            row = row or record._take_required_row(values["type_id"], deals)
            if row:
                row.write(
                    {
                        name: value
                        for name, value in values.items()
                        if self._differs(row, name, value)
                    }
                )
            else:
                row = self.env["crm.deal.document"].sudo().create(values)
            if not row.res_id:
                row.write({"res_model": self._name, "res_id": record.id})

    def _take_required_row(self, type_id, deals):
        """The waiting row of the required list that this record fulfils."""
        return (
            self.env["crm.deal.document"]
            .sudo()
            .search(
                [
                    ("type_id", "=", type_id),
                    ("deal_ids", "in", deals.ids),
                    ("state", "=", "required"),
                    ("res_id", "in", (False, 0)),
                ],
                limit=1,
            )
        )

    @staticmethod
    def _differs(row, name, value):
        if name == "deal_ids":
            return set(row.deal_ids.ids) != set(value[0][2])
        current = row[name]
        return (current.id if name == "type_id" else current) != value
