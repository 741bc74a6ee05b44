from odoo import fields, models


class MailchimpPreviewLine(models.TransientModel):
    """One address in the preview of a synchronisation."""

    _name = "mailchimp.preview.line"
    _description = "Address in the preview"
    _order = "kind, email"
    _rec_name = "email"

    preview_id = fields.Many2one("mailchimp.preview", required=True, ondelete="cascade")
    email = fields.Char("E-mail")
    partner_id = fields.Many2one("res.partner", "Contact")
    lead_id = fields.Many2one("crm.lead")
    kind = fields.Selection(
        [
            ("new", "New"),
            ("change", "Changed"),
            ("stop", "Unsubscribed"),
            ("leave", "Archived"),
            ("no_consent", "Without consent"),
            ("stopped", "Does not want mailings"),
            ("parked", "Set aside"),
        ]
    )
    what = fields.Char("What changes")
