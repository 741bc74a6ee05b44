from odoo import fields, models


class CrmLead(models.Model):
    """The client's acceptance with its evidence (K03)."""

    _inherit = "crm.lead"

    acceptance_document_id = fields.Many2one(
        "crm.deal.document",
        "Evidence of acceptance",
        readonly=True,
        copy=False,
        ondelete="set null",
    )

    def _register_acceptance(self, date, way, signer=None, file=None, file_name=None):
        """Remember when and how the client agreed; the evidence stands in the register."""
        self.ensure_one()
        kind = self.env.ref("crm_sales_flow.document_type_approval")
        values = {
            "type_id": kind.id,
            "date": date,
            "date_signed": date,
            "state": "signed",
            "signer": signer,
            "file": file,
            "file_name": file_name,
        }
        row = self.acceptance_document_id
        if row:
            row.write(values)
        else:
            row = row.create(
                {
                    **values,
                    "deal_ids": [(6, 0, self.ids)],
                    "company_id": (self.company_id or self.env.company).id,
                }
            )
        self.write({"acceptance_at": date, "acceptance_way": way})
        # Elevated, because the evidence is a fact that nobody types in.
        self.sudo().acceptance_document_id = row


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def write(self, vals):
        """A signature given on the client's portal is the acceptance (K03).

        Elevated: the client who signs has no rights on deals.
        """
        result = super().write(vals)
        if vals.get("signed_on"):
            for order in self.sudo().filtered(lambda order: order.opportunity_id.flow_enabled):
                order.opportunity_id._register_acceptance(
                    fields.Date.to_date(order.signed_on),
                    "online",
                    signer=order.signed_by,
                    file=order.signature,
                    file_name=order.signature and "signature.png",
                )
        return result
