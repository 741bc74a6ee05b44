from odoo import fields, models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def write(self, vals):
        """A signature given on the client's portal is the acceptance (K03).

        The portal writes it elevated, because the client has no rights on orders and deals; a
        person of the company who fills these fields has proved nothing.
        """
        result = super().write(vals)
        if self.env.su and vals.get("signed_on"):
            for order in self.filtered(
                lambda order: order.signature and order.opportunity_id.flow_enabled
            ):
                order.opportunity_id._register_acceptance(
                    fields.Date.to_date(order.signed_on),
                    "online",
                    signer=order.signed_by,
                    file=order.signature,
                    file_name="signature.png",
                )
        return result
