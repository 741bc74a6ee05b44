from odoo import fields, models


class MailchimpCampaign(models.Model):
    """A mailing that was sent, with its figures; what each client did stands in his card (V05)."""

    _name = "mailchimp.campaign"
    _description = "Mailing"
    _order = "sent_at desc, id desc"

    name = fields.Char(required=True, readonly=True)
    audience_id = fields.Many2one(
        "mailchimp.audience", required=True, index=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="audience_id.company_id", store=True)
    remote_id = fields.Char(required=True, readonly=True, export_string_translation=False)
    campaign_id = fields.Many2one(
        "utm.campaign", help="Whose plan and budget this mailing belongs to."
    )
    sent_at = fields.Datetime("Sent at", readonly=True)
    sent_count = fields.Integer("Sent", readonly=True)
    open_count = fields.Integer(
        "Opened", readonly=True, help="People, without programs that open every letter."
    )
    click_count = fields.Integer("Clicked", readonly=True, help="People.")
    bounce_count = fields.Integer("Did not arrive", readonly=True)
    unsubscribed_count = fields.Integer("Unsubscribed", readonly=True)
    marks = fields.Char(readonly=True, export_string_translation=False)
    next_poll_at = fields.Datetime(readonly=True, export_string_translation=False)
    open_rate = fields.Float("Opened, %", compute="_compute_rates")
    click_rate = fields.Float("Clicked, %", compute="_compute_rates")

    _remote_uniq = models.Constraint("UNIQUE (audience_id, remote_id)", "Known already.")

    def _compute_rates(self):
        for mailing in self:
            sent = mailing.sent_count
            mailing.open_rate = 100 * mailing.open_count / sent if sent else 0
            mailing.click_rate = 100 * mailing.click_count / sent if sent else 0

    def write(self, vals):
        """Another campaign gets what the clients did as well: its figures count it (U05)."""
        moved = self.browse()
        if "campaign_id" in vals:
            moved = self.filtered(lambda mailing: mailing.campaign_id.id != vals["campaign_id"])
        result = super().write(vals)
        for mailing in moved:
            touches = self.env["crm.touch"].search(mailing._touch_domain())
            touches.campaign_id = mailing.campaign_id
        return result

    def _touch_domain(self):
        return [("external_key", "=like", f"mailchimp:{self.remote_id}:%")]

    def action_touches(self):
        """What each client did."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_sales_flow.action_touch")
        return {**action, "domain": self._touch_domain(), "context": {}}
