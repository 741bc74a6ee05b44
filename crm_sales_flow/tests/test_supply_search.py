from odoo.tests import tagged
from odoo.tools import SQL

from ..models.supply.supply_states import open_kit_deals
from .supply_common import SupplyCase


@tagged("post_install", "-at_install")
class TestSupplySearch(SupplyCase):
    """L05, M07: filters ask for the state of deals: cheaply, and as it is shown."""

    def orders(self):
        """Deals in every state, one with a kit."""
        kit = self._product("Kit")
        self._bom(kit, {self.part: 2, self.bolt: 1}, type="phantom")
        self._put_in_stock(self.bolt, 6)
        self._put_in_stock(self.part, 5)
        goods = [{self.bolt: 1}, {self.bolt: 1, self.bought: 1}, {self.bought: 1}, {kit: 1}]
        goods += [{kit: 3}, {self.service: 1}, {self.bolt: 2}]
        orders = [self._order(one, lead=self.make_deal()) for one in goods]
        self._ship(orders[0])
        self._ship(orders[3])
        self._ship(orders[-1], {self.bolt: 1})
        deals = self.env["crm.lead"].union(*(order.opportunity_id for order in orders))
        return deals | self.lead

    def test_L05_the_search_finds_what_the_deals_show(self):
        deals = self.as_user("manager", self.orders())
        for name in ("supply_state", "delivery_state"):
            states = dict(deals._fields[name]._description_selection(self.env))
            self.env.invalidate_all()
            shown = {deal: deal[name] for deal in deals}
            self.assertEqual(set(shown.values()), set(states), "Every state is there.")
            for state in states:
                found = deals.search([("id", "in", deals.ids), (name, "=", state)])
                self.assertEqual(set(found), {d for d in deals if shown[d] == state}, state)
                others = deals.search([("id", "in", deals.ids), (name, "!=", state)])
                self.assertEqual(set(others), {d for d in deals if shown[d] != state}, state)

    def test_L05_a_search_reads_no_orders_of_deals_that_it_leaves_out(self):
        """Filters ask about open deals: what was delivered long ago is not read each time."""
        self._put_in_stock(self.bolt, 2)
        gone = self._order({self.bolt: 1}, lead=self.make_deal())
        self._ship(gone)
        mine = self._order({self.bolt: 1}, lead=self.make_deal()).opportunity_id
        self.make_history(gone)
        self.env.invalidate_all()
        deals, before = self.as_user("manager", self.env["crm.lead"]), self.rows_read()
        for name, state in (("supply_state", "ready"), ("delivery_state", "waiting")):
            shown = deals.search([("id", "=", mine.id), (name, "=", state)])
            self.assertEqual(shown, mine.with_env(deals.env))
        self.assertLess(self.rows_read() - before, 100)

    def make_history(self, order):
        """A thousand deals with orders that were shipped as this one was."""
        self.env.flush_all()
        self.copy_rows(order.opportunity_id)
        self.copy_rows(order, "opportunity_id")
        self.copy_rows(order.order_line, "order_id")
        self.copy_rows(order.order_line.move_ids.sudo(), "sale_line_id")
        self.env.cr.execute("ANALYZE crm_lead, sale_order, sale_order_line, stock_move")

    def copy_rows(self, records, parent=None):
        """Each copy hangs on the copy of what the record hangs on."""
        table, parent = SQL.identifier(records._table), parent or "id"
        query = """
            INSERT INTO %(table)s
            SELECT twin.* FROM %(table)s first_row, GENERATE_SERIES(1, 1000) AS nth,
                   LATERAL jsonb_populate_record(first_row, jsonb_build_object(
                       'id', first_row.id + nth * 1000000,
                       %(parent)s, first_row.%(column)s + nth * 1000000)) AS twin
             WHERE first_row.id = ANY(%(ids)s)"""
        column = SQL.identifier(parent)
        self.env.cr.execute(SQL(query, table=table, parent=parent, column=column, ids=records.ids))

    def test_L05_a_search_computes_no_kits_that_were_delivered(self):
        kit = self._product("Kit")
        self._bom(kit, {self.bolt: 2}, type="phantom")
        self._put_in_stock(self.bolt, 5)
        gone, waits, back = (self._order({kit: 1}, lead=self.make_deal()) for _order in range(3))
        for order in (gone, back):
            shipment = self._ship(order)
        wizard = {"picking_id": shipment.id}
        wizard = self.env["stock.return.picking"].create(wizard)
        wizard.product_return_moves.quantity = 1
        wizard.action_create_returns()
        computed = open_kit_deals(self.env)
        self.assertEqual(set(computed) & {o.opportunity_id.id for o in (gone, waits, back)},
                         {waits.opportunity_id.id, back.opportunity_id.id})  # fmt: skip
        domain = [("id", "=", gone.opportunity_id.id), ("delivery_state", "=", "full")]
        self.assertTrue(self.env["crm.lead"].search_count(domain))

    def rows_read(self):
        """Rows of orders and moves that this transaction has read."""
        self.env.cr.execute(
            """SELECT SUM(seq_tup_read + idx_tup_fetch)::int FROM pg_stat_xact_user_tables
                WHERE relname IN ('sale_order', 'sale_order_line', 'stock_move')"""
        )
        return self.env.cr.fetchone()[0]

    def test_L05_the_search_costs_the_same_for_any_number_of_deals(self):
        counts = []
        for number in (1, 8):
            orders = [
                self._order({self.bolt: 1, self.bought: 1}, lead=self.make_deal())
                for _order in range(number)
            ]
            deals = self.as_user("manager", orders[0].opportunity_id)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            deals.search_count([("supply_state", "=", "ready")])
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0])
