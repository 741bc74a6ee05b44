"""The list of 20,000 machines at clients, against Odoo's own list of serial numbers."""

from lxml import etree

from odoo import Command

ratio = 1.25
LOTS = 20_000
CLIENTS = 500
MARK = "Bench list"
READER = "bench_lots"
LIST = "crm_sales_flow.equipment_view_list"


def prepare_after_sales_list(env):
    if not env["stock.lot"].search_count([("name", "=like", f"{MARK} %")], limit=1):
        make(env)
    return env["stock.lot"].with_user(reader(env))


def bench_after_sales_list(env, lots):
    """Open the list of 20,000 passports"""
    ours = "owner_id" in lots
    domain = [("owner_id", "!=", False)] if ours else [("name", "=like", f"{MARK} %")]
    view = lots.env.ref(LIST if ours else "stock.view_production_lot_tree")
    arch = etree.fromstring(lots.get_view(view.id, "list")["arch"])
    names = {node.get("name") for node in arch.iter("field")}
    asked = {
        name: {"fields": {"display_name": {}}} if lots._fields[name].relational else {}
        for name in names
        if lots._fields[name].type != "properties"
    }
    lots.web_search_read(domain, asked, limit=80, count_limit=10_001)


def make(env):
    """Inserted as rows: what is measured is reading."""
    product = env["product.product"].create(
        {"name": MARK, "is_storable": True, "tracking": "serial"}
    )
    clients = env["res.partner"].create(
        [{"name": f"{MARK} {n}", "is_company": True} for n in range(CLIENTS)]
    )
    env.flush_all()
    env.cr.execute(
        "INSERT INTO stock_lot (name, product_id, create_uid, create_date)"
        " SELECT %s || ' ' || n, %s, 1, now() FROM generate_series(1, %s) n",
        (MARK, product.id, LOTS),
    )
    if "owner_id" in env["stock.lot"]:
        env.cr.execute(
            "UPDATE stock_lot SET owner_id = (%s::int[])[1 + id %% %s], shipped_on = now(),"
            " warranty_until = now() + interval '100 days' WHERE product_id = %s",
            (clients.ids, CLIENTS, product.id),
        )
    env.cr.execute("ANALYZE stock_lot")
    env.invalidate_all()


def reader(env):
    """With Odoo's own right on stock: the same person in both."""
    users = env["res.users"].with_context(no_reset_password=True)
    groups = env.ref("base.group_user") | env.ref("stock.group_stock_user")
    if "owner_id" in env["stock.lot"]:
        groups |= env.ref("crm_sales_flow.group_service_engineer")
    return users.search([("login", "=", READER)]) or users.create(
        {"name": READER, "login": READER, "group_ids": [Command.set(groups.ids)]}
    )
