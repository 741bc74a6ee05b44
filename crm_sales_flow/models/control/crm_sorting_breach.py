from odoo import api, models


class CrmSortingBreach(models.Model):
    _inherit = "crm.sorting.breach"

    @api.model
    def _record(self, slot, start, end):
        """Every sorting that has ended is counted, the kept ones as well (Z07)."""
        breaches = super()._record(slot, start, end)
        self.env["crm.sorting.round"]._hold(slot, end, len(breaches))
        return breaches
