from odoo import api, fields, models


class CrmDealObligation(models.Model):
    """What one of the sides promised; a deal is won only when both did theirs (I09, R02)."""

    _name = "crm.deal.obligation"
    _description = "Obligation of a side"
    _inherit = "crm.deal.line.mixin"
    _order = "lead_id, is_done, date_due, id"

    side = fields.Selection(
        [("company", "Ours"), ("client", "Client's")], required=True, default="company"
    )
    name = fields.Char("Obligation", required=True)
    date_due = fields.Date("Due")
    is_done = fields.Boolean("Done")
    date_done = fields.Date(compute="_compute_date_done", store=True, readonly=False)

    @api.depends("is_done")
    def _compute_date_done(self):
        for obligation in self:
            if not obligation.is_done:
                obligation.date_done = False
            elif not obligation.date_done:
                obligation.date_done = fields.Date.context_today(obligation)
