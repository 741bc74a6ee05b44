from odoo import fields, models


class PurchaseOrder(models.Model):
    """What the attestation organisation is paid for stands in the deal (P07)."""

    _inherit = "purchase.order"

    attestation_lead_id = fields.Many2one(
        "crm.lead",
        "Deal of the attestation",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The deal whose equipment is attested by this order.",
    )

    def _deal_document_deals(self):
        return super()._deal_document_deals() | self.attestation_lead_id

    def _deal_document_values(self):
        values = super()._deal_document_values()
        if self.attestation_lead_id:
            values["amount"] = self.amount_total
        return values
