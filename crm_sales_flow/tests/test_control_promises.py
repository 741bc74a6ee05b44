from datetime import datetime, timedelta

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .supply_common import SupplyCase

DAY = timedelta(days=1)


@tagged("post_install", "-at_install")
class TestControlPromises(SupplyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._put_in_stock(cls.bolt, 100)
        cls.now = datetime.now().replace(microsecond=0)

    def promised(self, moment):
        order = self._order({self.bolt: 2}, confirm=False)
        order.sudo().commitment_date = moment
        order.action_confirm()
        self.env.flush_all()
        return order

    def row(self, order):
        self.env.flush_all()
        self.env.invalidate_all()
        reports = self.as_user("head", self.env["crm.promise.report"])
        return reports.search([("order_id", "=", order.id)])

    def test_Z08_shipped_by_the_promised_day(self):
        order = self.promised(self.now + DAY)
        self.assertEqual(self.row(order).state, "open")
        self._ship(order)
        row = self.row(order)
        self.assertEqual((row.state, row.kept_share), ("kept", 100))
        self.assertEqual(row.user_id, self.user_manager)

    def test_Z08_the_promise_moved_later_is_not_a_kept_one(self):
        order = self.promised(self.now - 3 * DAY)
        order.sudo().commitment_date = self.now + 3 * DAY
        self.assertEqual(order.first_promised_at, self.now - 3 * DAY)
        row = self.row(order)
        self.assertEqual((row.state, row.late_days), ("overdue", 3))
        self.assertTrue(row.is_moved)
        self._ship(order)
        row = self.row(order)
        self.assertEqual((row.state, row.late_days, row.kept_share), ("broken", 3, 0))
        with self.assertRaises(AccessError):
            order.with_user(self.user_manager).first_promised_at = self.now + 9 * DAY

    def test_Z08_a_part_is_not_the_whole(self):
        order = self.promised(self.now + DAY)
        self._ship(order, {self.bolt: 1})
        self.assertEqual(self.row(order).state, "open")

    def test_Z08_a_quotation_promises_nothing(self):
        order = self._order({self.bolt: 2}, confirm=False)
        order.sudo().commitment_date = self.now + DAY
        self.assertFalse(order.first_promised_at)
        self.assertFalse(self.row(order))
        order.sudo().commitment_date = self.now + 2 * DAY
        order.action_confirm()
        self.assertEqual(order.first_promised_at, self.now + 2 * DAY)
