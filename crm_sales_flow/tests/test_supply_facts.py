from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import tagged

from ..models.supply.sale_order_facts import FACTS
from .supply_common import SupplyCase


@tagged("post_install", "-at_install")
class TestSupplyFacts(SupplyCase):
    """I11, L02: what is kept for a client is neither freed by a stranger nor typed in."""

    def setUp(self):
        super().setUp()
        self._put_in_stock(self.bolt, 2)

    def elsewhere(self):
        """A confirmed order of another department, which holds all the bolts."""
        stranger = self.users["manager_two"]
        lead = self.make_deal(name="Elsewhere", team_id=self.other_team.id, user_id=stranger.id)
        order = self.env["sale.order"].create(
            {
                "partner_id": self.client_company.id,
                "opportunity_id": lead.id,
                "team_id": self.other_team.id,
                "user_id": stranger.id,
                "order_line": [(0, 0, {"product_id": self.bolt.id, "product_uom_qty": 2})],
            }
        )
        order.with_user(stranger).action_confirm()
        return order

    def rpc(self, records, method, *args, user=None):
        """What a caller of execute_kw does with these records."""
        model = self.env[records._name].with_user(user or self.user_manager)
        result = call_kw(model, method, [records.ids, *args], {})
        self.env.flush_all()
        return result

    def test_L02_nobody_frees_the_goods_of_another_department(self):
        order = self.elsewhere()
        picking, move = order.picking_ids, order.order_line.move_ids
        details = move.move_line_ids
        paths = {
            "unreserve": lambda: self.rpc(picking, "do_unreserve"),
            "cancel": lambda: self.rpc(picking, "action_cancel"),
            "state": lambda: self.rpc(move, "write", {"state": "confirmed"}),
            "quantity": lambda: self.rpc(move, "write", {"quantity": 0}),
            "demand": lambda: self.rpc(move, "write", {"product_uom_qty": 1}),
            "details": lambda: self.rpc(details, "write", {"quantity": 0}),
            "no details": lambda: self.rpc(details, "unlink"),
        }
        for name, path in paths.items():
            with self.subTest(path=name):
                with self.assertRaises(AccessError), self.env.cr.savepoint():
                    path()
                self.env.invalidate_all()
                self.assertEqual(move.quantity, 2)

    def test_L02_the_buttons_of_the_warehouse_are_not_the_salespersons(self):
        """Else he would take for his order what the Head has just freed for another."""
        order = self._order({self.bolt: 2, self.made: 1})
        picking, production = order.sudo().picking_ids, order.sudo().mrp_production_ids
        for documents in (picking, production):
            for button in ("do_unreserve", "action_assign"):
                with self.assertRaises(AccessError), self.env.cr.savepoint():
                    self.rpc(documents, button)
        self.rpc(picking, "do_unreserve", user=self.user_warehouse)
        self.assertSupply(order.order_line[0], missing=2)
        self.rpc(picking, "action_assign", user=self.user_warehouse)
        self.assertSupply(order.order_line[0], reserved=2)
        # What belongs to the own order is still given back with it.
        self.rpc(order.order_line[0], "write", {"product_uom_qty": 1})
        self.assertSupply(order.order_line[0], reserved=1)
        self.rpc(order, "action_cancel")
        self.assertEqual(set(picking.move_ids.mapped("state")), {"cancel"})

    def test_I11_what_the_program_keeps_of_an_order_is_not_typed_in(self):
        order = self._order({self.bolt: 1}, confirm=False)
        values = {
            name: False if order._fields[name].type == "selection" else "2099-01-01"
            for name in FACTS
        }
        values |= {"is_reservation_released": True, "proposal_version": 7}
        values["previous_version_id"] = self._order({self.bolt: 1}, confirm=False).id
        model = self.env["sale.order"].with_user(self.user_manager)
        partner = {"partner_id": self.client_company.id}
        for name, value in values.items():
            with self.subTest(field=name):
                with self.assertRefused("The program fills these"):
                    self.rpc(order, "write", {name: value})
                with self.assertRefused("The program fills these"):
                    call_kw(model, "create", [partner | {name: value}], {})
                with self.assertRefused("The program fills these"):
                    call_kw(model, "create", [partner], {"context": {f"default_{name}": value}})

    def test_L02_a_reservation_without_a_day_is_asked_for(self):
        order = self._order({self.bolt: 1})
        wizard = self.env["crm.reservation"].with_user(self.user_manager)
        wizard = wizard.with_context(active_id=self.lead.id).create({"reason": "He pays"})
        wizard.date = False
        self.assertEqual(wizard.order_id, order)
        with self.assertRaisesRegex(UserError, "Choose a day"):
            wizard.action_keep()
