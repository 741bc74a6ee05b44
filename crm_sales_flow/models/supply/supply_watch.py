"""Collects what moved in stock, production and purchase in a transaction (L07, L08).

Whoever changes a date or a quantity calls ``watch``; before the commit the confirmed orders behind
it are found in one query by walking forward, over the steps of the warehouse and through
production orders from their components to what they make, and each order is followed once.
"""

from odoo.tools import SQL

KEY = "crm_sales_flow.supply_watch"
FORWARD = """
WITH RECURSIVE forward AS (
    SELECT id, sale_line_id, raw_material_production_id FROM stock_move WHERE id = ANY(%s)
    UNION
    SELECT next.id, next.sale_line_id, next.raw_material_production_id
      FROM forward
      JOIN LATERAL (
          SELECT move_dest_id AS id FROM stock_move_move_rel WHERE move_orig_id = forward.id
          UNION
          SELECT made.id FROM stock_move made
           WHERE made.production_id = forward.raw_material_production_id
      ) step ON TRUE
      JOIN stock_move next ON next.id = step.id AND next.state <> 'cancel'
)
SELECT DISTINCT line.order_id
  FROM forward JOIN sale_order_line line ON line.id = forward.sale_line_id
"""


def watch(moves=None, orders=None, left=None, cause=None):
    """Follow, before this transaction commits, the customer orders that these records serve.

    :param moves: stock moves whose date, state or quantity changed.
    :param orders: sale orders whose promise changed.
    :param left: deals that these orders were taken from, when they came to another one.
    :param cause: number of the document that changed, for people.
    """
    records = moves if moves is not None else orders
    if not records:
        return
    callbacks = records.env.cr.precommit
    if KEY not in callbacks.data:
        callbacks.data[KEY] = {
            name: set() for name in ("moves", "orders", "came", "left", "causes")
        }
        callbacks.add(lambda: _follow(records.env))
    seen = callbacks.data[KEY]
    seen["moves" if moves is not None else "orders"].update(records.ids)
    if left is not None:
        seen["came"].update(records.ids)
        seen["left"].update(left.ids)
    if cause:
        seen["causes"].add(cause)


def _follow(env):
    seen = env.cr.precommit.data.pop(KEY)
    env["stock.move"].flush_model(["sale_line_id", "state", "move_dest_ids", "production_id"])
    found = env.execute_query(SQL(FORWARD, list(seen["moves"]))) if seen["moves"] else []
    ids = seen["orders"] | {order_id for (order_id,) in found}
    orders = env["sale.order"].sudo().browse(sorted(ids)).exists()
    orders._supply_follow(seen["orders"], ", ".join(sorted(seen["causes"])))
    if seen["came"]:
        left = env["crm.lead"].sudo().browse(sorted(seen["left"])).exists()
        orders.browse(sorted(seen["came"])).exists()._supply_rehang(left)
