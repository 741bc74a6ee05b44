"""How far deals are supplied and shipped, for searching: in SQL, without a walk.

Whether goods are shipped or reserved is said by the moves of the lines themselves; only what is
still coming needs the way back. The state is a term of one deal: the database reads the orders of
those deals that the rest of a search leaves, and no history beside them. Kits are counted by their
sets, in Python, unless Odoo has noted that they were delivered in full and none came back.
"""

from odoo.tools import SQL

READ_FIELDS = {
    "sale.order": ("state", "opportunity_id"),
    "sale.order.line": (
        "product_id",
        "product_uom_id",
        "product_uom_qty",
        "qty_delivered",
        "is_expense",
    ),
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

IS_KIT = """
EXISTS (
    SELECT 1 FROM mrp_bom bom
     WHERE bom.type = 'phantom' AND bom.active
       AND bom.product_tmpl_id = product.product_tmpl_id
       AND (bom.product_id IS NULL OR bom.product_id = product.id)
)"""
KITS = f"SELECT product.id FROM product_product product WHERE {IS_KIT}"
OPEN_KIT_DEALS = """
SELECT DISTINCT o.opportunity_id
  FROM sale_order_line l
  JOIN sale_order o ON o.id = l.order_id
 WHERE l.product_id = ANY(%s)
   AND o.state = 'sale' AND o.opportunity_id IS NOT NULL
   AND l.product_uom_qty > 0 AND NOT COALESCE(l.is_expense, FALSE)
   AND (
       l.qty_delivered < l.product_uom_qty
       OR EXISTS (
           SELECT 1 FROM stock_move back
             JOIN stock_location source ON source.id = back.location_id
            WHERE back.sale_line_id = l.id AND source.usage = 'customer'
              AND back.state <> 'cancel'
       )
   )
"""
STATE = f"""
WITH line AS (
    SELECT l.id, l.product_id, template.is_storable, {IS_KIT} AS is_kit,
           l.product_uom_qty * unit.factor / product_unit.factor AS ordered
      FROM sale_order_line l
      JOIN sale_order o ON o.id = l.order_id
      JOIN product_product product ON product.id = l.product_id
      JOIN product_template template ON template.id = product.product_tmpl_id
      JOIN uom_uom unit ON unit.id = l.product_uom_id
      JOIN uom_uom product_unit ON product_unit.id = template.uom_id
     WHERE o.opportunity_id = %s AND o.state = 'sale'
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
    SELECT line.ordered,
           CASE WHEN line.is_kit THEN line.ordered
                ELSE GREATEST(COALESCE(held.shipped, 0), 0) END AS shipped,
           CASE WHEN line.is_kit THEN line.ordered
                ELSE GREATEST(COALESCE(held.shipped, 0), 0) + COALESCE(held.reserved, 0)
            END AS ready
      FROM line LEFT JOIN held ON held.id = line.id
     WHERE line.is_kit OR line.is_storable
)
"""
TOTALS = {
    "supply_state": """
SELECT CASE WHEN COUNT(*) = 0 THEN 'not_needed'
            WHEN BOOL_AND(ready >= ordered - 1e-6) THEN 'ready'
            WHEN BOOL_OR(ready > 1e-6) THEN 'partial' ELSE 'missing' END FROM figures""",
    "delivery_state": """
SELECT CASE WHEN COUNT(*) = 0 THEN 'not_needed'
            WHEN BOOL_AND(shipped >= ordered - 1e-6) THEN 'full'
            WHEN BOOL_OR(shipped > 1e-6) THEN 'partial' ELSE 'waiting' END FROM figures""",
}


def state_term(name, alias):
    """The state of the deal of a row of ``alias``, unless it is one of ``open_kit_deals``."""
    return SQL(f"({STATE}{TOTALS[name]})", SQL.identifier(alias, "id"))


def open_kit_deals(env):
    """Ids of the deals with kits that were not delivered in full, or came back in part."""
    for model, names in READ_FIELDS.items():
        env[model].flush_model(names)
    kits = [product_id for (product_id,) in env.execute_query(SQL(KITS))]
    if not kits:
        return []
    return [lead_id for (lead_id,) in env.execute_query(SQL(OPEN_KIT_DEALS, kits))]
