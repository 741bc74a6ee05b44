from odoo import api, fields, models


class CrmDealDocumentReturn(models.TransientModel):
    """The signed original came back: the day, who signed it, the scan (N05)."""

    _name = "crm.deal.document.return"
    _description = "Signed original came back"

    document_ids = fields.Many2many(
        "crm.deal.document", "crm_deal_document_return_rel", "wizard_id", "document_id", "Documents"
    )
    date_returned = fields.Date("Came back on", required=True, default=fields.Date.context_today)
    date_signed = fields.Date("Date on the signature")
    signer = fields.Char("Signed by", help="Name and post of the person who signed for the client.")
    file = fields.Binary("Scan", attachment=False)
    file_name = fields.Char()
    is_single = fields.Boolean(compute="_compute_is_single")

    @api.model
    def default_get(self, field_names):
        values = super().default_get(field_names)
        if self.env.context.get("active_model") == "crm.deal.document":
            values["document_ids"] = [(6, 0, self.env.context.get("active_ids", []))]
        return values

    @api.depends("document_ids")
    def _compute_is_single(self):
        for wizard in self:
            wizard.is_single = len(wizard.document_ids) == 1

    def action_apply(self):
        """Several documents of one parcel share the day and the signer; a scan belongs to one."""
        self.ensure_one()
        values = {
            "state": "signed",
            "date_returned": self.date_returned,
            "date_signed": self.date_signed or self.date_returned,
        }
        if self.signer:
            values["signer"] = self.signer
        if self.file and self.is_single:
            values.update(file=self.file, file_name=self.file_name)
        for document in self.document_ids:
            # An original that was never entered as sent still has a day on which it returned.
            sent = {} if document.date_sent else {"date_sent": self.date_returned}
            document.write({**values, **sent})
        return {"type": "ir.actions.act_window_close"}
