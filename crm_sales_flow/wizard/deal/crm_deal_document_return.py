from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_list


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
    file = fields.Binary(
        "Scan", attachment=False, help="One scan of a parcel serves all its documents."
    )
    file_name = fields.Char()
    needs_file = fields.Boolean("Scan is missing", compute="_compute_needs_file")

    @api.model
    def default_get(self, field_names):
        values = super().default_get(field_names)
        if self.env.context.get("active_model") == "crm.deal.document":
            values["document_ids"] = [(6, 0, self.env.context.get("active_ids", []))]
        return values

    @api.depends("document_ids")
    def _compute_needs_file(self):
        for wizard in self:
            wizard.needs_file = bool(wizard._without_scan())

    def _without_scan(self):
        return self.document_ids.filtered(lambda row: not row.file)

    def action_apply(self):
        """Several documents of one parcel share the day, the signer and the scan.

        A scan that one of them has already stays, unless the new one is of this paper alone.
        """
        self.ensure_one()
        lacking = self._without_scan()
        if lacking and not self.file:
            raise UserError(
                self.env._(
                    "Attach the scan of the signed original: %(documents)s",
                    documents=format_list(self.env, lacking.mapped("display_name")),
                )
            )
        scan = {"file": self.file, "file_name": self.file_name} if self.file else {}
        values = {
            "state": "signed",
            "date_returned": self.date_returned,
            "date_signed": self.date_signed or self.date_returned,
        }
        if self.signer:
            values["signer"] = self.signer
        for document in self.document_ids:
            # An original that was never entered as sent still has a day on which it returned.
            sent = {} if document.date_sent else {"date_sent": self.date_returned}
            takes = document in lacking or len(self.document_ids) == 1
            document.write({**values, **sent, **(scan if takes else {})})
        return {"type": "ir.actions.act_window_close"}
