"""F01, F02, F04: a sorter at his desk by keyboard, another one beside him, and a telephone."""

import uuid

import pytest
from playwright.sync_api import expect

SUBJECTS = ("Нужен вакуумный насос", "Подскажите, пожалуйста", "Климатическая камера", "Казино")


class Desk:
    """Requests of this test, and the windows in which they are sorted."""

    def __init__(self, server):
        self.session = server.session("admin")
        self.mark = uuid.uuid4().hex[:6]
        digits = f"{int(self.mark, 16) % 10**6:06}"
        values = [
            {"subject": f"{subject} {self.mark}", "phone": f"+7 9{number} {digits}1"}
            for number, subject in enumerate(SUBJECTS, 10)
        ]
        self.ids = self.session.call("crm.request", "create", values)

    def row(self, page, number):
        return page.locator(".o_flow_desk_row", has_text=f"{SUBJECTS[number]} {self.mark}")

    def read(self, page, number):
        """The text of this request is on the screen: keys decide about it."""
        title = page.locator(".o_flow_desk_text h2")
        expect(title).to_have_text(f"{SUBJECTS[number]} {self.mark}")
        expect(page.locator(".o_flow_desk_letter")).to_be_attached()

    def states(self):
        fields = ["state", "team_id", "suggested_team_id", "drop_reason"]
        return self.session.call("crm.request", "read", self.ids, fields)


@pytest.fixture
def desk(demo_server):
    return Desk(demo_server)


def test_F01_F04_three_requests_with_a_key_each_and_a_drop_taken_back(demo_server, open_page, desk):
    page = open_page(demo_server, "sorter", path="/odoo/sorting-desk")
    other = open_page(demo_server, "director", path="/odoo/sorting-desk")
    desk.row(page, 0).click()
    for number, key in enumerate(("Enter", "1", "Enter", "s")):
        desk.read(page, number)
        page.keyboard.press(key)
        expect(desk.row(page, number)).to_have_count(0)
        expect(desk.row(other, number)).to_have_count(0)  # of its own accord
    first, second, third, last = desk.states()
    for request in (first, third):
        assert request["state"] == "sorted"
        assert request["team_id"] == request["suggested_team_id"]
    assert second["state"] == "sorted"
    assert (last["state"], last["drop_reason"]) == ("dropped", "spam")
    page.keyboard.press("z")
    expect(desk.row(page, 3)).to_have_count(1)
    expect(desk.row(other, 3)).to_have_count(1)
    assert desk.states()[3]["state"] == "new"
    desk.read(page, 3)
    page.keyboard.press("n")
    expect(desk.row(page, 3)).to_have_count(0)
    assert desk.states()[3]["drop_reason"] == "foreign"


def test_F02_two_sorters_want_the_same_request(demo_server, open_page, desk):
    page = open_page(demo_server, "sorter", path="/odoo/sorting-desk")
    desk.row(page, 1).click()
    desk.read(page, 1)
    desk.session.call("crm.request", "action_drop", [desk.ids[1]], "spam")
    expect(page.locator(".o_notification", has_text="R0").first).to_be_visible()
    expect(desk.row(page, 1)).to_have_count(0)


def test_F01_attaching_where_the_client_has_nothing_open_is_told(demo_server, open_page, desk):
    page = open_page(demo_server, "sorter", path="/odoo/sorting-desk")
    desk.row(page, 1).click()
    desk.read(page, 1)
    page.keyboard.press("a")
    expect(page.locator(".o_notification")).to_be_visible()
    assert desk.states()[1]["state"] == "new"


def test_F01_desk_on_a_telephone(demo_server, open_page, desk):
    page = open_page(demo_server, "sorter", path="/odoo/sorting-desk", phone=True)
    desk.row(page, 0).tap()
    desk.read(page, 0)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    buttons = page.locator(".o_flow_desk_bar button:visible")
    expect(buttons.first).to_be_visible()
    for button in buttons.all():
        box = button.bounding_box()
        assert box["y"] + box["height"] <= 640 and box["height"] >= 40
    page.locator(".o_flow_desk_accept").tap()
    expect(desk.row(page, 0)).to_have_count(0)
    assert desk.states()[0]["state"] == "sorted"
    page.locator(".o_flow_desk_back").tap()
    expect(desk.row(page, 1)).to_be_visible()
