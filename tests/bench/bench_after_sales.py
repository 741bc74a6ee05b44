"""A rich passport opened by an engineer, and a day's planning of 2,000 service contracts."""

from datetime import timedelta

from lxml import etree

from odoo import Command, fields

limit = 0.15
MARK = "Bench passport"
VISITS, CERTIFICATES, COMPONENTS = 50, 20, 200
CONTRACTS = 2_000
FEW = 100
ENGINEER = "bench_engineer"
FORM = "crm_sales_flow.equipment_view_form"


def prepare_after_sales_passport(env):
    lot = env["stock.lot"].search([("name", "=", MARK)]) or make_passport(env)
    return lot.with_user(engineer(env))


def bench_after_sales_passport(env, lot):
    """Open a passport with 50 visits, 20 certificates and 200 components"""
    lot.with_context(bin_size=True).web_read(asked(lot))


def prepare_after_sales_plan_few(env):
    return prepare_contracts(env, FEW)


def bench_after_sales_plan_few(env, contracts):
    """Plan the visits of 100 service contracts"""
    plan(contracts)


def prepare_after_sales_plan(env):
    return prepare_contracts(env, CONTRACTS)


def bench_after_sales_plan(env, contracts):
    """Plan the visits of 2,000 service contracts in one pass"""
    plan(contracts)


# A visit is a task of Odoo with its followers and its stage; 20 times the work of 100 contracts.
bench_after_sales_plan_few.limit = 2
bench_after_sales_plan.limit = 30
bench_after_sales_plan.base = "bench_after_sales_plan_few"
bench_after_sales_plan.base_ratio = 22


def plan(contracts):
    """The hundred that the job takes at a time; the job itself commits between them."""
    horizon = fields.Date.today() + timedelta(days=92)
    for start in range(0, len(contracts), FEW):
        contracts[start : start + FEW]._plan_visits(horizon)


def prepare_contracts(env, size):
    contracts = env["crm.service.contract"].search([("name", "=like", f"{MARK} %")], order="id")
    contracts = contracts or make_contracts(env)
    env.flush_all()
    env.cr.execute("DELETE FROM project_task WHERE service_contract_id IS NOT NULL")
    env.cr.execute("UPDATE crm_service_contract SET planned_until = NULL")
    env.invalidate_all()
    return contracts[:size]


def make_contracts(env):
    client = env["res.partner"].create({"name": MARK, "is_company": True})
    product = machine(env)
    lots = env["stock.lot"].create(
        [
            {"name": f"{MARK} {n}", "product_id": product.id, "owner_id": client.id}
            for n in range(CONTRACTS)
        ]
    )
    today = fields.Date.today()
    return env["crm.service.contract"].create(
        [
            {
                "name": f"{MARK} {n}",
                "partner_id": client.id,
                "lot_ids": [Command.set(lot.ids)],
                "date_start": today - timedelta(days=10),
                "date_end": today + timedelta(days=354),
                "visits_per_year": 4,
                "state": "active",
            }
            for n, lot in enumerate(lots)
        ]
    )


def make_passport(env):
    client = env["res.partner"].create({"name": MARK, "is_company": True})
    product = machine(env)
    lot = env["stock.lot"].create({"name": MARK, "product_id": product.id, "owner_id": client.id})
    body = env["crm.attestation.body"].create({"name": MARK})
    env["project.task"]._field_work_create(
        [
            {
                "name": f"{MARK} {n}",
                "field_work_type": "claim" if n % 10 == 0 else "visit",
                "partner_id": client.id,
                "lot_ids": [Command.set(lot.ids)],
            }
            for n in range(VISITS)
        ]
    )
    env["crm.attestation.certificate"].create(
        [
            {"number": f"{MARK} {n}", "body_id": body.id, "lot_id": lot.id}
            for n in range(CERTIFICATES)
        ]
    )
    parts = env["product.product"].create([{"name": f"{MARK} {n}"} for n in range(COMPONENTS)])
    env["crm.equipment.component"].create(
        [{"lot_id": lot.id, "product_id": part.id, "quantity": 1} for part in parts]
    )
    return lot


def machine(env):
    products = env["product.product"]
    return products.search([("name", "=", MARK)], limit=1) or products.create(
        {"name": MARK, "is_storable": True, "tracking": "serial"}
    )


def engineer(env):
    users = env["res.users"].with_context(no_reset_password=True)
    group = env.ref("crm_sales_flow.group_service_engineer")
    groups = env.ref("base.group_user") | group
    return users.search([("login", "=", ENGINEER)]) or users.create(
        {"name": ENGINEER, "login": ENGINEER, "group_ids": [Command.set(groups.ids)]}
    )


def asked(lot):
    """What the client asks for when the form opens: all pages, lists of the first 40 rows."""
    view = lot.env.ref(FORM)
    arch = etree.fromstring(lot.get_view(view.id, "form")["arch"])
    return specification(lot, arch)


def specification(record, arch):
    """As the web client builds it from the arch; rows of a list with their columns."""
    result = {}
    for node in arch.iter("field"):
        if any(parent.tag == "field" for parent in node.iterancestors()) and node is not arch:
            continue
        field = record._fields[node.get("name")]
        result[field.name] = {}
        if field.type in ("one2many", "many2many"):
            rows = node.find("list")
            inner = record.env[field.comodel_name]
            columns = specification(inner, detached(rows)) if rows is not None else {}
            result[field.name] = {"fields": columns or {"display_name": {}}, "limit": 40}
        elif field.type in ("many2one", "reference"):
            result[field.name] = {"fields": {"display_name": {}}}
    return result


def detached(node):
    return etree.fromstring(etree.tostring(node))
