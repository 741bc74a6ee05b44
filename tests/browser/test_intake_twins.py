"""E03, E04, E07: what is known of a caller, seen before work begins, and one click to merge."""

import uuid

import pytest
from playwright.sync_api import expect


class Caller:
    """A number that nobody else has, and a lead of the manager with it."""

    def __init__(self, server):
        self.session = server.session("admin")
        number = f"{uuid.uuid4().int % 10**7:07}"
        self.typed = f"8 (495) {number[:3]}-{number[3:5]}-{number[5:]}"
        self.stored = f"+7495{number}"
        self.email = f"ivan@c{number}.example"
        manager = self.session.call("res.users", "search", [("login", "=", "manager")])[0]
        teams = [("member_ids", "in", [manager]), ("flow_enabled", "=", True)]
        self.team = self.session.call("crm.team", "search", teams)[0]
        self.values = {"type": "lead", "user_id": manager, "team_id": self.team}

    def lead(self, name, **values):
        values = {**self.values, "name": f"{name} {self.typed[-5:]}", **values}
        return self.session.call("crm.lead", "create", [values])[0]

    def count(self, ids):
        return self.session.call("crm.lead", "search_count", [("id", "in", ids)])


@pytest.fixture
def caller(demo_server):
    return Caller(demo_server)


def test_E07_duplicate_is_seen_and_merged_by_one_click(demo_server, open_page, caller):
    first = caller.lead("Насос", phone=caller.stored, description="<p>Нужен насос</p>" * 30)
    second = caller.lead("Камера", phone=caller.typed, email_from=caller.email, contact_name="Иван")
    page = open_page(demo_server, "manager", path=f"/odoo/leads/{first}")
    row = page.locator(".o_flow_duplicate")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("Камера")
    row.locator("button").click()
    dialog = page.locator(".modal")
    expect(dialog).to_contain_text("Камера")
    expect(dialog.locator("b").first).to_be_visible()  # the values that stay
    dialog.locator("button[name=action_merge]").click()
    expect(row).to_have_count(0)
    assert caller.count([first, second]) == 1


def test_E03_five_facts_are_on_the_first_screen(demo_server, open_page, caller):
    """Phone, e-mail, name, what is asked and the organisation, with a duplicate above them."""
    caller.lead("Другой", phone=caller.stored)
    facts = {"contact_name": "Иван", "email_from": caller.email, "partner_name": "ООО «Насос»"}
    lead = caller.lead("Насос", phone=caller.typed, description="<p>Нужен насос</p>" * 30, **facts)
    page = open_page(demo_server, "manager", path=f"/odoo/leads/{lead}")
    expect(page.locator(".o_flow_duplicate")).to_have_count(1)
    for name in ("phone", *facts):
        box = page.locator(f".o_form_sheet [name={name}]:visible").first.bounding_box()
        assert box["y"] + box["height"] <= 768, name
    asked = page.locator(".o_flow_asked:visible").bounding_box()
    assert asked["y"] + 60 <= 768


def test_E04_short_form_by_keyboard_tells_what_is_known(demo_server, open_page, caller):
    caller.lead("Насос", phone=caller.stored)
    page = open_page(demo_server, "secretary")
    expect(page.locator(".o_flow_quick_request")).to_be_visible()
    page.keyboard.press("Alt+Shift+R")
    form = page.locator(".modal")
    form.locator("[name=contact_name] input").fill("Иван")
    form.locator("[name=phone] input").fill(caller.typed)
    page.keyboard.press("Tab")
    expect(form.locator(".o_flow_duplicate").first).to_be_visible()
    form.locator("[name=subject] input").fill("Насос")
    page.keyboard.press("Alt+Q")
    expect(page.locator(".o_notification").first).to_be_visible()
    found = [("anything", "ilike", caller.typed)]
    assert caller.session.call("crm.request", "search_count", found) == 1
