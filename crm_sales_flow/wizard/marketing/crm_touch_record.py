from odoo import fields, models


class CrmTouchRecord(models.TransientModel):
    """One marketing action for many clients: a greeting, an invitation (U02, U03)."""

    _name = "crm.touch.record"
    _description = "Record a marketing action"

    partner_ids = fields.Many2many(
        "res.partner",
        string="Clients",
        required=True,
        default=lambda self: self.env.context.get("active_ids", ()),
    )
    name = fields.Char("What", required=True)
    kind = fields.Selection(
        selection=lambda self: self._kinds(),
        required=True,
        default="greeting",
    )
    campaign_id = fields.Many2one("utm.campaign")
    date = fields.Date(required=True, default=fields.Date.context_today)
    valid_until = fields.Date(help="Until when the offer holds, or when the event is.")
    discount = fields.Float("Discount, %")

    def _kinds(self):
        return self.env["crm.touch"]._fields["kind"]._description_selection(self.env)

    def action_record(self):
        """Whoever has the same action already is not given it twice."""
        self.ensure_one()
        Touch = self.env["crm.touch"]
        same = [("name", "=", self.name), ("date", "=", self.date)]
        known = Touch.search([*same, ("partner_id", "in", self.partner_ids.ids)]).partner_id
        touches = Touch.create([self._values(partner) for partner in self.partner_ids - known])
        message = self.env._("Recorded for clients: %(count)s", count=len(touches))
        params = {"type": "success", "message": message,
                  "next": {"type": "ir.actions.act_window_close"}}  # fmt: skip
        return {"type": "ir.actions.client", "tag": "display_notification", "params": params}

    def _values(self, partner):
        return {
            "partner_id": partner.id,
            "name": self.name,
            "kind": self.kind,
            "campaign_id": self.campaign_id.id,
            "date": self.date,
            "valid_until": self.valid_until,
            "discount": self.discount,
        }
