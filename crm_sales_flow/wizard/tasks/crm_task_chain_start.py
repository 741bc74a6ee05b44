from odoo import fields, models


class CrmTaskChainStart(models.TransientModel):
    """Begin a chain on chosen leads or deals by hand (G09)."""

    _name = "crm.task.chain.start"
    _description = "Begin a chain"

    chain_id = fields.Many2one("crm.task.chain", required=True)
    lead_ids = fields.Many2many(
        "crm.lead", string="Deals", default=lambda self: self.env.context.get("active_ids")
    )

    def action_start(self):
        self.chain_id.action_start(self.lead_ids)
        return {"type": "ir.actions.act_window_close"}
