from odoo import fields, models


class FlowIntakeRuleMixin(models.AbstractModel):
    """What an implementer tells the intake: an ordered list that each company has of its own."""

    _name = "flow.intake.rule.mixin"
    _description = "Rule of the intake"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company)
