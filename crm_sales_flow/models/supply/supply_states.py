"""How far deals are supplied and shipped, for searching: one query, without a walk.

Whether goods are shipped or reserved is said by the moves of the lines themselves; only what is
still coming needs the way back. Kits are counted by their sets, in Python.
"""

from odoo.tools import SQL

READ_FIELDS = {
    "sale.order": ("state", "opportunity_id"),
    "sale.order.line": ("product_id", "product_uom_id", "product_uom_qty", "is_expense"),
    "stock.move": (
        "sale_line_id",
        "product_id",
        "state",
        "quantity",
        "product_uom",
        "location_id",
        "location_dest_id",
        "location_final_id",
    ),
    "product.template": ("is_storable", "uom_id"),
    "mrp.bom": ("type", "active", "product_id", "product_tmpl_id"),
}

STATES = """
WITH line AS (
    SELECT l.id, o.opportunity_id AS lead_id, l.product_id, template.is_storable,
           l.product_uom_qty * unit.factor / product_unit.factor AS ordered,
           EXISTS (
               SELECT 1 FROM mrp_bom bom
                WHERE bom.type = 'phantom' AND bom.active
                  AND bom.product_tmpl_id = template.id
                  AND (bom.product_id IS NULL OR bom.product_id = product.id)
           ) AS is_kit
      FROM sale_order_line l
      JOIN sale_order o ON o.id = l.order_id
      JOIN product_product product ON product.id = l.product_id
      JOIN product_template template ON template.id = product.product_tmpl_id
      JOIN uom_uom unit ON unit.id = l.product_uom_id
      JOIN uom_uom product_unit ON product_unit.id = template.uom_id
     WHERE o.state = 'sale' AND o.opportunity_id IS NOT NULL
       AND l.product_uom_qty > 0 AND NOT COALESCE(l.is_expense, FALSE)
), held AS (
    SELECT line.id,
           SUM(CASE WHEN m.state <> 'done' THEN 0
                    WHEN dest.usage = 'customer' AND source.usage <> 'customer' THEN moved.units
                    WHEN source.usage = 'customer' AND dest.usage <> 'customer' THEN -moved.units
                    ELSE 0 END) AS shipped,
           SUM(CASE WHEN m.state <> 'done' AND source.usage <> 'customer'
                     AND COALESCE(final.usage, dest.usage) = 'customer' THEN moved.units
                    ELSE 0 END) AS reserved
      FROM line
      JOIN stock_move m ON m.sale_line_id = line.id AND m.product_id = line.product_id
       AND m.state <> 'cancel'
      JOIN stock_location source ON source.id = m.location_id
      JOIN stock_location dest ON dest.id = m.location_dest_id
      LEFT JOIN stock_location final ON final.id = m.location_final_id
      JOIN uom_uom unit ON unit.id = m.product_uom
      JOIN product_product product ON product.id = m.product_id
      JOIN product_template template ON template.id = product.product_tmpl_id
      JOIN uom_uom product_unit ON product_unit.id = template.uom_id
      CROSS JOIN LATERAL (
          SELECT COALESCE(m.quantity, 0) * unit.factor / product_unit.factor AS units
      ) moved
     WHERE NOT line.is_kit
     GROUP BY line.id
), figures AS (
    SELECT line.lead_id, line.is_kit, line.ordered,
           GREATEST(COALESCE(held.shipped, 0), 0) AS shipped,
           GREATEST(COALESCE(held.shipped, 0), 0) + COALESCE(held.reserved, 0) AS ready
      FROM line LEFT JOIN held ON held.id = line.id
     WHERE line.is_kit OR line.is_storable
)
SELECT lead_id, BOOL_OR(is_kit),
       CASE WHEN BOOL_AND(ready >= ordered - 1e-6) THEN 'ready'
            WHEN BOOL_OR(ready > 1e-6) THEN 'partial' ELSE 'missing' END,
       CASE WHEN BOOL_AND(shipped >= ordered - 1e-6) THEN 'full'
            WHEN BOOL_OR(shipped > 1e-6) THEN 'partial' ELSE 'waiting' END
  FROM figures GROUP BY lead_id
"""


def read_states(env):
    """:return: ({deal id: (supply state, delivery state)}, ids of deals with kits)"""
    for model, names in READ_FIELDS.items():
        env[model].flush_model(names)
    states, with_kits = {}, []
    for lead_id, has_kits, supply, delivery in env.execute_query(SQL(STATES)):
        if has_kits:
            with_kits.append(lead_id)
        else:
            states[lead_id] = (supply, delivery)
    return states, with_kits
