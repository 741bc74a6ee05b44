from odoo import fields, models

from .miko_call import LEG_RESULTS


class MikoCallLeg(models.Model):
    """One phone that rang during a call."""

    _name = "miko.call.leg"
    _description = "Phone that rang"
    _inherit = ["flow.claim.mixin"]
    _order = "rang_at, id"
    _rec_name = "number"

    call_id = fields.Many2one("miko.call", required=True, index=True, ondelete="cascade")
    uniqueid = fields.Char(required=True, readonly=True, export_string_translation=False)
    number = fields.Char("Phone", readonly=True)
    user_id = fields.Many2one("res.users", "Employee", readonly=True, index="btree_not_null")
    outside = fields.Boolean(
        "Mobile phone", readonly=True, help="The call was sent on to a phone outside the company."
    )
    rang_at = fields.Datetime("Rang", readonly=True)
    answered_at = fields.Datetime("Answered", readonly=True)
    ended_at = fields.Datetime("Ended", readonly=True)
    result = fields.Selection(LEG_RESULTS, readonly=True)

    _uniqueid_uniq = models.Constraint("UNIQUE (call_id, uniqueid)", "This phone is known.")
