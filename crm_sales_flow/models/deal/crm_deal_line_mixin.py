from odoo import api, fields, models


class CrmDealLineMixin(models.AbstractModel):
    """A line of a deal that people fill in: it is hung only on a deal that its author works on.

    Record rules are asked before a write only; without this a line of one's own deal could be
    moved to a deal of another department (AE01).
    """

    _name = "crm.deal.line.mixin"
    _description = "Line of a deal"

    lead_id = fields.Many2one("crm.lead", "Deal", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="lead_id.company_id")

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._check_lead_access()
        return lines

    def write(self, vals):
        result = super().write(vals)
        if "lead_id" in vals:
            self._check_lead_access()
        return result

    def _check_lead_access(self):
        """No constraint: those are evaluated elevated."""
        if not self.env.su:
            self.lead_id.check_access("write")
