from odoo import fields, models


class CrmDisqualifyReason(models.Model):
    """Why a request turned out to be no lead; its kind is what the statistics count (H03)."""

    _name = "crm.disqualify.reason"
    _inherit = ["flow.short.list.mixin"]
    _description = "Reason why a lead is not a target"
    _order = "sequence, id"

    name = fields.Char("Reason", required=True, translate=True)
    kind = fields.Selection(
        [
            ("mistake", "Mistake"),
            ("spam", "Spam"),
            ("preliminary", "Preliminary interest"),
            ("not_ours", "Not ours"),
            ("unreachable", "Could not be reached"),
        ],
        required=True,
        help="The reports count leads by this.",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
