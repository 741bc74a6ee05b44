from odoo import api, models

MONEY = frozenset({"state", "amount", "deal_ids", "type_id", "is_cancelled", "res_id"})


class CrmDealDocument(models.Model):
    """A payment entered by hand, from an outside accounting, is told as well (T01)."""

    _inherit = "crm.deal.document"

    @api.model_create_multi
    def create(self, vals_list):
        documents = super().create(vals_list)
        documents._tell_payments()
        return documents

    def write(self, vals):
        result = super().write(vals)
        if MONEY & vals.keys():
            self._tell_payments()
        return result

    def _tell_payments(self):
        paid = self.sudo().filtered(lambda row: row.type_id.is_payment)
        if paid:
            paid.deal_ids._flow_tell_payment()
