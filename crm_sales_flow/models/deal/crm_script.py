from odoo import fields, models


class CrmScript(models.Model):
    """What is asked in a talk, step by step; the answers go where they belong (Y02).

    A company that works without scripts archives them: nothing else asks for one (Y03).
    """

    _name = "crm.script"
    _description = "Script of a talk"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", help="Empty: for every company.")
    step_ids = fields.One2many("crm.script.step", "script_id", "Steps", copy=True)
