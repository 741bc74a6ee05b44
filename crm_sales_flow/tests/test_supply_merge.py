from datetime import timedelta

from odoo.tests import tagged

from .supply_common import NOW, PromisedSupplyCase

SLIP, RESERVATION = "tell_new_date", "extend_reservation"


@tagged("post_install", "-at_install")
class TestSupplyMerge(PromisedSupplyCase):
    """E07, L02, L08: orders that come to another deal are told of there, in one task."""

    def setUp(self):
        super().setUp()
        self._put_in_stock(self.part, 10)
        self.other = self.make_deal(name="Other")

    def slipped(self, lead, days=20):
        """An order of a deal, promised for ten days from now and made later."""
        order = self.promised({self.made: 1}, days=10, lead=lead)
        self.production_of(order).date_finished = NOW + timedelta(days=days)
        self.commit()
        return order

    def overdue(self, lead):
        """An order of a deal whose goods were reserved until yesterday."""
        self._put_in_stock(self.bolt, 5)
        order = self._order({self.bolt: 1}, lead=lead)
        order.sudo().reserved_until = NOW - timedelta(days=1)
        self.run_job()
        return order

    def run_job(self):
        self.env["sale.order"]._cron_reservations()
        self.env.invalidate_all()

    def merged(self, *deals):
        leads = self.env["crm.lead"].union(*deals)
        kept = self.as_user("head", leads).merge_opportunity().with_env(self.env)
        self.commit()
        return kept

    def check_one(self, deal, policy, *orders):
        """One open task of the deal, which names these orders, each once."""
        task = deal._flow_open_tasks(policy)
        self.assertEqual(len(task), 1)
        for order in orders:
            self.assertEqual(task.note.count(order.name), 1, task.note)
        return task

    def test_E07_of_two_late_deals_one_task_stays_and_says_both(self):
        orders = [self.slipped(self.lead), self.slipped(self.other, days=25)]
        kept = self.merged(self.lead, self.other)
        task = self.check_one(kept, SLIP, *orders)
        production = self.production_of(orders[1])
        production.date_finished = NOW + timedelta(days=30)
        self.commit()
        self.assertEqual(self.check_one(kept, SLIP, *orders), task)
        self.assertIn(production.name, task.note)

    def test_E07_of_two_reservations_one_task_stays_and_says_both(self):
        orders = [self.overdue(self.lead), self.overdue(self.other)]
        kept = self.merged(self.lead, self.other)
        task = self.check_one(kept, RESERVATION, *orders)
        self.run_job()
        self.assertEqual(self.check_one(kept, RESERVATION, *orders), task)

    def test_E07_two_tasks_of_an_earlier_merge_become_one_when_told_again(self):
        order = self.slipped(self.lead)
        self.lead._flow_schedule(SLIP, user=self.user_manager, note="Late", once=False)
        self.assertEqual(len(self.lead._flow_open_tasks(SLIP)), 2)
        production = self.production_of(order)
        production.date_finished = NOW + timedelta(days=30)
        self.commit()
        self.check_one(self.lead, SLIP, order)

    def move(self, order, deal):
        order.with_user(self.user_manager).opportunity_id = deal
        self.commit()

    def test_L08_a_late_order_is_told_of_where_it_comes_to(self):
        order = self.slipped(self.lead)
        self.assertTrue(self.lead._flow_open_tasks(SLIP))
        self.move(order, self.other)
        self.check_one(self.other, SLIP, order)
        self.assertFalse(self.lead._flow_open_tasks(SLIP))

    def test_L08_the_task_of_the_deal_it_left_speaks_of_the_others_only(self):
        gone, stays = self.slipped(self.lead), self.slipped(self.lead, days=25)
        task = self.check_one(self.lead, SLIP, gone, stays)
        self.move(gone, self.other)
        self.assertEqual(self.check_one(self.lead, SLIP, stays), task)
        self.assertNotIn(gone.name, task.note)
        self.check_one(self.other, SLIP, gone)

    def test_L02_a_reservation_is_asked_about_where_its_order_comes_to(self):
        gone, stays = self.overdue(self.lead), self.overdue(self.lead)
        self.move(gone, self.other)
        self.check_one(self.other, RESERVATION, gone)
        task = self.check_one(self.lead, RESERVATION, stays)
        self.assertNotIn(gone.name, task.note)
        self.move(stays, self.other)
        self.check_one(self.other, RESERVATION, gone, stays)
        self.assertFalse(self.lead._flow_open_tasks(RESERVATION))

    def test_L08_an_order_in_time_makes_no_task_where_it_comes_to(self):
        order = self.slipped(self.lead, days=5)
        self.move(order, self.other)
        self.assertFalse((self.lead | self.other)._flow_open_tasks(SLIP))
