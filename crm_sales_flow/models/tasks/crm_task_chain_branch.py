from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CrmTaskChainBranch(models.Model):
    _name = "crm.task.chain.branch"
    _description = "Branch of a chain"
    _order = "step_id, sequence, id"

    step_id = fields.Many2one("crm.task.chain.step", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    outcome_id = fields.Many2one(
        "crm.task.outcome", "If", ondelete="restrict", help="Empty: for any other outcome."
    )
    next_step_id = fields.Many2one(
        "crm.task.chain.step",
        "then",
        required=True,
        ondelete="cascade",
        domain="[('chain_id', '=', parent.chain_id)]",
    )

    _outcome_uniq = models.UniqueIndex(
        "(step_id, COALESCE(outcome_id, 0))", "There is one branch for each outcome."
    )

    @api.constrains("next_step_id", "step_id")
    def _check_chain(self):
        for branch in self:
            if branch.next_step_id.chain_id != branch.step_id.chain_id:
                raise ValidationError(self.env._("A branch leads to a step of the same chain."))
