from odoo import api, fields, models
from odoo.exceptions import UserError


class CrmDealEscalate(models.TransientModel):
    """The manager says what is hard and calls the Head (A08)."""

    _name = "crm.deal.escalate"
    _inherit = "crm.deal.wizard.mixin"
    _description = "Ask the Head for help"

    available_head_ids = fields.Many2many("res.users", compute="_compute_available_head_ids")
    head_id = fields.Many2one(
        "res.users",
        compute="_compute_head_id",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
    )
    reason = fields.Text("What is hard", required=True)

    @api.depends("lead_id")
    def _compute_available_head_ids(self):
        for wizard in self:
            wizard.available_head_ids = wizard.lead_id.sudo().team_id.head_ids

    @api.depends("lead_id")
    def _compute_head_id(self):
        """The Head of the department; a Head who asks himself gets the one above, if any."""
        for wizard in self:
            heads = wizard.lead_id.sudo().team_id.head_ids
            wizard.head_id = (heads - self.env.user)[:1] or heads[:1]

    def action_apply(self):
        self.ensure_one()
        if self.head_id not in self.available_head_ids:
            raise UserError(
                self.env._(
                    "The department has no Head: the administrator names one in its settings."
                )
            )
        self.env["crm.deal.escalation"].create(
            {"lead_id": self.lead_id.id, "head_id": self.head_id.id, "reason": self.reason}
        )
