from odoo import fields, models


class MailchimpEvent(models.Model):
    """What a webhook told, as it came; it is followed by a run (V03)."""

    _name = "mailchimp.event"
    _inherit = ["flow.claim.mixin"]
    _description = "Message of Mailchimp"
    _order = "id desc"
    _rec_name = "kind"

    audience_id = fields.Many2one(
        "mailchimp.audience", required=True, index=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="audience_id.company_id")
    key = fields.Char(required=True, readonly=True, export_string_translation=False)
    kind = fields.Char(readonly=True)
    email = fields.Char(readonly=True)
    fired_at = fields.Char("Sent there", readonly=True)
    data = fields.Json(readonly=True)
    signed = fields.Boolean(readonly=True)
    state = fields.Selection(
        [("new", "New"), ("done", "Followed"), ("broken", "Not understood")],
        default="new",
        required=True,
        readonly=True,
        index=True,
    )

    _key_uniq = models.Constraint("UNIQUE (audience_id, key)", "Told already.")
