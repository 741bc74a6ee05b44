from odoo import api, fields, models
from odoo.fields import Domain

BATCH = 100


class SaleOrder(models.Model):
    """A plan becomes stale without a write, when its day passes and the goods are not there (L08).

    Whoever writes is followed at once; what only the calendar changes is looked at once a day.
    What was told is stored on the order, so that neither tells again what the other one told.
    """

    _inherit = "sale.order"

    supply_checked_on = fields.Date(
        "Supply looked at",
        readonly=True,
        copy=False,
        help="The last day on which the plan of the order was compared with the calendar.",
    )

    @api.model
    def _cron_supply_stale(self):
        """Every order that waits for goods, once a day, a hundred orders at a time.

        The day is written with each batch: a run that was cut short goes on where it ended, and
        an order that somebody else held comes with the next pass.
        """
        zone = self.env.company.resource_calendar_id.tz
        today = fields.Date.context_today(self.with_context(tz=zone))
        domain = self._supply_stale_domain(today)
        while True:
            found = self.search(domain, limit=BATCH, order="id")
            claimed = found.try_lock_for_update()
            claimed._supply_follow(set(), "")
            claimed.supply_checked_on = today
            full = len(found) == BATCH and claimed == found
            cron = self.env["ir.cron"]
            if not cron._commit_progress(len(claimed), remaining=int(full)) or not full:
                break

    @api.model
    def _supply_stale_domain(self, today):
        return (
            Domain("state", "=", "sale")
            & Domain("supply_told_state", "=", "waiting")
            & Domain("opportunity_id.active", "=", True)
            & Domain("opportunity_id.team_id.flow_enabled", "=", True)
            & (Domain("supply_checked_on", "=", False) | Domain("supply_checked_on", "<", today))
        )
