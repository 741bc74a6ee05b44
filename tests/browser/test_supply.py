"""L05-L07: production reports in its window, and the manager's open deal shows it at once."""

import pytest
from playwright.sync_api import expect

UNITS = 2


@pytest.fixture
def ordered(demo_server):
    """A deal of the manager with an order of two machines, each with its production order."""
    admin = demo_server.session("admin")

    def number(model, xmlid):
        domain = [["module", "=", "crm_sales_flow_demo"], ["name", "=", xmlid]]
        (row,) = admin.call("ir.model.data", "search_read", domain, fields=["res_id"])
        return row["res_id"]

    manager = number("res.users", "user_manager")
    (client,) = admin.call("res.partner", "search", [["is_company", "=", True]], limit=1)
    (team,) = admin.call("crm.team", "search", [["member_ids", "in", [manager]]], limit=1)
    values = {"name": "Две камеры", "type": "opportunity", "partner_id": client}
    (deal,) = admin.call("crm.lead", "create", [{**values, "team_id": team, "user_id": manager}])
    line = {"product_id": number("product.product", "product_chamber_1"), "product_uom_qty": UNITS}
    values = {"partner_id": client, "opportunity_id": deal, "order_line": [[0, 0, line]]}
    (order,) = admin.call("sale.order", "create", [values])
    admin.call("sale.order", "action_confirm", [order])
    domain = [["reference_ids.sale_ids", "in", [order]]]
    productions = admin.call("mrp.production", "search", domain, order="id")
    assert len(productions) == UNITS
    return deal, productions


def cell(page, name):
    row = page.locator(".o_field_widget[name=supply_line_ids] tbody tr.o_data_row")
    return row.locator(f"td[name={name}]")


def test_L06_the_open_deal_shows_what_production_reports(demo_server, open_page, ordered):
    deal, productions = ordered
    page = open_page(demo_server, "manager", path=f"/odoo/deals/{deal}")
    page.locator("a.nav-link[name=page_supply]").click()
    expect(cell(page, "qty_in_production")).to_have_text(f"{UNITS}")
    expect(cell(page, "qty_reserved")).to_have_text("0")
    expect(cell(page, "supply_action")).to_have_text("К производству")
    page.evaluate("window.kept = true")

    worker = open_page(demo_server, "production", path=f"/odoo/mrp.production/{productions[0]}")
    worker.locator("button[name=action_generate_serial]").first.click()
    expect(worker.locator("[name=lot_producing_ids]").first).not_to_be_empty()
    worker.locator("button[name=button_mark_done]:visible").first.click()
    expect(worker.locator(".o_arrow_button_current[data-value=done]")).to_be_visible()

    expect(cell(page, "qty_in_production")).to_have_text("1")
    expect(cell(page, "qty_reserved")).to_have_text("1")
    expect(cell(page, "ready_percent")).to_contain_text("50")
    assert page.evaluate("window.kept"), "The page was not loaded again."
