from datetime import date, timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .supply_common import NOW, PromisedSupplyCase

TODAY = date(2026, 3, 2)


@tagged("post_install", "-at_install")
class TestSupplyReservation(PromisedSupplyCase):
    """L01, L02: goods are reserved until a day; longer, or released, by somebody's decision."""

    def setUp(self):
        super().setUp()
        self._put_in_stock(self.bolt, 5)
        self.env.company.reservation_days = 10

    def later(self, days):
        self.clock.move_to(NOW + timedelta(days=days))
        self.env.invalidate_all()

    def tasks(self):
        return self.lead._flow_open_tasks("extend_reservation")

    def run_job(self):
        self.env["sale.order"]._cron_reservations()
        self.env.invalidate_all()

    def decide(self, user, order, days, button="action_keep"):
        values = {"date": NOW + timedelta(days=days), "reason": "He pays on Friday"}
        wizard = self.env["crm.reservation"].with_user(user).with_context(active_id=self.lead.id)
        wizard = wizard.create(values)
        self.assertEqual(wizard.order_id, order)
        getattr(wizard, button)()
        self.env.invalidate_all()

    def test_L01_what_is_reserved_is_not_free_for_others(self):
        order = self._order({self.bolt: 2})
        deal = self.as_user("manager", self.lead)
        self.assertEqual(deal.reserved_until, TODAY + timedelta(days=10))
        self.assertFalse(deal.is_reservation_over)
        other = self._order({self.bolt: 5}, lead=self.make_deal(name="Other"))
        self.assertSupply(other.order_line, reserved=3, missing=2)
        self.assertSupply(order.order_line, reserved=2)

    def test_L02_a_reservation_that_ran_out_becomes_one_task(self):
        order = self._order({self.bolt: 2})
        self.run_job()
        self.assertFalse(self.tasks())
        self.later(11)
        self.run_job()
        self.run_job()
        task = self.tasks()
        self.assertEqual(len(task), 1)
        self.assertEqual(task.user_id, self.user_manager)
        self.assertIn(order.name, task.note)
        self.assertTrue(self.as_user("manager", self.lead).is_reservation_over)
        self.assertSupply(order.order_line, reserved=2)

    def test_L02_the_task_speaks_of_every_order_of_the_deal(self):
        orders = [self._order({self.bolt: 1}) for _number in range(2)]
        self.later(11)
        self.run_job()
        self.run_job()
        for order in orders:
            self.assertEqual(self.tasks().note.count(order.name), 1)

    def test_L02_extending_is_said_with_a_reason_and_ends_the_task(self):
        order = self._order({self.bolt: 2})
        self.later(11)
        self.run_job()
        self.assertTrue(self.tasks())
        self.decide(self.user_manager, order, 18)
        self.assertEqual(order.reserved_until, TODAY + timedelta(days=18))
        self.assertFalse(self.tasks())
        self.assertIn("He pays on Friday", self.lead.message_ids[0].body)
        with self.assertRaises(UserError):
            self.decide(self.user_manager, order, 1)

    def test_L02_longer_than_the_rule_the_head_decides(self):
        order = self._order({self.bolt: 2})
        with self.assertRaises(AccessError):
            self.decide(self.user_manager, order, 40)
        self.decide(self.users["head"], order, 40)
        self.assertEqual(order.reserved_until, TODAY + timedelta(days=40))

    def test_L02_released_by_the_head_and_reserved_again(self):
        order = self._order({self.bolt: 2})
        with self.assertRaises(AccessError):
            self.decide(self.user_manager, order, 1, "action_release")
        self.later(11)
        self.run_job()
        self.assertTrue(self.tasks())
        self.decide(self.users["head"], order, 20, "action_release")
        self.assertSupply(order.order_line, missing=2)
        self.assertFalse(self.tasks())
        self.assertTrue(self.as_user("manager", self.lead).is_reservation_released)
        # The scheduler and new goods do not reserve them again behind everybody's back.
        self.env["stock.rule"].run_scheduler()
        self._put_in_stock(self.bolt, 7)
        self.assertSupply(order.order_line, missing=2)
        other = self._order({self.bolt: 6}, lead=self.make_deal(name="Other"))
        self.assertSupply(other.order_line, reserved=6)
        self.decide(self.user_manager, order, 15)
        self.assertSupply(order.order_line, reserved=1, missing=1)

    def test_L02_the_rule_releases_when_the_company_wants_it(self):
        self.env.company.reservation_release_days = 3
        self.user_manager.lang = self.env.company.partner_id.lang = "en_US"
        order = self._order({self.bolt: 2})
        self.later(12)
        self.run_job()
        self.assertTrue(self.tasks())
        self.later(14)
        self.run_job()
        self.assertSupply(order.order_line, missing=2)
        self.assertFalse(self.tasks())
        self.assertIn("rule of the company", self.lead.message_ids[0].body)

    def test_L02_what_is_paid_or_shipped_is_asked_no_more(self):
        order = self._order({self.bolt: 2})
        self.later(11)
        self.run_job()
        self.assertTrue(self.tasks())
        self.env["crm.deal.document"].create(
            {
                "type_id": self.env.ref("crm_sales_flow.document_type_payment").id,
                "deal_ids": self.lead.ids,
                "amount": 100,
                "state": "signed",
            }
        )
        self.run_job()
        self.assertFalse(self.tasks())
        self.assertFalse(self.as_user("manager", self.lead).reserved_until)
        self.assertSupply(order.order_line, reserved=2)

    def test_L02_no_limit_when_the_company_has_none(self):
        self.env.company.reservation_days = 0
        order = self._order({self.bolt: 2})
        self.assertFalse(order.reserved_until)
        self.later(100)
        self.run_job()
        self.assertFalse(self.tasks())

    def test_L09_the_workshop_reads_the_wishes_meant_for_it(self):
        self.lead.need_ids.create(
            [
                {"lead_id": self.lead.id, "text": "Left door", "for_production": True},
                {"lead_id": self.lead.id, "text": "Delivery by rail"},
                {
                    "lead_id": self.lead.id,
                    "text": "Pink paint",
                    "for_production": True,
                    "state": "refused",
                },
            ]
        )
        self._put_in_stock(self.part, 10)
        order = self._order({self.made: 1})
        production = order.sudo().mrp_production_ids.with_user(self.user_production)
        self.assertEqual(production.client_wishes, "• Left door")
        self.assertIn(self.lead.name, production.deal_names)
        with self.assertRaises(AccessError):
            self.lead.with_user(self.user_production).read(["name"])
