from odoo import fields, models


class CrmDealDocumentMake(models.TransientModel):
    """Choose what to make from the data of the deal, and from which order."""

    _name = "crm.deal.document.make"
    _inherit = "crm.deal.order.wizard.mixin"
    _description = "Make a document of the deal"

    type_id = fields.Many2one(
        "crm.deal.document.type",
        "Document",
        required=True,
        domain="[('report_id', '!=', False)]",
    )

    def action_make(self):
        """Fill the waiting row of the required list, or begin a new one; open it."""
        self.ensure_one()
        row = self.lead_id.document_ids.filtered(
            lambda document: (
                document.type_id == self.type_id
                and document.state == "required"
                and not document.res_id
            )
        )[:1] or self.env["crm.deal.document"].create(
            {
                "type_id": self.type_id.id,
                "deal_ids": [(6, 0, self.lead_id.ids)],
                "state": "required",
                "company_id": (self.lead_id.company_id or self.env.company).id,
            }
        )
        row.order_id = self.order_id
        row._make_form()
        return row._get_records_action()
