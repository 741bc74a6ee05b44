"""L08: orders of one deal that two sessions move at the same time: nothing of it is lost."""

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
            "bad query: b'UPDATE crm_lead SET active",
            'bad query: b\' UPDATE "crm_lead"',
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
    deal, client = new_deal(admin)
    return deal, new_order(admin, deal, client, product, quantity)[1]


def new_deal(admin):
    (client,) = admin.call("res.partner", "create", [{"name": "Client", "is_company": True}])
    (team,) = admin.call("crm.team", "search", [["is_department", "=", True]], limit=1)
    values = {"type": "opportunity", "partner_id": client, "team_id": team}
    (deal,) = admin.call(
        "crm.lead", "create", [{**values, "name": "Deal", "user_id": admin.info["uid"]}]
    )
    return deal, client


def new_order(admin, deal, client, product, quantity):
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
    return order, productions


def later(days):
    return (datetime.utcnow() + timedelta(days=days)).strftime(DAY)


def tasks(admin, deal):
    domain = [["res_model", "=", "crm.lead"], ["res_id", "=", deal]]
    domain += [["task_policy_id.code", "=", "tell_new_date"]]
    return admin.call("mail.activity", "search_read", domain, fields=["note"])


def move_at_once(server, writes):
    """Each of (production order, days) in a session and a thread of its own."""
    finished = [(production, {"date_finished": later(days)}) for production, days in writes]
    write_at_once(server, "mrp.production", finished)


def write_at_once(server, model, writes):
    """Each of (id, values) in a session and a thread of its own; an error of one is raised."""
    sessions = [server.session("admin") for _write in writes]

    def write(number):
        record, values = writes[number]
        sessions[number].call(model, "write", [record], values)

    with ThreadPoolExecutor(len(writes)) as pool:
        list(pool.map(write, range(len(writes))))


def two_orders(admin, goods):
    """A deal with two orders of one production order each.

    :return: deal, client, ids of the orders, their names, ids of the production orders."""
    deal, client = new_deal(admin)
    orders = [new_order(admin, deal, client, goods, 1) for _number in range(2)]
    ids = [order for order, _productions in orders]
    names = [row["name"] for row in admin.call("sale.order", "read", ids, ["name"])]
    return deal, client, ids, names, [production for _order, (production,) in orders]


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


@pytest.mark.parametrize("number", range(ROUNDS))
def test_L08_two_late_orders_of_one_deal_are_both_in_its_one_task(server, admin, goods, number):
    deal, _client, orders, names, productions = two_orders(admin, goods)
    move_at_once(server, list(zip(productions, (20, 25), strict=True)))
    (task,) = tasks(admin, deal)
    assert all(task["note"].count(name) == 1 for name in names), task["note"]
    told = admin.call("sale.order", "read", orders, ["supply_told_date"])
    made = admin.call("mrp.production", "read", productions, ["date_finished"])
    told, made = ([list(row.values())[-1] for row in rows] for rows in (told, made))
    assert told == made


@pytest.mark.parametrize("number", range(ROUNDS))
def test_L08_two_late_orders_that_come_to_one_deal_are_both_in_its_one_task(
    server, admin, goods, number
):
    deal, _client, orders, names, productions = two_orders(admin, goods)
    for production, days in zip(productions, (20, 25), strict=True):
        admin.call("mrp.production", "write", [production], {"date_finished": later(days)})
    other, _client = new_deal(admin)
    write_at_once(server, "sale.order", [(order, {"opportunity_id": other}) for order in orders])
    (task,) = tasks(admin, other)
    assert all(task["note"].count(name) == 1 for name in names), task["note"]
    assert not tasks(admin, deal)
    moved = admin.call("sale.order", "read", orders, ["opportunity_id"])
    assert [row["opportunity_id"][0] for row in moved] == [other, other]
