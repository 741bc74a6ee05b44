from odoo import api, fields, models


class MikoCheck(models.TransientModel):
    """One step of the self-test of an exchange: what was found, and what to do about it."""

    _name = "miko.check"
    _description = "Self-test of the exchange"
    _order = "sequence, id"

    pbx_id = fields.Many2one("miko.pbx", "Exchange", readonly=True, ondelete="cascade")
    sequence = fields.Integer(readonly=True)
    name = fields.Char("Step", readonly=True)
    state = fields.Selection(
        [("ok", "Good"), ("warning", "Look at it"), ("failed", "Does not work")],
        "Result",
        readonly=True,
    )
    detail = fields.Char("What was found", readonly=True)
    remedy = fields.Char("What to do", readonly=True)

    @api.model
    def _show(self, pbx, steps):
        """:param steps: list of values. :return: the action that shows them."""
        self.search([("create_uid", "=", self.env.uid)]).unlink()
        rows = [{**step, "sequence": n, "pbx_id": pbx.id} for n, step in enumerate(steps)]
        self.create(rows)
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_telephony_miko.action_check")
        return {**action, "domain": [("pbx_id", "=", pbx.id), ("create_uid", "=", self.env.uid)]}
