"""Supply: the table of a deal against Odoo's own availability of lines, and a confirmation."""

from datetime import timedelta

from odoo import fields
from odoo.tools import split_every

ORDERS = 200
LINES = 1000
ROUND = 20  # lines of the order that is confirmed
NAME = "Bench supply"
FIGURES = [
    "qty_shipped",
    "qty_reserved",
    "qty_on_way",
    "qty_in_production",
    "qty_on_purchase",
    "qty_missing",
    "qty_to_supply",
    "ready_percent",
    "ready_date",
    "promised_date",
    "supply_action",
]
# What Odoo shows of each line in its pop-up of availability.
AVAILABILITY = [
    "qty_to_deliver",
    "is_mto",
    "display_qty_widget",
    "scheduled_date",
    "forecast_expected_date",
    "virtual_available_at_date",
    "qty_available_today",
    "free_qty_today",
]


def prepare_supply_table(env):
    return lines_of(env)


def bench_supply_table(env, lines):
    """Read the supply of 200 orders with 1,000 lines (plain: Odoo's availability of the lines)"""
    # The lines are read together, as a list on the screen reads them.
    env["sale.order.line"].browse(lines.ids).read(FIGURES if ours(env) else AVAILABILITY)


bench_supply_table.ratio = 1
bench_supply_table.queries_more = 0


def prepare_supply_confirm(env):
    goods = products(env)
    kinds = ("stock", "made", "bought")
    chosen = [goods[kinds[number % 3]][number] for number in range(ROUND)]
    return make(env, [chosen])


def bench_supply_confirm(env, order):
    """Confirm a mixed order of 20 lines"""
    order.action_confirm()


bench_supply_confirm.ratio = 1.3


# ------------------------------------------------------------------- the goods


def ours(env):
    return "qty_missing" in env["sale.order.line"]._fields


def products(env):
    """kind -> products: in stock, made to order and bought to order."""
    found = env["product.product"].search([("name", "=like", f"{NAME} %")], order="id")
    if not found:
        fill(env)
        found = env["product.product"].search([("name", "=like", f"{NAME} %")], order="id")
    return {
        kind: found.filtered(lambda product, kind=kind: product.name.startswith(f"{NAME} {kind}"))
        for kind in ("stock", "made", "bought")
    }


def fill(env):
    warehouse = env["stock.warehouse"].search([("company_id", "=", env.company.id)], limit=1)
    mto = env.ref("stock.route_warehouse0_mto")
    mto.active = True
    vendor = env["res.partner"].create({"name": f"{NAME} vendor"})
    part = env["product.product"].create({"name": "Bench part", "is_storable": True})
    routes = {
        "stock": [],
        "made": (mto | warehouse.manufacture_pull_id.route_id).ids,
        "bought": (mto | warehouse.buy_pull_id.route_id).ids,
    }
    values = [
        {
            "name": f"{NAME} {kind} {number}",
            "is_storable": True,
            "route_ids": [(6, 0, ids)],
            "seller_ids": [(0, 0, {"partner_id": vendor.id})] if kind == "bought" else [],
        }
        for kind, ids in routes.items()
        for number in range(ROUND)
    ]
    goods = env["product.product"].create(values)
    made = goods.filtered(lambda product: " made " in product.name)
    env["mrp.bom"].create(
        [
            {
                "product_tmpl_id": product.product_tmpl_id.id,
                "bom_line_ids": [(0, 0, {"product_id": part.id, "product_qty": 2})],
            }
            for product in made
        ]
    )
    stocked = goods.filtered(lambda product: " stock " in product.name) | part
    for product in stocked:
        env["stock.quant"]._update_available_quantity(product, warehouse.lot_stock_id, 100_000)


# ------------------------------------------------------------------ the orders


def lines_of(env):
    """1,000 lines of 200 confirmed orders, half of them in stock."""
    orders = env["sale.order"].search([("client_order_ref", "=", NAME)])
    if not orders:
        goods = products(env)
        kinds = ("stock", "made", "stock", "bought", "stock")
        rows = [
            [goods[kind][(number + place) % ROUND] for place, kind in enumerate(kinds)]
            for number in range(ORDERS)
        ]
        orders = make(env, rows)
        orders.client_order_ref = NAME
        for some in split_every(50, orders.ids):
            orders.browse(some).action_confirm()
            env.cr.commit()
    lines = orders.order_line
    if len(lines) != LINES:
        raise ValueError(f"{len(lines)} lines instead of {LINES}")
    return lines


def make(env, rows):
    """Orders of deals, one for each row of products."""
    client = env["res.partner"].create({"name": f"{NAME} client"})
    team = env.ref("crm_sales_flow.team_high_vacuum", raise_if_not_found=False)
    team = team or env.ref("sales_team.team_sales_department")
    deals = env["crm.lead"].create(
        [
            {
                "name": NAME,
                "type": "opportunity",
                "partner_id": client.id,
                "team_id": team.id,
                "user_id": env.uid,
            }
            for _row in rows
        ]
    )
    return env["sale.order"].create(
        [
            {
                "partner_id": client.id,
                "opportunity_id": deal.id,
                "commitment_date": fields.Datetime.now() + timedelta(days=60),
                "order_line": [
                    (0, 0, {"product_id": product.id, "product_uom_qty": 1}) for product in row
                ],
            }
            for deal, row in zip(deals, rows, strict=True)
        ]
    )
