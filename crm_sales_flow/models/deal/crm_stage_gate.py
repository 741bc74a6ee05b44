from odoo import api, fields, models
from odoo.exceptions import UserError


class CrmStageGate(models.Model):
    """A condition for leaving a stage forward (design section 3, I06).

    A gate is a domain over ``crm.lead``: an implementer edits it in the web client, and what it
    asks for is always a field of the deal.
    """

    _name = "crm.stage.gate"
    _inherit = ["flow.condition.mixin"]
    _description = "Exit condition of a stage"
    _order = "stage_id, sequence, id"

    name = fields.Char(
        "What must be true",
        required=True,
        translate=True,
        help="Shown to the manager when it is not so.",
    )
    stage_id = fields.Many2one(
        "crm.stage", "Leaving the stage", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    hint = fields.Char(
        "Where to fix it", translate=True, help="One sentence: on which page, by which button."
    )
    fix_action_id = fields.Many2one(
        "ir.actions.actions",
        "Fix action",
        help="Opened by the button of the row, with the deal as the record.",
    )
    into_won = fields.Boolean(compute="_compute_into_won", help="Only a director may override it.")

    @api.depends("stage_id.flow_step")
    def _compute_into_won(self):
        for gate in self:
            gate.into_won = gate.stage_id.flow_step == "closing"

    def action_fix(self):
        """Open the place where the condition is fulfilled, for the deal in the context."""
        self.ensure_one()
        lead = self.env["crm.lead"].browse(self.env.context.get("flow_deal_id")).exists()
        lead.check_access("read")
        if not self.fix_action_id:
            raise UserError(self.hint or self.name)
        context = {"active_model": "crm.lead", "active_id": lead.id, "active_ids": lead.ids}
        action = self.sudo().fix_action_id
        if action.type == "ir.actions.server":
            return (
                self.env["ir.actions.server"]
                .browse(action.id)
                .sudo(False)
                .with_context(**context)
                .run()
            )
        result = self.env["ir.actions.actions"]._for_xml_id(action.get_external_id()[action.id])
        result["context"] = {
            **context,
            "default_lead_id": lead.id,
            "default_opportunity_id": lead.id,
        }
        return result
