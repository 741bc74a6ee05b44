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

    @api.constrains("lead_id")
    def _check_lead_access(self):
        if not self.env.su:
            self.lead_id.check_access("write")
