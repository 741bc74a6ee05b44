"""AA08, I06, I08: a Head lets a deal pass with a reason that others read; the picture."""

import uuid
from pathlib import Path

import pytest
from playwright.sync_api import expect

RUSSIAN = {"lang": "ru_RU"}


@pytest.fixture
def deal(demo_server):
    """A deal of the Head's department that lacks its source, as the manager has made it."""
    head, manager = demo_server.session("head"), demo_server.session("manager")
    team = head.call("crm.team", "search", [["user_id.login", "=", "head"]])[0]
    client = manager.call("res.partner", "search", [["is_company", "=", True]], limit=1)[0]
    name = f"Вакуумная печь {uuid.uuid4().hex[:8]}"
    values = {"name": name, "type": "opportunity", "team_id": team, "partner_id": client}
    values["need_ids"] = [[0, 0, {"text": "Печь на 50 литров"}]]
    number = manager.call("crm.lead", "create", [values])[0]
    return {"id": number, "name": name, "session": manager}


def read(deal, *names):
    found = deal["session"].call("crm.lead", "read", [deal["id"]], list(names), context=RUSSIAN)
    return found[0]


def test_head_lets_a_deal_pass_and_the_report_shows_it(deal, demo_server, open_page):
    assert read(deal, "unmet_gate_ids")["unmet_gate_ids"]
    reason = f"Клиент пришёл сам {uuid.uuid4().hex[:8]}"
    page = open_page(demo_server, "manager", path=f"/odoo/deals/{deal['id']}")
    expect(page.locator(".o_flow_gate_panel")).to_be_visible()
    expect(page.locator(".o_flow_gate_panel button.btn-link")).to_have_count(0)

    page = open_page(demo_server, "head", path=f"/odoo/deals/{deal['id']}")
    before = page.locator(".o_statusbar_status .o_arrow_button_current").inner_text()
    page.locator(".o_flow_gate_panel button.btn-link").click()
    dialog = page.locator(".modal")
    dialog.locator("div[name=reason] input").fill(reason)
    dialog.locator("button[name=action_apply]").click()
    expect(dialog).to_have_count(0)
    expect(page.locator(".o_statusbar_status .o_arrow_button_current")).not_to_have_text(before)
    assert read(deal, "flow_step")["flow_step"] == "selection"

    page.goto("/odoo/exceptions")
    row = page.locator(".o_data_row", has_text=reason).first
    expect(row).to_be_visible()
    expect(row).to_contain_text(deal["name"])


def test_picture_shows_the_stage_of_the_deal_and_is_saved(deal, demo_server, open_page):
    stage = read(deal, "stage_id")["stage_id"]
    page = open_page(demo_server, "manager", path=f"/odoo/deals/{deal['id']}")
    page.locator("button.o_button_more").click()
    page.locator(".oe_stat_button:has(.fa-sitemap)").click()
    current = page.locator(".o_flow_svg .o_flow_place.current")
    expect(current).to_have_count(1)
    expect(current).to_have_attribute("data-stage", str(stage[0]))
    expect(page.locator(".o_flow_process_deal")).to_contain_text(deal["name"])
    with page.expect_download() as saved:
        page.locator(".o_flow_process button.btn-primary").click()
    assert saved.value.suggested_filename.endswith(".svg")
    text = Path(saved.value.path()).read_text(encoding="utf-8")
    assert "<svg" in text and "current" in text and stage[1].split()[0] in text
