from odoo import api, fields, models


class CrmStageOverrideWizard(models.TransientModel):
    """The Head lets one deal pass the conditions that hold it back, with a reason."""

    _name = "crm.stage.override.wizard"
    _inherit = "crm.deal.wizard.mixin"
    _description = "Let a deal pass"

    gate_ids = fields.Many2many(
        "crm.stage.gate",
        string="Conditions",
        compute="_compute_gate_ids",
        store=True,
        readonly=False,
    )
    available_gate_ids = fields.Many2many("crm.stage.gate", compute="_compute_available_gate_ids")
    reason = fields.Char(required=True)

    @api.depends("lead_id")
    def _compute_available_gate_ids(self):
        director = self.env.user.has_group("crm_sales_flow.group_director")
        for wizard in self:
            wizard.available_gate_ids = wizard.lead_id.unmet_gate_ids.filtered(
                lambda gate: director or not gate.into_won
            )

    @api.depends("available_gate_ids")
    def _compute_gate_ids(self):
        for wizard in self:
            wizard.gate_ids = wizard.available_gate_ids

    def action_apply(self):
        """Record the exceptions and move the deal on; the move uses them up."""
        self.ensure_one()
        self.env["crm.stage.override"].create(
            [
                {"lead_id": self.lead_id.id, "gate_id": gate.id, "reason": self.reason}
                for gate in self.gate_ids
            ]
        )
        self.lead_id.action_next_stage()
