from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import tagged

from .supply_common import SupplyCase


@tagged("post_install", "-at_install")
class TestDealGateSources(SupplyCase):
    """I11: the facts behind the gates are not forged where they come from."""

    def setUp(self):
        super().setUp()
        self._put_in_stock(self.bolt, 1)
        self.order = self._order({self.bolt: 2})
        self.env.flush_all()

    def rpc(self, records, method, *args, login="manager"):
        """What a caller of execute_kw does with these records."""
        model = self.env[records._name].with_user(self.users[login])
        return call_kw(model, method, [records.ids, *args], {})

    def rpc_create(self, name, vals, **context):
        model = self.env[name].with_user(self.user_manager)
        return model.browse(call_kw(model, "create", [vals], {"context": context}))

    def assertForged(self, path):
        with self.assertRaises(UserError):
            path()
        self.env.invalidate_all()
        self.assertNotEqual(self.lead.supply_state, "ready")
        self.assertEqual(self.lead.delivery_state, "waiting")

    def test_I11_a_salesperson_ships_and_reserves_nothing(self):
        move, picking = self.order.sudo().order_line.move_ids, self.order.sudo().picking_ids
        details = {"move_id": move.id, "product_id": self.bolt.id, "quantity": 1}
        paths = {
            "done": lambda: self.rpc(move, "write", {"state": "done"}),
            "quantity": lambda: self.rpc(move, "write", {"quantity": 2}),
            "by the delivery": lambda: self.rpc(
                picking, "write", {"move_ids": [Command.update(move.id, {"quantity": 2})]}
            ),
            "validated": lambda: self.rpc(picking, "button_validate"),
            "details": lambda: self.rpc(move.move_line_ids, "write", {"quantity": 2}),
            "more details": lambda: self.rpc_create("stock.move.line", details),
            "through the order": lambda: self.rpc(
                self.order.order_line,
                "write",
                {"move_ids": [Command.update(move.id, {"state": "done", "quantity": 2})]},
            ),
        }
        for name, path in paths.items():
            with self.subTest(path=name):
                self.assertForged(path)

    def test_I11_what_odoo_completes_is_no_way_around(self):
        """The goods of another order, a quant, defaults of the context, another unit."""
        elsewhere = self.make_deal(name="Elsewhere")
        self._order({self.bolt: 30})
        self._put_in_stock(self.bolt, 12)
        move = self.order.sudo().order_line.move_ids
        move._do_unreserve()
        held = self._order({self.bolt: 1}, lead=elsewhere).sudo().order_line.move_ids
        self.assertTrue(held.move_line_ids)
        quant = self.env["stock.quant"].search(
            [("product_id", "=", self.bolt.id), ("location_id", "=", self.stock.id)]
        )
        added = {
            "product_id": self.bolt.id,
            "product_uom_qty": 2,
            "picking_id": move.picking_id.id,
        }
        own = {"default_sale_line_id": self.order.order_line.id}
        paths = {
            "goods of another order": lambda: self.rpc(
                held.move_line_ids, "write", {"move_id": move.id}
            ),
            "a quant": lambda: self.rpc_create(
                "stock.move.line",
                {"move_id": move.id, "product_id": self.bolt.id, "quant_id": quant.id},
            ),
            "default of a detail": lambda: self.rpc_create(
                "stock.move.line",
                {"move_id": move.id, "product_id": self.bolt.id},
                default_quantity=2,
            ),
            "defaults of a move": lambda: self.rpc_create("stock.move", added, **own),
            "unit": lambda: self.rpc(
                move, "write", {"product_uom": self.env.ref("uom.product_uom_dozen").id}
            ),
        }
        for name, path in paths.items():
            with self.subTest(path=name), self.env.cr.savepoint() as savepoint:
                self.assertForged(path)
                savepoint.rollback()

    def test_I11_a_salesperson_still_cuts_and_cancels_an_order(self):
        line = self.as_user("manager", self.order.order_line)
        line.product_uom_qty = 4
        line.product_uom_qty = 1
        self.order.with_user(self.user_manager).action_cancel()
        self.assertEqual(self.order.sudo().picking_ids.mapped("state"), ["cancel"])

    def test_I11_an_order_is_confirmed_and_not_declared(self):
        order = self._order({self.bolt: 1}, confirm=False)
        alone = order.copy({"opportunity_id": False})
        plain = self.env["crm.team"].create({"name": "Outside the process"})
        values = {"partner_id": self.client_company.id}
        mine = {**values, "opportunity_id": self.lead.id}
        paths = {
            "write": lambda: self.rpc(order, "write", {"state": "sale"}),
            "default": lambda: self.rpc_create("sale.order", mine, default_state="sale"),
            "with the deal": lambda: self.rpc(
                alone, "write", {"state": "sale", "opportunity_id": self.lead.id}
            ),
            "before the deal": lambda: self.rpc(alone, "write", {"state": "sale"}),
            "made before the deal": lambda: self.rpc_create(
                "sale.order", {**values, "state": "sale"}
            ),
            "in another team": lambda: self.rpc_create(
                "sale.order", {**values, "state": "sale", "team_id": plain.id}
            ),
        }
        for name, path in paths.items():
            with self.subTest(path=name), self.assertRaises(AccessError):
                path()
        self.env.invalidate_all()
        self.assertEqual(order.state, "draft")
        self.rpc(order, "action_confirm")
        self.assertEqual(order.state, "sale")
