from odoo.exceptions import UserError

from .supply_common import SupplyCase

OPEN = ("done", "cancel")
# What may take goods away from an order, so that something of it is missing afterwards.
BREAKING = frozenset(
    {
        "return",
        "less",
        "cancel production",
        "cancel purchase",
        "cancel delivery",
        "unreserve",
        "scrap",
        "unbuild",
        "cancel order",
    }
)


class SupplyWorld(SupplyCase):
    """A mixed order and everything that may happen to its documents, one operation at a time."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plain = cls._product("Valve to order", route_ids=[cls.mto.id, cls.manufacture.id])
        cls._bom(cls.plain, {cls.part: 1})
        cls.block = cls._product("Block to order", route_ids=[cls.mto.id, cls.manufacture.id])
        cls._bom(cls.block, {cls.bought: 1, cls.part: 1})
        cls.deep = cls._product("Stand to order", route_ids=[cls.mto.id, cls.manufacture.id])
        cls._bom(cls.deep, {cls.block: 1, cls.part: 1})
        cls.kit = cls._product("Repair kit")
        cls._bom(cls.kit, {cls.part: 2, cls.bolt: 1}, type="phantom")
        cls.goods = {
            "stock": cls.bolt,
            "dozen": cls.part,
            "made": cls.plain,
            "deep": cls.deep,
            "bought": cls.bought,
            "kit": cls.kit,
        }
        cls.dozen = cls.env.ref("uom.product_uom_dozen")

    def begin(self, steps, lines, bolts):
        """An order of some kinds of goods, confirmed by the manager."""
        if steps == "three":
            self.warehouse.write(
                {
                    "delivery_steps": "pick_pack_ship",
                    "reception_steps": "two_steps",
                    "manufacture_steps": "pbm_sam",
                }
            )
        self._put_in_stock(self.part, 100)
        if bolts:
            self._put_in_stock(self.bolt, bolts)
        lead = self.make_deal()
        quantities = {self.goods[kind]: quantity for kind, quantity in lines.items()}
        order = self._order(quantities, lead=lead, confirm=False)
        order.order_line.filtered(
            lambda line: line.product_id == self.part
        ).product_uom_id = self.dozen
        order.action_confirm()
        return order

    def happen(self, order, name, share):
        """One operation on the documents of the order; Odoo may refuse it.

        :param share: 0 for as much as there is, else so many units.
        """
        try:
            with self.env.cr.savepoint():
                getattr(self, "do_" + name.replace(" ", "_"))(order.sudo(), share)
                self.env.flush_all()
                return True
        except UserError:
            self.env.invalidate_all()
            return False

    # ------------------------------------------------------- the documents

    def productions(self, order):
        return order.stock_reference_ids.production_ids | order.mrp_production_ids

    def open_productions(self, order):
        return self.productions(order).filtered(lambda one: one.state not in OPEN).sorted("id")

    def purchases(self, order):
        moves = order.order_line.move_ids | self.productions(order).move_raw_ids
        moves |= moves.move_orig_ids
        return (moves.created_purchase_line_ids | moves.purchase_line_id).order_id

    def pickings(self, order):
        moves = self.env["stock.move"].browse(order.order_line.move_ids._rollup_move_origs())
        pickings = moves.picking_id | self.productions(order).picking_ids
        return pickings.filtered(lambda one: one.state not in OPEN).sorted("id")

    @staticmethod
    def some(records):
        """The first of the records that an operation needs."""
        if not records:
            raise UserError("There is nothing to do.")  # pylint: disable=translation-required
        return records[0]

    # ---------------------------------------------------------- operations

    def do_produce(self, order, share):
        """The deepest order first: what is made of its product waits for it."""
        productions = self.open_productions(order)
        self.pass_on(productions.picking_ids.filtered(lambda one: one.state == "assigned"), 0)
        production = self.some(productions[::-1])
        production.action_assign()
        production.qty_producing = min(share or production.product_qty, production.product_qty)
        production._set_qty_producing()
        result = production.with_context(skip_consumption=True).button_mark_done()
        if isinstance(result, dict) and result.get("res_model") == "mrp.production.backorder":
            wizard = self.env["mrp.production.backorder"].with_context(**result["context"])
            wizard.create({}).action_backorder()

    def do_confirm_purchases(self, order, share):
        self.purchases(order).filtered(lambda one: one.state == "draft").button_confirm()

    def do_receive(self, order, share):
        self.pass_on(self.purchases(order).picking_ids, share)

    def do_ship(self, order, share):
        """The next step that can be done, of production, of the warehouse or to the client."""
        ready = self.pickings(order).filtered(
            lambda one: (
                one.picking_type_code != "incoming"
                and one.state in ("assigned", "confirmed", "waiting")
                and any(one.move_ids.mapped("quantity"))
            )
        )
        self.pass_on(ready[:1], share)

    def pass_on(self, pickings, share):
        for picking in pickings.filtered(lambda one: one.state not in OPEN):
            if share:
                for move in picking.move_ids:
                    move.quantity = min(move.quantity, share)
            picking.move_ids.picked = True
            result = picking.with_context(skip_sms=True).button_validate()
            if isinstance(result, dict) and "backorder" in result.get("res_model", ""):
                wizard = self.env[result["res_model"]].with_context(**result["context"])
                wizard.create({}).process()

    def do_return(self, order, share):
        done = self.some(
            order.picking_ids.filtered(
                lambda one: one.state == "done" and one.location_dest_id.usage == "customer"
            )
        )
        wizard = self.env["stock.return.picking"].create({"picking_id": done.id})
        wizard.product_return_moves[:1].quantity = share or 1
        back = wizard._create_return()
        self.pass_on(back, 0)

    def do_more(self, order, share):
        order.order_line[:1].product_uom_qty += share or 1

    def do_again(self, order, share):
        """The same goods once more, on a line of their own."""
        line = order.order_line[0]
        order.order_line.create(
            {
                "order_id": order.id,
                "product_id": line.product_id.id,
                "product_uom_qty": share or 1,
            }
        )

    def do_merge_and_split(self, order, share):
        """Production orders of one product become one, and that one several again."""
        same = self.open_productions(order).filtered(lambda one: one.state == "confirmed")
        groups = [group for group in same.grouped("product_id").values() if len(group) > 1]
        production = self.some(groups)
        production = production.browse(production.action_merge()["res_id"])
        part = min(share or 1, production.product_qty - 1)
        production._split_productions({production: [part, production.product_qty - part]})

    def do_less(self, order, share):
        line = order.order_line[-1:]
        line.product_uom_qty = max(line.product_uom_qty - (share or 1), 0)

    def do_cancel_production(self, order, share):
        self.open_productions(order)[:1].action_cancel()

    def do_cancel_purchase(self, order, share):
        self.purchases(order)[:1].button_cancel()

    def do_cancel_delivery(self, order, share):
        self.pickings(order)[-1:].action_cancel()

    def do_unreserve(self, order, share):
        self.pickings(order).do_unreserve()

    def do_assign(self, order, share):
        self.pickings(order).action_assign()

    def do_arrive(self, order, share):
        for product in (self.bolt, self.plain):
            quant = self.env["stock.quant"]._gather(product, self.stock)[:1]
            self._put_in_stock(product, quant.quantity + (share or 2))

    def do_scrap(self, order, share):
        product = order.order_line[:1].product_id
        values = {"product_id": product.id, "scrap_qty": share or 1}
        self.env["stock.scrap"].create(values).do_scrap()

    def do_unbuild(self, order, share):
        done = self.some(self.productions(order).filtered(lambda one: one.state == "done"))
        values = {"mo_id": done.id, "product_id": done.product_id.id, "product_qty": share or 1}
        self.env["mrp.unbuild"].create(values).action_unbuild()

    def do_cancel_order(self, order, share):
        order._action_cancel()
