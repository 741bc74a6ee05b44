from datetime import timedelta

from freezegun import freeze_time

from odoo import Command
from odoo.tests import tagged
from odoo.tools import format_date

from .supply_common import NOW, PromisedSupplyCase


@tagged("post_install", "-at_install")
class TestSupplyStale(PromisedSupplyCase):
    """L08: a planned day that passes without the goods is told without anybody's write."""

    def setUp(self):
        super().setUp()
        self._put_in_stock(self.part, 100)

    def tasks(self, lead=None):
        return (lead or self.lead)._flow_open_tasks("tell_new_date")

    def notes(self, lead=None):
        """What the manager was told on the deal."""
        manager = self.user_manager.partner_id
        return (lead or self.lead).message_ids.filtered(lambda m: manager in m.partner_ids)

    def look(self, days):
        """The job, so many days from now."""
        with freeze_time(NOW + timedelta(days=days)), self.enter_registry_test_mode():
            self.env.ref("crm_sales_flow.ir_cron_supply_stale").method_direct_trigger()
            self.env.invalidate_all()

    def planned(self, finish, promise, lead=None):
        order = self.promised({self.made: 1}, days=promise, lead=lead)
        self.production_of(order).date_finished = NOW + timedelta(days=finish)
        self.commit()
        return order, self.production_of(order)

    def test_L08_an_overdue_production_is_not_shown_as_ready_yesterday(self):
        order, production = self.planned(finish=5, promise=10)
        line = order.order_line.with_user(self.user_manager)
        self.assertEqual(line.ready_date, NOW + timedelta(days=5))
        self.assertFalse(line.overdue_documents)
        with freeze_time(NOW + timedelta(days=5, hours=5)):
            self.commit()
            self.assertEqual(line.ready_date, NOW + timedelta(days=5), "The day is not over.")
        with freeze_time(NOW + timedelta(days=6)):
            self.commit()
            self.assertFalse(line.ready_date)
            self.assertEqual(line.overdue_documents, production.name)
            self.assertEqual(line.days_late, 0, "It was promised for a later day.")
            lead = self.lead.with_user(self.user_manager)
            self.assertFalse(lead.ready_date)
            self.assertEqual(lead.overdue_documents, production.name)
        with freeze_time(NOW + timedelta(days=13)):
            self.commit()
            self.assertEqual(line.days_late, 3)

    def test_L08_the_manager_hears_of_a_day_that_has_passed_and_then_of_the_promise(self):
        order, production = self.planned(finish=5, promise=8)
        self.look(5)
        self.assertFalse(self.notes(), "The day is not over.")
        self.look(6)
        self.assertIn(production.name, self.notes().body)
        self.assertFalse(order.supply_told_date)
        self.assertFalse(self.tasks(), "The promise may still be kept.")
        self.look(7)
        self.look(8)
        self.assertEqual(len(self.notes()), 1)
        self.assertFalse(self.tasks())
        self.look(9)
        task = self.tasks()
        self.assertEqual(task.user_id, self.user_manager)
        for text in (order.name, production.name, self.day(8)):
            self.assertIn(text, task.note)
        self.assertEqual(len(self.notes()), 1)
        with freeze_time(NOW + timedelta(days=9)):
            letter = task.activity_type_id.mail_template_ids
            body = letter._render_field("body_html", self.lead.ids)[self.lead.id]
        self.assertIn(self.lead.name, body)
        self.assertNotRegex(body, r"[0-9]{4}", "Nobody knows the new day.")
        self.look(10)
        self.assertEqual(self.tasks(), task)

    def day(self, days):
        env = self.user_manager.with_user(self.user_manager).env
        return format_date(env, NOW + timedelta(days))

    def test_L08_a_task_that_was_done_is_not_asked_again_by_the_calendar(self):
        self.planned(finish=5, promise=8)
        self.look(9)
        self.tasks().action_feedback(feedback="Told")
        for days in (10, 11):
            self.look(days)
            self.assertFalse(self.tasks())

    def test_L08_what_a_write_has_told_the_calendar_does_not_tell_again(self):
        order, production = self.planned(finish=14, promise=8)
        task = self.tasks()
        note, count = task.note, len(self.lead.message_ids)
        for days in (1, 9):
            self.look(days)
            self.assertEqual((self.tasks(), self.tasks().note), (task, note))
            self.assertEqual(len(self.lead.message_ids), count)

    def test_L08_a_new_day_and_the_goods_close_the_task_of_the_calendar(self):
        order, production = self.planned(finish=5, promise=8)
        self.look(9)
        task = self.tasks()
        with freeze_time(NOW + timedelta(days=9)):
            production.date_finished = NOW + timedelta(days=12)
            self.commit()
            self.assertEqual(self.tasks(), task, "It is late still, and the day is known.")
            self.assertIn(self.day(12), task.note)
            order.commitment_date = NOW + timedelta(days=12)
            self.commit()
        self.assertFalse(self.tasks())
        self.look(13)
        self.assertTrue(self.tasks())
        with freeze_time(NOW + timedelta(days=13)):
            self._produce(order, "C-1")
            self.commit()
        self.assertFalse(self.tasks())
        self.look(14)
        self.assertFalse(self.tasks())

    def test_L08_an_order_that_is_confirmed_again_is_told_again(self):
        order, _production = self.planned(finish=14, promise=8)
        self.assertTrue(self.tasks())
        order._action_cancel()
        self.commit()
        self.assertFalse(self.tasks())
        with freeze_time(NOW + timedelta(days=12)):
            order.action_draft()
            order.with_user(self.users["head"]).action_confirm()
            self.commit()
        self.look(12)
        self.assertIn(order.name, self.tasks().note)

    def test_L08_a_purchase_and_its_receipt_that_did_not_come_are_told(self):
        for confirmed in (False, True):
            with self.subTest(confirmed=confirmed):
                lead = self.make_deal(name=f"Bought {confirmed}")
                order = self.promised({self.bought: 2}, days=4, lead=lead)
                purchase = self.purchase_of(order)
                if confirmed:
                    purchase.button_confirm()
                purchase.order_line.date_planned = NOW + timedelta(days=3)
                self.commit()
                self.look(5)
                self.assertEqual(order.order_line.overdue_documents, False, "Now is earlier.")
                self.assertIn(purchase.name, self.tasks(lead).note)

    def test_L08_goods_that_nothing_brings_break_the_promise_when_its_day_has_passed(self):
        self.bolt.seller_ids = [Command.create({"partner_id": self.supplier.id, "delay": 2})]
        order = self.promised({self.bolt: 1}, days=4)
        self.assertEqual(order.order_line.qty_missing, 1)
        self.look(4)
        self.assertFalse(self.tasks())
        self.look(5)
        self.assertIn(order.name, self.tasks().note)

    def test_L08_a_late_component_does_not_move_a_plan_that_can_be_kept(self):
        """The component of a stand may come today while the stand can be made in time."""
        stand = self._product("Stand", route_ids=[self.mto.id, self.manufacture.id])
        self._bom(stand, {self.bought: 1}, produce_delay=4)
        order = self.promised({stand: 1}, days=30)
        self.production_of(order).date_start = NOW + timedelta(days=10)
        component = self.production_of(order).sudo().move_raw_ids
        purchase = component.created_purchase_line_ids.order_id
        purchase.order_line.date_planned = NOW + timedelta(days=2)
        self.commit()
        line = order.order_line
        finish = line.ready_date
        self.assertEqual(finish.date(), (NOW + timedelta(days=14)).date())
        with freeze_time(NOW + timedelta(days=8)):
            self.commit()
            self.assertEqual((line.ready_date, line.overdue_documents), (finish, False))
        with freeze_time(NOW + timedelta(days=12)):
            self.commit()
            self.assertEqual((line.ready_date, line.overdue_documents), (False, purchase.name))

    def test_L08_a_lost_deal_and_one_outside_the_process_are_left_alone(self):
        lead = self.make_deal(name="Lost")
        self.planned(finish=5, promise=8, lead=lead)
        self.env.cr.execute("UPDATE crm_lead SET active = FALSE WHERE id = %s", (lead.id,))
        self.env.invalidate_all()
        self.look(9)
        self.assertFalse(self.tasks(lead))

    def test_L08_the_job_goes_on_where_it_ended_and_looks_once_a_day(self):
        leads = [self.make_deal(name=f"Deal {number}") for number in range(3)]
        orders = [self.planned(finish=5, promise=8, lead=lead)[0] for lead in leads]
        orders[0].sudo().supply_checked_on = NOW + timedelta(days=9)  # where it was cut short
        self.commit()
        self.look(9)
        self.assertEqual([bool(self.tasks(lead)) for lead in leads], [False, True, True])
        self.look(10)
        self.assertTrue(self.tasks(leads[0]))

    def test_L08_the_queries_of_the_job_do_not_grow_with_the_orders(self):
        counts = []
        for number in (1, 5):
            for index in range(number):
                self.planned(finish=50, promise=60, lead=self.make_deal(name=f"{index}"))
            self.commit()
            self.env["sale.order"].search([]).sudo().write({"supply_checked_on": False})
            self.commit()
            with self.enter_registry_test_mode():
                cron = self.env.ref("crm_sales_flow.ir_cron_supply_stale")
                before = self.env.cr.sql_log_count
                cron.method_direct_trigger()
                counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 2, counts)
