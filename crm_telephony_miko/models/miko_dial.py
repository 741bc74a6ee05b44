from datetime import timedelta

from odoo import api, fields, models

from odoo.addons.crm_sales_flow.tools.phone import phone_key

BEFORE = timedelta(minutes=5)  # the phone of the employee rings first
KEPT = timedelta(days=1)


class MikoDial(models.Model):
    """A number that somebody clicked: by it the call finds the deal it was made from (B08).

    Written by the click itself, never by hand.
    """

    _name = "miko.dial"
    _description = "Number dialled from the screen"
    _rec_name = "phone_key"

    user_id = fields.Many2one("res.users", "Employee", required=True, readonly=True, index=True)
    phone_key = fields.Char("Number", required=True, readonly=True)
    dialled_at = fields.Datetime(
        "Dialled at", required=True, readonly=True, default=fields.Datetime.now
    )
    lead_id = fields.Many2one("crm.lead", "Lead or deal", readonly=True, ondelete="cascade")

    @api.model
    def _of_call(self, call):
        """:return: the last click that this outgoing call can come from."""
        return self._clicked(call.user_id, call.number, call.started_at)

    @api.model
    def _clicked(self, user, number, at):
        """:return: the last click of this user on this number around a moment."""
        domain = [
            ("user_id", "=", user.id),
            ("phone_key", "=", phone_key(number)),
            ("dialled_at", ">", at - BEFORE),
            ("dialled_at", "<", at + BEFORE),
        ]
        return self.search(domain, order="id desc", limit=1)

    @api.autovacuum
    def _gc_dials(self):
        self.search([("dialled_at", "<", fields.Datetime.now() - KEPT)]).unlink()
