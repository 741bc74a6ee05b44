from collections import defaultdict
from contextlib import contextmanager

from odoo import api, models

LATER = "crm_sales_flow.documents_later"


class CrmDealDocumentMixin(models.AbstractModel):
    """Keeps one ``crm.deal.document`` per record of an Odoo document that belongs to deals (N01).

    A model that is a source of documents inherits it, tells type, deals and values, and calls
    ``_sync_deal_documents`` wherever one of them may have changed. A required row of the same
    type that still waits in the deals is taken over instead of standing beside the new one; when
    the document goes away, the list of required documents is made whole again.
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
        rows._withdraw()
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

    @contextmanager
    def _deal_documents_later(self):
        """What changes many documents at once asks for their rows once, at its end.

        Each row follows the finished document then, and not every step of its making.
        """
        data = self.env.cr.precommit.data
        if LATER in data:
            yield
            return
        data[LATER] = defaultdict(set)
        try:
            yield
            changed = data.pop(LATER)
        finally:
            data.pop(LATER, None)
        for model, ids in changed.items():
            self.env[model].browse(sorted(ids)).exists()._sync_deal_documents()

    def _sync_deal_documents(self):
        """Make the rows of these records say what the records say now; batch-safe.

        Elevated, because whoever changes a picking or an invoice need not have rights on deals.
        """
        later = self.env.cr.precommit.data.get(LATER)
        if later is not None:
            later[self._name].update(self.ids)
            return
        rows = {row.res_id: row for row in self._deal_document_rows()}
        values = {record.id: record._deal_document_row_values() for record in self.sudo()}
        gone = self.env["crm.deal.document"].sudo()
        for record_id, row in rows.items():
            if not values.get(record_id):
                gone |= row
        gone._withdraw()
        rows_new = [
            {
                **vals,
                "res_model": self._name,
                "res_id": record_id,
                "source_state": vals["state"],
            }
            for record_id, vals in values.items()
            if vals and record_id not in rows
        ]
        gone.create(rows_new)._absorb_waiting()
        for record_id, row in rows.items():
            if values.get(record_id):
                row._follow(values[record_id])

    def _deal_document_row_values(self):
        """What the row of this record should say, or None when it should have none."""
        xmlid, deals = self._deal_document_type(), self._deal_document_deals()
        if not xmlid or not deals:
            return None
        company = self["company_id"] if "company_id" in self._fields else deals.company_id[:1]
        return {
            **self._deal_document_values(),
            "type_id": self.env["ir.model.data"]._xmlid_to_res_id(xmlid),
            "deal_ids": [(6, 0, deals.ids)],
            "company_id": (company or self.env.company).id,
        }
