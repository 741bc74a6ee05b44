from odoo import api, fields, models
from odoo.exceptions import UserError


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
        """Record the exceptions and move the deal on; the move uses them up.

        While anything else holds the deal back, they wait for it.
        """
        self.ensure_one()
        if not self.gate_ids and self.lead_id.unmet_gate_ids:
            raise UserError(self.env._("Choose the conditions that this deal may pass."))
        self.env["crm.stage.override"].create(
            [
                {"lead_id": self.lead_id.id, "gate_id": gate.id, "reason": self.reason}
                for gate in self.gate_ids
            ]
        )
        waits = self.env["crm.stage.override"]._pending(self.lead_id).gate_id
        if left := self.lead_id.unmet_gate_ids - waits:
            return self._tell_left(left)
        return self.lead_id.action_next_stage()

    def _tell_left(self, gates):
        text = self.env._(
            "The exception is kept. The deal goes on when this is done as well: %(conditions)s",
            conditions="; ".join(gates.mapped("name")),
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "message": text,
                "sticky": True,
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
