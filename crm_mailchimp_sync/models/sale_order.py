from odoo import models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def write(self, vals):
        """What a client bought changes with the state of an order (V07)."""
        result = super().write(vals)
        if "state" in vals and self.env["res.partner"]._mailchimp_watched():
            Change = self.env["mailchimp.change"]
            Change._add_records(self.partner_id.commercial_partner_id)
            Change._add_records(self.opportunity_id)
        return result
