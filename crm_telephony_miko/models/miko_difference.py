from odoo import api, fields, models


class MikoDifference(models.Model):
    """What the exchange and we say differently of one call (B02)."""

    _name = "miko.difference"
    _description = "Difference from the exchange"
    _order = "started_at, id"
    _rec_name = "linkedid"

    day_id = fields.Many2one(
        "miko.day", required=True, readonly=True, index=True, ondelete="cascade"
    )
    kind = fields.Selection(
        [
            ("missing_here", "Missing here"),
            ("missing_there", "The exchange does not have it"),
            ("result", "Another result"),
            ("person", "Another employee"),
            ("ended", "Another end"),
            ("duration", "Another length of the talk"),
        ],
        "Difference",
        required=True,
        readonly=True,
    )
    linkedid = fields.Char("Number at the exchange", required=True, readonly=True)
    call_id = fields.Many2one("miko.call", readonly=True, ondelete="set null")
    started_at = fields.Datetime("Began", readonly=True)
    number = fields.Char("Client's number", readonly=True)
    there_value = fields.Char(readonly=True, export_string_translation=False)
    here_value = fields.Char(readonly=True, export_string_translation=False)
    there_text = fields.Char("The exchange says", compute="_compute_texts")
    here_text = fields.Char("Here", compute="_compute_texts")
    accepted_by_id = fields.Many2one("res.users", "Accepted by", readonly=True)

    @api.depends("kind", "there_value", "here_value")
    def _compute_texts(self):
        results = dict(self.env["miko.call"]._fields["result"]._description_selection(self.env))
        for line in self:
            words = results if line.kind == "result" else {}
            line.there_text = words.get(line.there_value, line.there_value)
            line.here_text = words.get(line.here_value, line.here_value)

    def _says(self, values):
        """Whether nothing new is said by ``values``."""
        told = ("there_value", "here_value")
        return all((self[name] or "") == (values[name] or "") for name in told)

    def action_accept(self):
        """A person looked into it: the day may be called equal. Once more takes it back."""
        self.check_access("read")
        for line in self.sudo():
            line.accepted_by_id = False if line.accepted_by_id else self.env.user

    def action_call(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_telephony_miko.action_call")
        views = [(False, "form")]
        return {**action, "res_id": self.call_id.id, "views": views, "view_mode": "form"}
