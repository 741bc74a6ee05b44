"""A05, F02, F07, H05, I06, I11: one request as the sorter, the Head and the manager see it.

What other roles do between (order, invoice, payment) goes through the same server as their users.
"""

import base64
import email.message
import re
import uuid

import pytest
from playwright.sync_api import expect

RUSSIAN = {"lang": "ru_RU"}
SCAN = base64.b64encode(b"%PDF-1.4 signed").decode()


class Walk:
    """One request with the sessions of the people who work on it."""

    def __init__(self, server):
        self.server = server
        self.subject = f"Пусконаладка насоса {uuid.uuid4().hex[:8]}"
        self.lead_id = None
        server.expected.append(self.subject)  # the refusals that the walk provokes name the deal

    def call(self, login, model, method, *args, **kwargs):
        kwargs["context"] = {**RUSSIAN, **kwargs.get("context", {})}
        return self.server.session(login).call(model, method, *args, **kwargs)

    def send_letter(self):
        message = email.message.EmailMessage()
        message["From"] = "Ольга Петрова <petrova@zavod-walk.example>"
        message["To"] = "requests@company.example"
        message["Subject"] = self.subject
        message["Message-Id"] = f"<{uuid.uuid4()}@zavod-walk.example>"
        message.set_content("Просим провести пусконаладку насоса.", cte="base64")
        source = message.as_bytes().decode("ascii")
        self.call("admin", "mail.thread", "message_process", "crm.request", source)

    def deal(self, *names):
        return self.call("manager", "crm.lead", "read", [self.lead_id], list(names))[0]

    def gate_names(self, step):
        domain = [["stage_id.flow_step", "=", step]]
        return {
            gate["name"]
            for gate in self.call("manager", "crm.stage.gate", "search_read", domain, ["name"])
        }

    def write(self, **values):
        self.call("manager", "crm.lead", "write", [self.lead_id], values)


@pytest.fixture
def walk(demo_server):
    return Walk(demo_server)


def choose(page, field, text):
    """Type into a many2one and take the first proposal."""
    box = field.locator("input")
    box.click()
    box.fill(text)
    page.locator(".o-autocomplete--dropdown-item", has_text=text).first.click()


def drag_card(page, card, column):
    """Drag as a hand does: Odoo's sortable wants to see the way."""
    start, end = card.bounding_box(), column.bounding_box()
    page.mouse.move(start["x"] + 20, start["y"] + 20)
    page.mouse.down()
    page.mouse.move(start["x"] + 40, start["y"] + 30, steps=5)
    page.mouse.move(end["x"] + end["width"] / 2, end["y"] + 120, steps=20)
    page.mouse.up()


def sort(walk, page, department):
    """The sorter gives the request its department in the line and presses the button."""
    row = page.locator(".o_data_row", has_text=walk.subject)
    row.locator("td[name=suggested_team_id]").click()
    choose(page, row.locator("td[name=suggested_team_id]"), department)
    row.locator("button[name=action_sort]").first.click()
    expect(row).to_have_count(0)


def assign(walk, page, person):
    """The Head opens the lead, sees the load of his people and chooses one."""
    page.locator(".o_data_row", has_text=walk.subject).locator("td[name=name]").click()
    page.locator("button[name=action_assign]").click()
    dialog = page.locator(".modal")
    dialog.locator(".o_data_row", has_text=person).locator("button[name=action_assign]").click()
    expect(dialog).to_have_count(0)


def make_a_deal(walk, page):
    """The manager turns the lead into a deal; his words are the client's."""
    page.locator(".o_data_row", has_text=walk.subject).locator("td[name=name]").click()
    page.locator("button[data-hotkey=v]").click()
    page.locator(".modal button[name=action_apply]").click()
    expect(page.locator(".o_flow_gate_panel")).to_be_visible()
    walk.lead_id = int(re.search(r"/(\d+)(?:\?|$)", page.url)[1])
    page.locator("a[name=page_needs]").click()
    expect(page.locator("div[name=need_ids]")).to_contain_text("провести пусконаладку")


def refused_in_the_pipeline(walk, page):
    """Dragged over its gate the deal comes back, and the message names what is missing."""
    page.goto("/odoo/deals")
    card = page.locator(".o_kanban_record", has_text=walk.subject)
    columns = page.locator(".o_kanban_group")
    card.scroll_into_view_if_needed()
    drag_card(page, card, columns.nth(1))
    dialog = page.locator(".modal")
    for name in missing(walk):
        expect(dialog).to_contain_text(name)
    dialog.locator(".modal-footer button").first.click()
    assert walk.deal("flow_step")["flow_step"] == "needs"


def missing(walk):
    found = walk.deal("unmet_gate_ids")["unmet_gate_ids"]
    assert found
    gates = walk.call("manager", "crm.stage.gate", "read", found, ["name"])
    return {gate["name"] for gate in gates}


def complete_and_go_on(walk, page):
    """The manager fills what the panel names and presses «next stage»."""
    page.goto(f"/odoo/deals/{walk.lead_id}")
    names = missing(walk)
    panel = page.locator(".o_flow_gate_panel")
    for name in names:
        expect(panel).to_contain_text(name)
    buttons = panel.locator("button[name=action_fix]")
    expect(buttons).to_have_count(len(names))
    buttons.first.click()
    expect(page.locator(".o_flow_shown_field")).to_be_visible()
    approved = [["flow_approved", "=", True], ["name", "!=", "Не определён"]]
    sources = walk.call("manager", "utm.source", "search_read", approved, ["name"], limit=1)
    source = sources[0]["name"]
    choose(page, page.locator("div[name=source_id]").last, source)
    page.locator("button[name=action_next_stage]").click()
    expect(page.locator(".o_statusbar_status .o_arrow_button_current")).not_to_have_text(
        re.compile("Уточнение")
    )
    assert walk.deal("flow_step")["flow_step"] == "selection"


def sell(walk):
    """Selection, the proposal, the order and the first nine stages, as the users concerned."""
    walk.call(
        "manager",
        "crm.selection.line",
        "create",
        [{"lead_id": walk.lead_id, "is_custom": True, "note": "Пусконаладка на месте"}],
    )
    deal = walk.deal("partner_id", "team_id")
    values = {"name": f"Пусконаладка {walk.subject}", "type": "service", "list_price": 10000}
    product = walk.call("admin", "product.product", "create", [values])[0]
    order = walk.call(
        "manager",
        "sale.order",
        "create",
        [
            {
                "partner_id": deal["partner_id"][0],
                "opportunity_id": walk.lead_id,
                "team_id": deal["team_id"][0],
                "order_line": [[0, 0, {"product_id": product, "product_uom_qty": 1}]],
            }
        ],
    )[0]
    walk.call("manager", "sale.order", "action_quotation_sent", [order])
    accept(walk, order)
    variant = walk.call("manager", "crm.cooperation.variant", "search", [], limit=1)[0]
    walk.write(
        expected_revenue=10000,
        date_deadline="2030-01-31",
        cooperation_variant_id=variant,
        service_outcome="later",
        service_next_date="2030-06-01",
        service_reason=service_reason(walk),
    )
    for _proposal_negotiation_service_closing in range(4):
        walk.call("manager", "crm.lead", "action_next_stage", [walk.lead_id])
    assert walk.deal("flow_step")["flow_step"] == "closing"
    return order


def accept(walk, order):
    """The client's letter confirms the order and stays among the documents."""
    values = {"order_id": order, "way": "letter", "file": SCAN, "file_name": "letter.pdf"}
    context = {"active_model": "crm.lead", "active_id": walk.lead_id}
    wizard = walk.call("manager", "crm.deal.acceptance", "create", [values], context=context)
    walk.call("manager", "crm.deal.acceptance", "action_apply", wizard)


def service_reason(walk):
    fields = walk.call("manager", "crm.lead", "fields_get", ["service_reason"], ["selection"])
    return fields["service_reason"]["selection"][0][0]


def pay(walk, order):
    context = {"active_model": "sale.order", "active_ids": [order], "active_id": order}
    values = {"advance_payment_method": "delivered", "sale_order_ids": [[6, 0, [order]]]}
    wizard = walk.call(
        "accountant", "sale.advance.payment.inv", "create", [values], context=context
    )
    walk.call("accountant", "sale.advance.payment.inv", "create_invoices", wizard, context=context)
    invoices = walk.call("accountant", "sale.order", "read", [order], ["invoice_ids"])[0]
    invoices = invoices["invoice_ids"]
    walk.call("accountant", "account.move", "action_post", invoices)
    context = {"active_model": "account.move", "active_ids": invoices}
    wizard = walk.call("accountant", "account.payment.register", "create", [{}], context=context)
    walk.call("accountant", "account.payment.register", "action_create_payments", wizard)


def test_walk_of_a_request(walk, demo_server, open_page):
    walk.send_letter()
    team = walk.call("head", "crm.team", "search_read", [["user_id.login", "=", "head"]], ["name"])
    person = walk.call("admin", "res.users", "search_read", [["login", "=", "manager"]], ["name"])
    sort(walk, open_page(demo_server, "sorter", path="/odoo/sorting"), team[0]["name"])
    assign(walk, open_page(demo_server, "head", path="/odoo/leads"), person[0]["name"])
    page = open_page(demo_server, "manager", path="/odoo/leads")
    make_a_deal(walk, page)
    refused_in_the_pipeline(walk, page)
    complete_and_go_on(walk, page)

    order = sell(walk)
    page.goto(f"/odoo/deals/{walk.lead_id}")
    page.locator("button[name=action_next_stage]").click()
    dialog = page.locator(".modal")
    for name in missing(walk):
        expect(dialog).to_contain_text(name)
    dialog.locator(".modal-footer button").first.click()

    pay(walk, order)
    papers = [["deal_ids", "in", [walk.lead_id]], ["is_required", "=", True]]
    papers += [["is_satisfied", "=", False]]
    papers = walk.call("manager", "crm.deal.document", "search", papers)
    scan = {"file": SCAN, "file_name": "scan.pdf"}
    walk.call("manager", "crm.deal.document", "write", papers, scan)
    walk.call("manager", "crm.deal.document", "action_mark_signed", papers)
    walk.write(feedback_asked_at="2026-02-01")
    page.goto(f"/odoo/deals/{walk.lead_id}")
    page.locator("button[name=action_next_stage]").click()
    expect(page.locator(".ribbon")).to_be_visible()
    assert walk.deal("won_status")["won_status"] == "won"
