"""Lists on a notebook's screen: neither a heading nor an amount is cut by its column."""

import pytest
from playwright.sync_api import expect

LISTS = {
    "sorter": ("sorting", "requests", "sortings"),
    "head": ("leads", "claims", "visits", "task-reminders", "promised-dates", "control-calls"),
    "director": (
        "letter-templates",
        "sorting-rules",
        "sorting-hours",
        "website-forms",
        "task-policies",
        "task-outcomes",
        "exhibitions",
        "call-lists",
        "mailings",
        "mailchimp-runs",
    ),
}
CUT = """table => [...table.querySelectorAll("thead th[data-name] .text-truncate")]
    .filter(name => name.scrollWidth > name.clientWidth).map(name => name.innerText)"""
AMOUNTS = (
    "deals",
    "sales-funnel",
    "effectiveness",
    "keywords",
    "lost-deals",
    "issued-invoices",
    "plan-fact",
    "sales-plans",
    "service-contracts",
    "ad-costs",
)
CUT_AMOUNTS = """table => [...table.querySelectorAll("td.o_list_number")]
    .filter(cell => cell.scrollWidth > cell.clientWidth).map(cell => cell.innerText)"""
WIDER = "list => list.scrollWidth > list.clientWidth"


def open_list(page, path):
    page.goto(f"/odoo/{path}")
    page.locator(".o_control_panel").wait_for()
    if (switch := page.locator(".o_cp_switch_buttons .o_list:not(.active)")).count():
        switch.click()
    table = page.locator(".o_list_table")
    expect(table.locator("thead th[data-name]").first).to_be_visible()
    return table


@pytest.mark.parametrize("login", LISTS)
def test_headings_of_lists_are_not_cut(demo_server, open_page, login):
    page = open_page(demo_server, login)
    cut = {}
    for path in LISTS[login]:
        table = open_list(page, path)
        if names := table.evaluate(CUT):
            cut[path] = names
    assert not cut


def test_amounts_of_lists_are_not_cut(demo_server, open_page):
    page = open_page(demo_server, "director")
    cut = {}
    for path in AMOUNTS:
        table = open_list(page, path)
        if amounts := table.evaluate(CUT_AMOUNTS):
            cut[path] = amounts
        if page.locator(".o_list_renderer").evaluate(WIDER):
            cut[path, "wider than the screen"] = True
    assert not cut
