from datetime import timedelta

from odoo import fields, models


class MikoDayChoice(models.TransientModel):
    """Any day that is over may be compared, also one of last year."""

    _name = "miko.day.choice"
    _description = "Compare a day with the exchange"

    pbx_id = fields.Many2one(
        "miko.pbx",
        "Exchange",
        required=True,
        ondelete="cascade",
        default=lambda self: self.env["miko.pbx"].search([], limit=1),
    )
    day = fields.Date(
        required=True, default=lambda self: fields.Date.context_today(self) - timedelta(days=1)
    )

    def action_compare(self):
        self.ensure_one()
        self.pbx_id.check_access("read")
        self.env["miko.day"].check_access("read")
        row = self.env["miko.day"].sudo()._of(self.pbx_id, self.day).with_env(self.env)
        row.action_compare()
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_telephony_miko.action_day")
        return {**action, "res_id": row.id, "views": [(False, "form")], "view_mode": "form"}
