from odoo import api, fields, models
from odoo.tools import format_date


class SaleOrder(models.Model):
    _inherit = "sale.order"

    marketing_hint = fields.Char(
        compute="_compute_marketing_hint",
        help="What marketing promised this client, while it holds.",
    )

    @api.depends("partner_id", "state")
    def _compute_marketing_hint(self):
        today = fields.Date.context_today(self)
        offers = self.env["crm.touch"].search(
            [
                ("commercial_partner_id", "in", self.partner_id.commercial_partner_id.ids),
                ("discount", ">", 0),
                ("date", "<=", today),
                "|",
                ("valid_until", "=", False),
                ("valid_until", ">=", today),
            ]
        )
        grouped = offers.grouped("commercial_partner_id")
        for order in self:
            found = grouped.get(order.partner_id.commercial_partner_id, ())
            draft = order.state in ("draft", "sent")
            order.marketing_hint = draft and "; ".join(map(self._hint_of, found))

    def _hint_of(self, touch):
        if not touch.valid_until:
            return self.env._(
                "%(name)s: discount %(percent)s %%", name=touch.name, percent=f"{touch.discount:g}"
            )
        return self.env._(
            "%(name)s: discount %(percent)s %% until %(date)s",
            name=touch.name,
            percent=f"{touch.discount:g}",
            date=format_date(self.env, touch.valid_until),
        )
