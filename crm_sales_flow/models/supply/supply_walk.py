"""Read the graph of stock moves behind order lines: one recursive query per batch.

The walk goes back over ``move_orig_ids`` from the moves of the lines, and through production orders
from what they make to their components, through open moves only (what is done is no longer coming).
The other moves that the same origins serve are read too, with all that brings goods to them, so
that a shared origin is divided in the same way whatever the batch.
"""

from odoo.tools import SQL

from ...tools.supply_attribution import Attribution, Move, PurchaseLine

READ_FIELDS = {
    "stock.move": (
        "sale_line_id",
        "product_id",
        "state",
        "product_qty",
        "quantity",
        "product_uom",
        "location_id",
        "location_dest_id",
        "location_final_id",
        "production_id",
        "raw_material_production_id",
        "date",
        "move_orig_ids",
        "purchase_line_id",
        "created_purchase_line_ids",
    ),
    "mrp.production": ("date_start", "date_finished", "state"),
    "purchase.order.line": ("product_qty", "product_uom_id", "date_planned", "order_id"),
    "purchase.order": ("state",),
    "product.product": ("product_tmpl_id",),
    "product.template": ("uom_id",),
    "uom.uom": ("factor",),
}

MOVES = """
WITH RECURSIVE walk AS (
    SELECT id, state, production_id
      FROM stock_move WHERE sale_line_id = ANY(%s) AND state <> 'cancel'
    UNION
    SELECT origin.id, origin.state, origin.production_id
      FROM walk
      JOIN LATERAL (
          SELECT move_orig_id AS id FROM stock_move_move_rel WHERE move_dest_id = walk.id
          UNION ALL
          SELECT id FROM stock_move WHERE raw_material_production_id = walk.production_id
          UNION ALL
          SELECT move_dest_id FROM stock_move_move_rel WHERE move_orig_id = walk.id
          UNION ALL
          SELECT other.move_id
            FROM stock_move_created_purchase_line_rel mine
            JOIN stock_move_created_purchase_line_rel other
              ON other.created_purchase_line_id = mine.created_purchase_line_id
           WHERE mine.move_id = walk.id
      ) step ON walk.state <> 'done'
      JOIN stock_move origin ON origin.id = step.id AND origin.state NOT IN ('done', 'cancel')
)
SELECT m.id, m.product_id, m.sale_line_id, m.state = 'done', m.product_qty,
       COALESCE(m.quantity, 0) * unit.factor / product_unit.factor,
       source.usage, dest.usage, COALESCE(final.usage, dest.usage), m.production_id,
       COALESCE(production.date_finished, bought.date_planned, m.date),
       m.raw_material_production_id,
       -- Work that has begun goes on; what has not needs its whole time after the last component.
       CASE WHEN production.state IN ('draft', 'confirmed')
            THEN production.date_finished - production.date_start END,
       ARRAY(SELECT move_orig_id FROM stock_move_move_rel WHERE move_dest_id = m.id),
       ARRAY(SELECT created_purchase_line_id
               FROM stock_move_created_purchase_line_rel WHERE move_id = m.id)
  FROM walk
  JOIN stock_move m ON m.id = walk.id AND m.state <> 'cancel'
  JOIN uom_uom unit ON unit.id = m.product_uom
  JOIN product_product product ON product.id = m.product_id
  JOIN product_template template ON template.id = product.product_tmpl_id
  JOIN uom_uom product_unit ON product_unit.id = template.uom_id
  JOIN stock_location source ON source.id = m.location_id
  JOIN stock_location dest ON dest.id = m.location_dest_id
  LEFT JOIN stock_location final ON final.id = m.location_final_id
  LEFT JOIN mrp_production production ON production.id = m.production_id
  -- What the supplier promised last is written on his line, be it later or earlier; Odoo leaves
  -- the date of the receipt as it was.
  LEFT JOIN purchase_order_line bought ON bought.id = m.purchase_line_id
"""

PURCHASE_LINES = """
SELECT line.id, line.product_qty * unit.factor / product_unit.factor, line.date_planned
  FROM purchase_order_line line
  JOIN purchase_order purchase ON purchase.id = line.order_id
  JOIN uom_uom unit ON unit.id = line.product_uom_id
  JOIN product_product product ON product.id = line.product_id
  JOIN product_template template ON template.id = product.product_tmpl_id
  JOIN uom_uom product_unit ON product_unit.id = template.uom_id
 WHERE line.id = ANY(%s) AND purchase.state IN ('draft', 'sent', 'to approve')
"""

# Where the units of each line come from, whether they are still on their way or there already.
WAYS = """
WITH RECURSIVE walk AS (
    SELECT sale_line_id AS line_id, id FROM stock_move
     WHERE sale_line_id = ANY(%s) AND state <> 'cancel'
    UNION
    SELECT walk.line_id, origin.id
      FROM walk
      JOIN stock_move_move_rel rel ON rel.move_dest_id = walk.id
      JOIN stock_move origin ON origin.id = rel.move_orig_id AND origin.state <> 'cancel'
), sources AS (
    SELECT walk.line_id, source.usage,
           EXISTS (SELECT 1 FROM stock_move_move_rel WHERE move_dest_id = m.id) AS is_brought,
           EXISTS (SELECT 1 FROM stock_move_created_purchase_line_rel WHERE move_id = m.id)
               AS is_asked
      FROM walk
      JOIN stock_move m ON m.id = walk.id
      JOIN stock_location source ON source.id = m.location_id
)
SELECT line_id,
       COALESCE(BOOL_OR(usage = 'internal' AND NOT is_brought AND NOT is_asked), FALSE),
       COALESCE(BOOL_OR(usage = 'production'), FALSE),
       COALESCE(BOOL_OR(usage = 'supplier' OR is_asked), FALSE)
  FROM sources GROUP BY line_id
"""

WORK_FIELDS = {
    "mrp.workorder": (
        "production_id",
        "state",
        "duration_expected",
        "qty_produced",
        "qty_reported_from_previous_wo",
    ),
    "mrp.production": ("product_qty", "qty_producing"),
}

# An operation without a planned time counts as one minute. Without operations the units that are
# registered count.
PROGRESS = """
SELECT work.production_id, (SUM(weight * share) / SUM(weight))::float
  FROM mrp_workorder work
  JOIN mrp_production production ON production.id = work.production_id
  CROSS JOIN LATERAL (
      SELECT COALESCE(NULLIF(work.duration_expected, 0), 1) AS weight,
             CASE WHEN work.state = 'done' THEN 1
                  ELSE LEAST(1, GREATEST(0, (COALESCE(work.qty_produced, 0)
                                             + COALESCE(work.qty_reported_from_previous_wo, 0))
                                            / NULLIF(production.product_qty, 0)))
             END AS share
  ) part
 WHERE work.production_id = ANY(%s) AND work.state <> 'cancel'
 GROUP BY work.production_id
 UNION ALL
SELECT id, LEAST(1, COALESCE(qty_producing, 0) / NULLIF(product_qty, 0))::float
  FROM mrp_production production
 WHERE id = ANY(%s)
   AND NOT EXISTS (
       SELECT FROM mrp_workorder WHERE production_id = production.id AND state <> 'cancel'
   )
"""


def read_ways(env, line_ids):
    """:return: {line id: set of «reserve», «production», «purchase»}; one query for all lines"""
    env["stock.move"].flush_model(READ_FIELDS["stock.move"])
    names = ("reserve", "production", "purchase")
    return {
        line_id: {name for name, is_so in zip(names, flags, strict=True) if is_so}
        for line_id, *flags in env.execute_query(SQL(WAYS, list(line_ids)))
    }


def read_attribution(env, line_ids, today):
    """The attribution of everything behind the order lines; two queries, whatever their number.

    :param today: the beginning of the day: what was planned before it, and has not come, is late.
    """
    for model, names in READ_FIELDS.items():
        env[model].flush_model(names)
    moves = [
        Move(*row[:13], origin_ids=tuple(row[13]), purchase_line_ids=tuple(row[14]))
        for row in env.execute_query(SQL(MOVES, list(line_ids)))
    ]
    asked = {id_ for move in moves if not move.done for id_ in move.purchase_line_ids}
    purchase_lines = asked and env.execute_query(SQL(PURCHASE_LINES, list(asked)))
    return Attribution(moves, [PurchaseLine(*row) for row in purchase_lines or ()], today)


def read_late_names(env, sources):
    """Numbers of the documents that were planned for a day that has passed.

    :param sources: (kind, id) as segments of the attribution name them.
    """

    def records(kind, model):
        return env[model].browse(sorted({id_ for one, id_ in sources if one == kind}))

    names = {("production", p.id): p.name for p in records("production", "mrp.production")}
    for move in records("move", "stock.move"):
        names["move", move.id] = move._supply_document() or move.reference
    for line in records("purchase", "purchase.order.line"):
        names["purchase", line.id] = line.order_id.name
    return names


def read_progress(env, production_ids):
    """Share of the work of production orders that is done, by the planned time of operations.

    An operation that is under way counts with the units that it has reported, and an order
    without operations with those that are registered on it (L06).
    """
    if not production_ids:
        return {}
    for model, names in WORK_FIELDS.items():
        env[model].flush_model(names)
    ids = list(production_ids)
    return dict(env.execute_query(SQL(PROGRESS, ids, ids)))
