from odoo.tests import Form, tagged

from .field_work_common import FieldWorkCase


@tagged("post_install", "-at_install")
class TestInstallationOfOrders(FieldWorkCase):
    """O02, O04: every machine at the client has its act, whenever and however it came there."""

    def setUp(self):
        super().setUp()
        self.stocked.installation_required = True
        self._put_in_stock(self.stocked, 3, ["O-1", "O-2", "O-3"])
        self.deal = self.make_deal()
        self.mine = self.deal.with_user(self.user_manager)

    def _opened(self):
        self.env.invalidate_all()
        return self.deal.field_work_ids.filtered(lambda task: not task.is_closed)

    def _sign(self, visit):
        visit.user_ids = self.engineer
        self._submit(visit, "act", self._act())

    def _return(self, picking):
        wizard = self.env["stock.return.picking"].create({"picking_id": picking.id})
        wizard.product_return_moves.quantity = 1
        self._validate(wizard._create_return())

    def test_O04_what_is_shipped_after_the_act_has_an_act_of_its_own(self):
        """The first machine is installed before the second has left the warehouse."""
        order = self._order({self.stocked: 2}, lead=self.deal)
        self.mine.action_plan_installation()
        first = self._ship(order, {self.stocked: 1}).move_line_ids.lot_id
        self._sign(self._opened())
        self.assertEqual(self.mine.installation_state, "signed")
        second = self._ship(order).move_line_ids.lot_id
        self.assertEqual(self._opened().lot_ids, second)
        self.assertEqual(self.mine.installation_state, "waiting")
        self.assertIn(self.mine, self.mine.search([("installation_state", "=", "waiting")]))
        self.assertFalse(second.warranty_until)
        self.mine.action_plan_installation()
        self.assertEqual(len(self._opened()), 1)
        self._sign(self._opened())
        self.assertEqual(self.mine.installation_state, "signed")
        self.assertTrue(first.warranty_until and second.warranty_until)
        self.assertNotEqual(first.act_task_id, second.act_task_id)

    def test_S01_a_machine_sent_back_before_its_installation_is_not_installed(self):
        order = self._order({self.stocked: 1}, lead=self.deal)
        picking = self._ship(order)
        lot = picking.move_line_ids.lot_id
        visit = self._opened()
        self.assertEqual(visit.lot_ids, lot)
        self._return(picking)
        self.assertEqual(self._opened(), visit)
        self.assertFalse(visit.lot_ids)
        self._sign(visit)
        self.assertFalse(lot.act_task_id or lot.warranty_until)

    def test_S01_another_machine_instead_of_the_returned_one_waits_for_its_act(self):
        order = self._order({self.stocked: 1}, lead=self.deal)
        picking = self._ship(order)
        self._sign(self._opened())
        self._return(picking)
        self.assertEqual(self.mine.installation_state, "signed")
        others = [("name", "in", ("O-1", "O-2", "O-3")), ("owner_id", "=", False)]
        other = self.env["stock.lot"].search(others) - picking.move_line_ids.lot_id
        back = picking.return_ids
        wizard = self.env["stock.return.picking"].create({"picking_id": back.id})
        wizard.product_return_moves.quantity = 1
        again = wizard._create_return()
        again.move_line_ids.lot_id = other[0]
        again.with_context(skip_sms=True).button_validate()
        self.assertEqual(self._opened().lot_ids, other[0])
        self.assertEqual(self.mine.installation_state, "waiting")

    def test_O02_a_cancelled_order_is_not_installed(self):
        order = self._order({self.stocked: 1}, lead=self.deal)
        self.mine.action_plan_installation()
        visit = self._opened()
        order.with_user(self.user_manager)._action_cancel()
        self.assertEqual(visit.state, "1_canceled")
        self.assertFalse(self._opened())
        self.assertEqual(self.mine.installation_state, "not_needed")

    def test_P05_a_deal_with_shipped_equipment_is_edited_in_its_form(self):
        self.stocked.attestation_required = True
        self._ship(self._order({self.stocked: 1}, lead=self.deal))
        self.env.invalidate_all()
        with Form(self.mine, "crm_sales_flow.crm_deal_view_form") as form:
            form.delivery_planned_on = "2030-01-15"
            form.service_outcome = "refused"
            form.service_reason = "price"
            self.assertEqual((form.installation_state, form.attestation_state), ("waiting",) * 2)
