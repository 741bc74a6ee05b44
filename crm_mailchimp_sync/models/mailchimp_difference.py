from odoo import fields, models


class MailchimpDifference(models.Model):
    """Where the audience is not what Odoo knows, found by the last full comparison (V07)."""

    _name = "mailchimp.difference"
    _description = "Difference between audience and Odoo"
    _order = "kind, email, id"
    _rec_name = "email"

    audience_id = fields.Many2one(
        "mailchimp.audience", required=True, index=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="audience_id.company_id")
    email = fields.Char("E-mail", readonly=True)
    kind = fields.Selection(
        [
            ("missing", "Sent, but not there"),
            ("status", "Another status there"),
            ("facts", "Other facts there"),
            ("foreign", "Only in Mailchimp"),
            ("waiting", "Not sent yet"),
            ("parked", "Set aside"),
        ],
        readonly=True,
    )
    here = fields.Char("In Odoo", readonly=True)
    there = fields.Char("In Mailchimp", readonly=True)
