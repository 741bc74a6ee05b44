import json
from datetime import timedelta

from freezegun import freeze_time

from odoo.tests import tagged
from odoo.tools import format_date

from .supply_common import NOW, PromisedSupplyCase


@tagged("post_install", "-at_install")
class TestSupplySlips(PromisedSupplyCase):
    """L07, L08, L10: the manager hears of a slip in the transaction that makes it."""

    def setUp(self):
        super().setUp()
        self._put_in_stock(self.part, 10)

    def day(self, days):
        """The day so many days from now, as the manager reads it."""
        return format_date(
            self.user_manager.with_user(self.user_manager).env, NOW + timedelta(days)
        )

    def tasks(self, lead=None):
        return (lead or self.lead)._flow_open_tasks("tell_new_date")

    def test_L08_a_slip_of_production_makes_one_task_with_the_cause_and_a_letter(self):
        order = self.promised({self.made: 1}, days=10)
        self.assertFalse(self.tasks())
        production = self.production_of(order)
        production.date_finished = NOW + timedelta(days=14)
        self.commit()
        task = self.tasks()
        self.assertEqual(task.user_id, self.user_manager)
        self.assertIn(production.name, task.note)
        self.assertIn(order.name, task.note)
        self.assertIn(self.day(14), task.note)
        self.assertEqual(
            task.activity_type_id.mail_template_ids,
            self.env.ref("crm_sales_flow.mail_template_new_date"),
        )
        production.date_finished = NOW + timedelta(days=20)
        self.commit()
        self.assertEqual(self.tasks(), task, "A second slip changes the task that is open.")
        self.assertIn(self.day(20), task.note)

    def test_L08_a_date_kept_again_closes_the_task(self):
        order = self.promised({self.made: 1}, days=10)
        production = self.production_of(order)
        production.date_finished = NOW + timedelta(days=14)
        self.commit()
        self.assertTrue(self.tasks())
        production.date_finished = NOW + timedelta(days=9)
        self.commit()
        self.assertFalse(self.tasks())

    def test_L08_a_new_promise_closes_the_task(self):
        order = self.promised({self.made: 1}, days=10)
        self.production_of(order).date_finished = NOW + timedelta(days=14)
        self.commit()
        order.commitment_date = NOW + timedelta(days=15)
        self.commit()
        self.assertFalse(self.tasks())

    def slipped(self):
        """An order whose production is late, with its production order and the open task."""
        order = self.promised({self.made: 1}, days=10)
        production = self.production_of(order)
        production.date_finished = NOW + timedelta(days=20)
        self.commit()
        return order, production, self.tasks()

    def test_L08_the_task_stays_while_no_day_is_known(self):
        order, production, task = self.slipped()
        production.action_cancel()
        self.commit()
        self.assertFalse(order.supply_told_date)
        self.assertEqual(self.tasks(), task)

    def test_L08_the_task_stays_while_another_order_is_late(self):
        _order, _production, task = self.slipped()
        other = self.promised({self.made: 1}, days=10)
        self.production_of(other).date_finished = NOW + timedelta(days=5)
        self.commit()
        self.assertEqual(self.tasks(), task)

    def test_L08_goods_that_come_late_are_not_a_promise_kept(self):
        order, _production, task = self.slipped()
        with freeze_time(NOW + timedelta(days=20)):
            self._produce(order, "C-1")
            self.commit()
        self.assertFalse(self.tasks())
        self.assertIn("is in stock", task.feedback)
        self.assertNotIn("promised date is kept", task.feedback)

    def test_L08_the_task_speaks_of_every_late_order_of_the_deal(self):
        """Whoever tells of another one at the same time begins anew, by the row of the deal."""
        first, _production, task = self.slipped()
        second = self.promised({self.made: 1}, days=10)
        before = self.row()
        self.production_of(second).date_finished = NOW + timedelta(days=25)
        self.commit()
        self.assertEqual(self.tasks(), task)
        for text in (first.name, self.day(20), second.name, self.day(25)):
            self.assertIn(text, task.note)
        self.assertNotEqual(self.row(), before, "Two of them at once would make two tasks.")

    def row(self):
        """Which version of the row of the deal the database holds."""
        self.env.cr.execute("SELECT ctid::text FROM crm_lead WHERE id = %s", (self.lead.id,))
        return self.env.cr.fetchone()[0]

    def test_L08_a_cancelled_order_promises_nothing(self):
        order, _production, task = self.slipped()
        order._action_cancel()
        self.commit()
        self.assertFalse(self.tasks())
        self.assertIn("No confirmed order", task.feedback)

    def test_L08_services_that_were_promised_hold_no_task(self):
        order, production, task = self.slipped()
        self.promised({self.service: 1}, days=10)
        production.date_finished = NOW + timedelta(days=9)
        self.commit()
        self.assertFalse(self.tasks())
        self.assertEqual(task.feedback, f"{order.name}: the promised date is kept.")

    def test_L08_a_promise_earlier_than_the_goods_makes_the_task(self):
        order = self.promised({self.made: 1}, days=60)
        self.production_of(order).date_finished = NOW + timedelta(days=14)
        self.commit()
        self.assertFalse(self.tasks())
        order.with_user(self.users["head"]).commitment_date = NOW + timedelta(days=7)
        self.commit()
        self.assertIn(self.day(14), self.tasks().note)

    def test_L08_a_cancelled_production_order_is_told(self):
        order = self.promised({self.made: 1}, days=30)
        production = self.production_of(order)
        production.action_cancel()
        self.commit()
        note = self.lead.message_ids.filtered(
            lambda m: self.user_manager.partner_id in m.partner_ids
        )
        self.assertIn(order.name, note.body)
        self.assertIn(production.name, note.body, "The cause is named.")
        self.assertFalse(order.supply_told_date)

    def test_L07_every_new_day_of_readiness_stands_in_the_history_of_the_deal(self):
        order = self.promised({self.made: 1}, days=30)
        production = self.production_of(order)
        production.date_finished = NOW + timedelta(days=14)
        self.commit()
        self.assertIn(self.day(14), self.lead.message_ids[0].body)
        self.assertIn(production.name, self.lead.message_ids[0].body)
        self.assertFalse(self.tasks(), "The promise is kept.")
        count = len(self.lead.message_ids)
        production.date_finished = NOW + timedelta(days=14, hours=2)
        self.commit()
        self.assertEqual(len(self.lead.message_ids), count, "Hours of a day are no news.")

    def test_L10_a_slip_of_the_supplier_is_one_of_the_deal(self):
        for confirmed in (False, True):
            with self.subTest(confirmed=confirmed):
                lead = self.make_deal(name=f"Bought {confirmed}")
                order = self.promised({self.bought: 2}, days=10, lead=lead)
                purchase = self.purchase_of(order)
                if confirmed:
                    purchase.button_confirm()
                    self.commit()
                purchase.order_line.date_planned = NOW + timedelta(days=25)
                self.commit()
                self.assertEqual(
                    order.order_line.ready_date, NOW + timedelta(days=25), "The table shows it."
                )
                self.assertIn(purchase.name, self.tasks(lead).note)

    def test_L10_the_supplier_may_also_be_faster(self):
        """What he said last counts, later or earlier, also when the receipt is there."""
        order = self.promised({self.bought: 2}, days=10)
        purchase = self.purchase_of(order)
        purchase.button_confirm()
        self.commit()
        for days in (25, 5, 12):
            purchase.order_line.date_planned = NOW + timedelta(days=days)
            self.commit()
            self.assertEqual(order.order_line.ready_date, NOW + timedelta(days=days))
            self.assertEqual(bool(self.tasks()), days > 10)

    def test_L08_goods_that_arrived_are_told_once(self):
        order = self.promised({self.made: 1}, days=10)
        manager = self.user_manager.partner_id
        self._produce(order, "C-1")
        self.commit()
        notes = self.lead.message_ids.filtered(lambda m: manager in m.partner_ids)
        self.assertEqual(len(notes), 1)
        self.assertIn(order.name, notes.body)
        self.assertEqual(order.supply_told_state, "ready")
        self._ship(order)
        self.commit()
        again = self.lead.message_ids.filtered(lambda m: manager in m.partner_ids)
        self.assertEqual(again, notes)

    def test_L08_a_deal_outside_the_process_is_left_alone(self):
        plain = self.env["crm.team"].create({"name": "Plain", "flow_enabled": False})
        lead = self.env["crm.lead"].create(
            {"name": "Plain", "type": "opportunity", "team_id": plain.id}
        )
        order = self._order({self.made: 1}, confirm=False)
        order.sudo().write({"opportunity_id": lead.id, "commitment_date": NOW})
        order.sudo().action_confirm()
        self.commit()
        self.assertFalse(self.tasks(lead))
        self.assertFalse(order.supply_told_date)

    def test_L08_many_orders_of_one_purchase_cost_one_walk(self):
        """Queries do not grow with the orders that nothing has to be told about."""
        orders = [self.promised({self.bought: 1}, days=60) for _index in range(6)]
        purchase = self._merged_purchase(*orders)
        counts = []
        for lines in (purchase.order_line[:1], purchase.order_line):
            self.commit()
            before = self.env.cr.sql_log_count
            lines.move_dest_ids.write({"product_uom_qty": 1})
            self.commit()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 5, counts)

    def test_L06_whoever_works_on_the_deal_is_shown_the_progress(self):
        centre = self.env["mrp.workcenter"].create({"name": "Welding"})
        for name in ("Cut", "Weld", "Clean", "Test"):
            self.env["mrp.routing.workcenter"].create(
                {
                    "name": name,
                    "workcenter_id": centre.id,
                    "bom_id": self.made.bom_ids.id,
                    "time_mode": "manual",
                    "time_cycle_manual": 60,
                }
            )
        order = self.promised({self.made: 1}, days=30)
        line = order.order_line.with_user(self.user_manager)
        self.assertEqual(line.ready_percent, 0)
        channel = (self.env.cr.dbname, "res.partner", self.user_manager.partner_id.id)
        self.env["bus.bus"].sudo().search([]).unlink()
        for operation in self.production_of(order).workorder_ids[:2]:
            operation.button_start()
            operation.button_finish()
        self.commit()
        self.env.cr.precommit.run()
        self.assertEqual(line.ready_percent, 50)
        notices = (
            self.env["bus.bus"]
            .sudo()
            .search([])
            .filtered(
                lambda notice: (
                    tuple(json.loads(notice.channel)) == channel
                    and json.loads(notice.message)["type"] == "crm_sales_flow.supply"
                )
            )
        )
        payload = json.loads(notices[-1:].message)["payload"]
        self.assertEqual(payload, {"lead_ids": self.lead.ids})
