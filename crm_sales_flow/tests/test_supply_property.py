from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import tagged

from ..tools.supply_attribution import KINDS
from .supply_world import BREAKING, SupplyWorld

FEW, MANY = 15, 300
OPERATIONS = [
    *(2 * ["confirm purchases", "receive", "assign", "arrive", "return"]),
    *(2 * ["more", "again", "merge and split"]),
    *(4 * ["produce", "ship"]),
    *sorted(BREAKING),
]
FIGURES = [f"qty_{kind}" for kind in KINDS]
EDGE = 1e-4


@tagged("post_install", "-at_install")
class TestSupplyProperty(SupplyWorld):
    """L05: whatever happens to a mixed order, its table and its deal agree with the documents."""

    def test_L05_the_table_agrees_with_the_documents_whatever_happens(self):
        kinds = st.sampled_from(sorted(self.goods))
        lines = st.dictionaries(kinds, st.integers(1, 3), min_size=2, max_size=3)
        operation = st.tuples(st.sampled_from(OPERATIONS), st.integers(0, 2))
        # Another profile than the small one asks for many examples.
        count = MANY if settings().max_examples > 100 else FEW

        @settings(deadline=None, max_examples=count)
        @given(
            st.sampled_from(["one", "one", "three"]),
            lines,
            st.integers(0, 6),
            st.lists(operation, min_size=2, max_size=8),
        )
        def walk(steps, lines, bolts, operations):
            with self.env.cr.savepoint() as savepoint:
                order = self.begin(steps, lines, bolts)
                happened = []
                self.check(order, happened)
                for name, share in operations:
                    if self.happen(order, name, share):
                        happened.append(name)
                        self.check(order, happened)
                savepoint.rollback()
            self.env.invalidate_all()
            self.env.cr.precommit.clear()

        walk()

    def check(self, order, happened):
        self.env.flush_all()
        self.env.invalidate_all()
        lines = order.order_line.with_user(self.user_manager)
        rows = dict(zip(lines.ids, lines.read(["qty_to_supply", *FIGURES]), strict=True))
        for line in order.order_line.sudo():
            with self.subTest(product=line.product_id.name, happened=happened):
                self.check_line(line, rows[line.id], happened)
        self.check_together(order, rows)
        self.check_alone(lines, rows)
        if order.state == "sale":
            self.check_deal(order, rows)
        else:
            self.assertEqual(order.opportunity_id.supply_state, "not_needed")

    def check_line(self, line, row, happened):
        ordered = line.product_uom_id._compute_quantity(
            line.product_uom_qty, line.product_id.uom_id, round=False
        )
        if line.state != "sale":
            ordered = 0
        self.assertAlmostEqual(row["qty_to_supply"], ordered, 4)
        self.assertAlmostEqual(sum(row[name] for name in FIGURES), ordered, 4, row)
        self.assertGreaterEqual(min(row[name] for name in FIGURES), -EDGE, row)
        if line.state != "sale":
            return
        if line.product_id == self.kit:
            self.assertLessEqual(row["qty_shipped"], self.sets_shipped(line) + EDGE)
            held = row["qty_shipped"] + row["qty_reserved"]
            self.assertAlmostEqual(held, min(self.sets_held(line), ordered), 4, row)
            return
        shipped = min(max(self.net(line, line.product_id), 0), ordered)
        self.assertAlmostEqual(row["qty_shipped"], shipped, 4, row)
        held = sum(self.outgoing(line).mapped(self.held))
        self.assertAlmostEqual(row["qty_reserved"], min(held, ordered - shipped), 4, row)
        self.assertLessEqual(row["qty_in_production"], self.being_made(line) + EDGE, row)
        self.assertLessEqual(row["qty_on_purchase"], self.being_bought(line) + EDGE, row)
        to_order = line.product_id in (self.plain, self.deep, self.bought)
        if to_order and not BREAKING.intersection(happened):
            self.assertAlmostEqual(row["qty_missing"], 0, 4, row)

    # ------------------------------------- the same, counted from documents

    @staticmethod
    def held(move):
        return move.product_uom._compute_quantity(
            move.quantity, move.product_id.uom_id, round=False
        )

    def net(self, line, product):
        """What the client has: what left for him less what came back."""
        done = line.move_ids.filtered(
            lambda move: move.state == "done" and move.product_id == product
        )
        left = done.filtered(lambda move: move.location_dest_id.usage == "customer")
        back = done.filtered(lambda move: move.location_id.usage == "customer")
        return sum((left - back).mapped(self.held)) - sum((back - left).mapped(self.held))

    def outgoing(self, line):
        return line.move_ids.filtered(
            lambda move: (
                move.state not in ("done", "cancel")
                and (move.location_final_id or move.location_dest_id).usage == "customer"
                and move.location_id.usage != "customer"
            )
        )

    def sets_shipped(self, line):
        return max(0, min(self.net(line, self.part) / 2, self.net(line, self.bolt)))

    def sets_held(self, line):
        """Complete sets of what the client has and of what is reserved for him."""
        sets = []
        for product, per_set in ((self.part, 2), (self.bolt, 1)):
            moves = self.outgoing(line).filtered(lambda move, one=product: move.product_id == one)
            units = max(self.net(line, product), 0) + sum(moves.mapped(self.held))
            sets.append((units + EDGE) // per_set)
        return min(sets)

    def being_made(self, line):
        productions = self.open_productions(line.order_id).filtered(
            lambda one: one.product_id == line.product_id
        )
        return sum(productions.mapped("product_qty"))

    def being_bought(self, line):
        bought = self.purchases(line.order_id).order_line.filtered(
            lambda one: one.product_id == line.product_id and one.order_id.state != "cancel"
        )
        return sum(one.product_qty - one.qty_received for one in bought)

    def check_together(self, order, rows):
        """What is made or bought once is not told of two lines."""
        for product, lines in order.sudo().order_line.grouped("product_id").items():
            if product != self.kit:
                made = sum(rows[line.id]["qty_in_production"] for line in lines)
                bought = sum(rows[line.id]["qty_on_purchase"] for line in lines)
                self.assertLessEqual(made, self.being_made(lines[:1]) + EDGE, rows)
                self.assertLessEqual(bought, self.being_bought(lines[:1]) + EDGE, rows)

    def check_alone(self, lines, rows):
        """A line has the same figures whatever it is read with."""
        for line in lines:
            self.env.invalidate_all()
            self.assertEqual(line.read(["qty_to_supply", *FIGURES])[0], rows[line.id])

    def check_deal(self, order, rows):
        lines = order.order_line.filtered(lambda one: one.product_uom_qty > 0)
        told = order.opportunity_id.with_user(self.user_manager)
        if not lines:
            self.assertEqual((told.supply_state, told.delivery_state), ("not_needed",) * 2)
            self.assertIn(told, told.search([("supply_state", "=", "not_needed")]))
            return
        rows = [rows[line.id] for line in lines]
        shipped = [row["qty_shipped"] for row in rows]
        ready = [row["qty_shipped"] + row["qty_reserved"] for row in rows]
        self.assertEqual(told.delivery_state, self.word(rows, shipped, "waiting partial full"))
        self.assertEqual(told.supply_state, self.word(rows, ready, "missing partial ready"))

        for name in ("supply_state", "delivery_state"):
            found = told.search([("id", "=", told.id), (name, "=", told[name])])
            self.assertEqual(found, told, f"The search knows another {name}.")

    @staticmethod
    def word(rows, amounts, words):
        nothing, some, everything = words.split()
        whole = [row["qty_to_supply"] - EDGE for row in rows]
        if all(amount >= need for amount, need in zip(amounts, whole, strict=True)):
            return everything
        return some if any(amount > EDGE for amount in amounts) else nothing
