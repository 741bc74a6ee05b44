"""L08: production orders of one order that two sessions move at the same time."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest

from ground import live

ROUNDS = 3
DAY = "%Y-%m-%d %H:%M:%S"


@pytest.fixture(scope="module")
def server():
    with live.serve("b") as server:
        # Each collision that Odoo then tries again.
        server.expected += [
            "could not serialize",
            'bad query: b\' UPDATE "mrp_production"',
            'bad query: b\' UPDATE "sale_order"',
            'bad query: b\' UPDATE "stock_move"',
        ]
        yield server


@pytest.fixture(scope="module")
def admin(server):
    return server.session("admin")


@pytest.fixture(scope="module")
def goods(admin):
    """A machine that is made to order."""
    (warehouse,) = admin.call(
        "stock.warehouse", "search_read", [], fields=["manufacture_pull_id"], limit=1
    )
    rule = warehouse["manufacture_pull_id"][0]
    (route,) = admin.call("stock.rule", "read", [rule], ["route_id"])
    to_order = admin.call("stock.route", "search", [["name", "ilike", "MTO"]], limit=1)
    to_order = to_order or admin.call(
        "stock.route", "search", [["rule_ids.procure_method", "=", "make_to_order"]], limit=1
    )
    values = {
        "name": "Chamber",
        "is_storable": True,
        "tracking": "serial",
        "route_ids": [[6, 0, [route["route_id"][0], *to_order]]],
    }
    (product,) = admin.call("product.product", "create", [values])
    (found,) = admin.call("product.product", "read", [product], ["product_tmpl_id"])
    admin.call("mrp.bom", "create", [{"product_tmpl_id": found["product_tmpl_id"][0]}])
    return product


def promised(admin, product, quantity):
    """A deal with a confirmed order, promised in ten days, and its production orders."""
    (client,) = admin.call("res.partner", "create", [{"name": "Client", "is_company": True}])
    (team,) = admin.call("crm.team", "search", [["is_department", "=", True]], limit=1)
    values = {"type": "opportunity", "partner_id": client, "team_id": team}
    (deal,) = admin.call(
        "crm.lead", "create", [{**values, "name": "Deal", "user_id": admin.info["uid"]}]
    )
    (order,) = admin.call(
        "sale.order",
        "create",
        [
            {
                "partner_id": client,
                "opportunity_id": deal,
                "commitment_date": later(10),
                "order_line": [[0, 0, {"product_id": product, "product_uom_qty": quantity}]],
            }
        ],
    )
    admin.call("sale.order", "action_confirm", [order])
    productions = admin.call(
        "mrp.production", "search", [["reference_ids.sale_ids", "in", [order]]]
    )
    assert len(productions) == quantity
    return deal, productions


def later(days):
    return (datetime.utcnow() + timedelta(days=days)).strftime(DAY)


def tasks(admin, deal):
    domain = [["res_model", "=", "crm.lead"], ["res_id", "=", deal]]
    domain += [["task_policy_id.code", "=", "tell_new_date"]]
    return admin.call("mail.activity", "search_read", domain, fields=["note"])


def move_at_once(server, writes):
    """Each of (production order, days) in a session and a thread of its own."""
    sessions = [server.session("admin") for _write in writes]

    def move(number):
        production, days = writes[number]
        values = {"date_finished": later(days)}
        sessions[number].call("mrp.production", "write", [production], values)

    with ThreadPoolExecutor(len(writes)) as pool:
        list(pool.map(move, range(len(writes))))


@pytest.mark.parametrize("number", range(ROUNDS))
def test_L08_two_sessions_moving_one_production_order_make_one_task(server, admin, goods, number):
    deal, (production,) = promised(admin, goods, 1)
    assert not tasks(admin, deal)
    move_at_once(server, [(production, 20), (production, 25)])
    (task,) = tasks(admin, deal)
    (moved,) = admin.call("mrp.production", "read", [production], ["date_finished"])
    (shown,) = admin.call("crm.lead", "read", [deal], ["ready_date"])
    assert shown["ready_date"] == moved["date_finished"]


@pytest.mark.parametrize("number", range(ROUNDS))
def test_L08_two_sessions_moving_two_orders_of_one_deal_make_one_task(server, admin, goods, number):
    deal, (first, second) = promised(admin, goods, 2)
    move_at_once(server, [(first, 20), (second, 25)])
    assert len(tasks(admin, deal)) == 1
    moved = admin.call("mrp.production", "read", [first, second], ["date_finished"])
    (shown,) = admin.call("crm.lead", "read", [deal], ["ready_date"])
    assert shown["ready_date"] == max(row["date_finished"] for row in moved)
