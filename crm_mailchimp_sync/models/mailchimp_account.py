from odoo import fields, models


class MailchimpAccount(models.Model):
    """An account of Mailchimp. Its key is for administrators only (AE03)."""

    _name = "mailchimp.account"
    _inherit = ["flow.lock.mixin"]
    _description = "Mailchimp account"
    _order = "name, id"

    name = fields.Char(required=True, default="Mailchimp")
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    api_key = fields.Char(
        "Key",
        groups="base.group_system",
        copy=False,
        help="Mailchimp > Profile > Extras > API keys. It ends with the name of a data centre,"
        " for instance -us6.",
    )
    base_url = fields.Char(
        "Address",
        groups="base.group_system",
        help="Empty for Mailchimp itself: the address follows from the key.",
    )
    account_name = fields.Char("Name at Mailchimp", readonly=True, copy=False)
    state = fields.Selection(
        [("new", "Not tested"), ("connected", "Connected"), ("refused", "Key refused")],
        "Connection",
        default="new",
        readonly=True,
        copy=False,
        help="While the key is refused nothing is sent and nothing is asked.",
    )
    error = fields.Char(readonly=True, copy=False, export_string_translation=False)
    pause_until = fields.Datetime(
        "Pause until", readonly=True, copy=False, help="Mailchimp asked for silence, or is down."
    )
    failures = fields.Integer(readonly=True, copy=False, export_string_translation=False)
    clock_shift = fields.Integer(
        "Clock of Mailchimp (s)",
        readonly=True,
        copy=False,
        help="By how many seconds the clock of Mailchimp is ahead of ours.",
    )
    audience_ids = fields.One2many("mailchimp.audience", "account_id", "Audiences")
