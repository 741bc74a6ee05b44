from odoo import api, fields, models


class CrmTouchRecord(models.TransientModel):
    """One marketing action for many clients: a greeting, an invitation (U02, U03)."""

    _name = "crm.touch.record"
    _description = "Record a marketing action"

    partner_ids = fields.Many2many(
        "res.partner",
        string="Clients",
        required=True,
        default=lambda self: self._default_clients(),
    )
    exhibition_id = fields.Many2one(
        "crm.exhibition",
        help="The clients are put on the list of the invited; who is there already is not doubled.",
    )
    name = fields.Char(
        "What is done", required=True, compute="_compute_of_exhibition", store=True, readonly=False
    )
    kind = fields.Selection(
        selection=lambda self: self._kinds(),
        required=True,
        compute="_compute_of_exhibition",
        store=True,
        readonly=False,
    )
    campaign_id = fields.Many2one(
        "utm.campaign", compute="_compute_of_exhibition", store=True, readonly=False
    )
    date = fields.Date(required=True, default=fields.Date.context_today)
    valid_until = fields.Date(
        help="Until when the offer holds, or when the event is.",
        compute="_compute_of_exhibition",
        store=True,
        readonly=False,
    )
    discount = fields.Float("Discount, %")

    def _default_clients(self):
        """Those that were marked in their list; on another screen nobody is."""
        is_list = self.env.context.get("active_model") == "res.partner"
        return self.env.context.get("active_ids", ()) if is_list else ()

    @api.depends("exhibition_id")
    def _compute_of_exhibition(self):
        for wizard in self:
            exhibition = wizard.exhibition_id
            wizard.name = exhibition.name or wizard.name
            wizard.kind = "event" if exhibition else wizard.kind or "greeting"
            wizard.campaign_id = exhibition.campaign_id or wizard.campaign_id
            wizard.valid_until = (exhibition and exhibition._last_day()) or wizard.valid_until

    def _kinds(self):
        return self.env["crm.touch"]._fields["kind"]._description_selection(self.env)

    def action_record(self):
        """Whoever has the same action already is not given it twice."""
        self.ensure_one()
        Touch = self.env["crm.touch"]
        same = [("name", "=", self.name), ("date", "=", self.date)]
        if self.exhibition_id:
            same = [("exhibition_id", "=", self.exhibition_id.id)]
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
            "exhibition_id": self.exhibition_id.id,
            "campaign_id": self.campaign_id.id,
            "date": self.date,
            "valid_until": self.valid_until,
            "discount": self.discount,
        }
