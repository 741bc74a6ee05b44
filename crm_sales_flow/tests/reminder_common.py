from contextlib import contextmanager
from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo import SUPERUSER_ID, api

from .common import SalesFlowCase

MONDAY = datetime(2026, 11, 23, 7, 17)  # 10:17 in Moscow: the call is due at 11:17
DUE = MONDAY + timedelta(hours=1)


class ReminderCase(SalesFlowCase):
    """A deal with a first call, and the cron in a transaction of its own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy = cls.env["crm.task.policy"]._get("first_call")
        cls.deal = cls.make_deal()
        cls.users["manager"].email = "manager@company.example"

    def call(self, start=MONDAY, deal=None):
        with freeze_time(start):
            return (deal or self.deal)._flow_schedule("first_call", start=start)

    @contextmanager
    def cron(self):
        """A function that runs a pass as the scheduler does: its commits are real ones."""

        def run():
            self.env.flush_all()
            with self.registry.cursor() as cr:
                env = api.Environment(cr, SUPERUSER_ID, {})
                env["mail.activity"]._cron_remind()
                env.flush_all()
            self.env.invalidate_all()

        with self.enter_registry_test_mode():
            yield run

    def run_at(self, *moments):
        with self.cron() as run:
            for moment in moments:
                with freeze_time(moment):
                    run()

    def notices(self, user):
        """What was sent to the screen of the user, by the bus."""
        self.env.cr.precommit.run()
        rows = self.env["bus.bus"].sudo().search([("message", "ilike", "crm_sales_flow.reminder")])
        return rows.filtered(lambda row: f'"res.partner",{user.partner_id.id}]' in row.channel)
