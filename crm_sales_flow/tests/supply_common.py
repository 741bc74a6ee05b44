from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo import Command

from ..tools.supply_attribution import KINDS
from .common import SalesFlowCase

NOW = datetime(2026, 3, 2, 9, 0)


class SupplyCase(SalesFlowCase):
    """Products by the ways in which they come, and the documents that move them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user_manager = cls.users["manager"]
        cls.user_warehouse = cls.users["warehouse"]
        cls.user_production = cls.users["production"]
        cls.supplier = cls.env["res.partner"].create({"name": "Supplier", "is_company": True})
        cls.warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.env.company.id)], limit=1
        )
        cls.stock = cls.warehouse.lot_stock_id
        cls.mto = cls.env.ref("stock.route_warehouse0_mto")
        cls.manufacture = cls.warehouse.manufacture_pull_id.route_id
        cls.buy = cls.warehouse.buy_pull_id.route_id
        cls.part = cls._product("Part")
        cls.stocked = cls._product("Stocked pump", tracking="serial")
        cls.bolt = cls._product("Bolt")
        cls.made = cls._product(
            "Chamber to order", tracking="serial", route_ids=[cls.mto.id, cls.manufacture.id]
        )
        cls._bom(cls.made, {cls.part: 2})
        cls.bought = cls._product(
            "Gauge to order",
            route_ids=[cls.mto.id, cls.buy.id],
            seller_ids=[{"partner_id": cls.supplier.id, "price": 10.0}],
        )
        cls.service = cls.env["product.product"].create({"name": "Training", "type": "service"})
        cls.lead = cls.make_deal()

    @classmethod
    def _product(cls, name, seller_ids=(), route_ids=(), **values):
        return cls.env["product.product"].create(
            {
                "name": name,
                "is_storable": True,
                "list_price": 100.0,
                "invoice_policy": "order",
                "route_ids": [Command.set(list(route_ids))],
                "seller_ids": [Command.create(seller) for seller in seller_ids],
                **values,
            }
        )

    @classmethod
    def _bom(cls, product, parts, **values):
        return cls.env["mrp.bom"].create(
            {
                "product_tmpl_id": product.product_tmpl_id.id,
                "product_qty": 1.0,
                "bom_line_ids": [
                    Command.create({"product_id": part.id, "product_qty": quantity})
                    for part, quantity in parts.items()
                ],
                **values,
            }
        )

    @classmethod
    def _put_in_stock(cls, product, quantity, serials=()):
        quant = cls.env["stock.quant"].with_context(inventory_mode=True)
        if product.tracking == "none":
            lots = [False]
        else:
            lots = [cls._lot(product, name) for name in serials]
        for lot in lots:
            quant.create(
                {
                    "product_id": product.id,
                    "location_id": cls.stock.id,
                    "lot_id": lot and lot.id,
                    "inventory_quantity": quantity if not lot else 1.0,
                }
            ).action_apply_inventory()

    @classmethod
    def _lot(cls, product, name):
        return cls.env["stock.lot"].create({"product_id": product.id, "name": name})

    def _order(self, quantities, lead=None, confirm=True):
        """An order made and confirmed by the manager of the deal."""
        lead = lead or self.lead
        order = (
            self.env["sale.order"]
            .with_user(self.user_manager)
            .create(
                {
                    "partner_id": self.client_company.id,
                    "opportunity_id": lead.id,
                    "team_id": self.team.id,
                    "user_id": self.user_manager.id,
                    "order_line": [
                        Command.create({"product_id": product.id, "product_uom_qty": quantity})
                        for product, quantity in quantities.items()
                    ],
                }
            )
        )
        if confirm:
            order.action_confirm()
        return order

    def _produce(self, order, serial=None, quantity=None):
        """The production worker finishes (a part of) the production order of the order."""
        production = order.sudo().mrp_production_ids.filtered(lambda p: p.state != "done")[:1]
        production = production.with_user(self.user_production)
        if serial:
            lot = self.env["stock.lot"].with_user(self.user_production)
            values = {"product_id": production.product_id.id, "name": serial}
            production.lot_producing_ids = lot.create(values)
        production.qty_producing = quantity or production.product_qty
        production._set_qty_producing()
        result = production.with_context(skip_consumption=True).button_mark_done()
        if isinstance(result, dict) and result.get("res_model") == "mrp.production.backorder":
            wizard = self.env["mrp.production.backorder"].with_user(self.user_production)
            wizard.with_context(**result["context"]).create({}).action_backorder()
        self.assertEqual(production.state, "done")
        return production

    def _ship(self, order, quantities=None):
        """The warehouse worker ships what is reserved, or the given quantities."""
        picking = order.sudo().picking_ids.filtered(
            lambda p: p.picking_type_code == "outgoing" and p.state not in ("done", "cancel")
        )[:1]
        return self._validate(picking, quantities)

    def _validate(self, picking, quantities=None):
        picking = picking.with_user(self.user_warehouse).with_context(skip_sms=True)
        picking.action_assign()
        for move in picking.move_ids:
            if quantities is not None:
                move.quantity = quantities.get(move.product_id, 0.0)
            move.picked = bool(move.quantity)
        result = picking.button_validate()
        if isinstance(result, dict) and result.get("res_model") == "stock.backorder.confirmation":
            wizard = self.env["stock.backorder.confirmation"].with_user(self.user_warehouse)
            wizard.with_context(**result["context"]).create({}).process()
        self.assertEqual(picking.state, "done")
        return picking

    def _merged_purchase(self, *orders):
        """The requests for quotation behind the orders, merged into one."""
        lines = self.env["sale.order"].union(*orders).sudo().order_line
        purchases = lines.move_ids.created_purchase_line_ids.order_id
        purchases.action_merge()
        return purchases.filtered(lambda purchase: purchase.state != "cancel")

    def assertSupply(self, line, **expected):
        """The figures as the manager reads them; the equation holds whatever they are."""
        line.env.invalidate_all()
        line = line.with_user(self.user_manager)
        figures = {kind: line[f"qty_{kind}"] for kind in KINDS}
        self.assertAlmostEqual(sum(figures.values()), line.qty_to_supply, 4, figures)
        wanted = dict.fromkeys(KINDS, 0.0) | expected
        self.assertEqual({k: round(v, 4) for k, v in figures.items()}, wanted)


class PromisedSupplyCase(SupplyCase):
    """Orders promised for a day, at a time that stands still at ``NOW``."""

    def setUp(self):
        super().setUp()
        clock = freeze_time(NOW)
        self.clock = clock.start()
        self.addCleanup(clock.stop)

    def commit(self):
        """What Odoo does before each commit."""
        self.env.cr.flush()
        self.env.invalidate_all()

    def promised(self, quantities, days, lead=None):
        """A confirmed order promised for some days from now."""
        order = self._order(quantities, lead=lead, confirm=False)
        order.commitment_date = NOW + timedelta(days=days)
        order.action_confirm()
        self.commit()
        return order

    def purchase_of(self, order):
        return order.order_line.sudo().move_ids.created_purchase_line_ids.order_id

    def production_of(self, order):
        return order.sudo().mrp_production_ids.with_user(self.user_production)
