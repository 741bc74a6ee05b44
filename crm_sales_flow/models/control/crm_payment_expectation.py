from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date


class CrmPaymentExpectation(models.Model):
    """When the client said that he pays: told by the manager, kept with each change (T04).

    A record of its own: the manager may say it of an invoice that he may not touch otherwise.
    """

    _name = "crm.payment.expectation"
    _description = "Expected payment"
    _order = "id desc"

    move_id = fields.Many2one(
        "account.move",
        "Invoice",
        required=True,
        index=True,
        ondelete="cascade",
        domain=[("move_type", "=", "out_invoice"), ("state", "=", "posted")],
    )
    date = fields.Date("Expected on", required=True, help="The day on which the money will come.")
    note = fields.Char("Why", help="What the client said.")
    user_id = fields.Many2one(
        "res.users", "Told by", readonly=True, default=lambda self: self.env.user
    )
    company_id = fields.Many2one(related="move_id.company_id", store=True)

    @api.depends("date", "note")
    def _compute_display_name(self):
        for told in self:
            day = format_date(self.env, told.date) if told.date else ""
            told.display_name = ", ".join(filter(None, (day, told.note)))

    @api.constrains("date", "move_id")
    def _check_date(self):
        for told in self.sudo():
            if told.move_id.invoice_date and told.date < told.move_id.invoice_date:
                raise ValidationError(
                    self.env._("The money of an invoice does not come before it was issued.")
                )
