from odoo import fields, models


class CrmScriptChoice(models.TransientModel):
    """One of the answers among which a step of a script lets choose."""

    _name = "crm.script.choice"
    _description = "Answer to choose"
    _order = "id"

    run_id = fields.Many2one("crm.script.run", required=True, index=True, ondelete="cascade")
    step_id = fields.Many2one("crm.script.step", required=True, ondelete="cascade")
    name = fields.Char(required=True)
    value = fields.Char(required=True)
