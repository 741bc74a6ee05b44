"""Z01, Z11: from a figure of the dashboard to the records behind it, by mouse, keys and finger."""

import io
import re

import pytest
from playwright.sync_api import expect
from PyPDF2 import PdfReader

BOARD = "/odoo/dashboard"


def number(text):
    return int(re.sub(r"\D", "", text) or 0)


def counted(page):
    """How many records the opened list says it shows."""
    pager = page.locator(".o_pager_limit").first
    if page.locator(".o_view_nocontent").count():
        return 0
    return number(pager.inner_text())


def open_year(page):
    """:return: the cards of the dashboard, as the server told them."""
    with page.expect_response(re.compile("get_dashboard")) as told:
        page.locator(".o_flow_board_presets button").last.click()
    expect(page.locator(".o_flow_board_presets button").last).to_have_class(re.compile("active"))
    expect(page.locator(".o_flow_board_busy")).to_have_count(0)
    return told.value.json()["result"]["blocks"]


# Every number and step, and the first row of each table: the others open in the same way.
FIGURES = (
    ".o_flow_number:enabled, .o_flow_step:enabled, .o_flow_table tbody tr:first-child .o_flow_cell"
)
TEXTS = "all => all.map(one => (one.querySelector('.o_flow_value') || one).innerText)"


def board_is_there(page):
    # What was chosen is still chosen.
    expect(page.locator(".o_flow_board_presets button").last).to_have_class(re.compile("active"))
    expect(page.locator(".o_flow_board_busy")).to_have_count(0)


@pytest.mark.parametrize("login", ["director", "head", "manager"])
def test_Z11_every_shown_figure_opens_as_many_records(demo_server, open_page, login):
    page = open_page(demo_server, login, path=BOARD)
    open_year(page)
    expect(page.locator(".o_flow_card").nth(3)).to_be_visible()
    expect(page.locator(".o_flow_card [role=alert]")).to_have_count(0)
    figures = page.locator(FIGURES)
    texts = figures.evaluate_all(TEXTS)
    # Neither money nor shares, hours or scores: those have their unit behind them.
    counts = {place: text for place, text in enumerate(texts) if re.fullmatch(r"[1-9]\s?\d*", text)}
    assert len(counts) > 12
    for place, text in counts.items():
        title = figures.nth(place).get_attribute("title")
        figures.nth(place).click()
        expect(page.locator(".o_list_view, .o_kanban_view").first).to_be_visible()
        assert counted(page) == number(text), title
        page.go_back()
        board_is_there(page)


def test_Z01_from_a_step_of_the_funnel_to_its_deals(demo_server, open_page):
    page = open_page(demo_server, "director", path=BOARD)
    open_year(page)
    step = page.locator(".o_flow_step").nth(1)
    value = number(step.locator(".o_flow_value").inner_text())
    step.click()
    expect(page.locator(".o_list_view")).to_be_visible()
    assert counted(page) == value


def test_A10_a_bar_opens_the_tasks_it_counts(demo_server, open_page):
    page = open_page(demo_server, "head", path=BOARD)
    open_year(page)
    card = page.locator("[data-block=tasks]")
    expect(card.locator("canvas")).to_be_visible()
    key = card.locator(".o_flow_bars_keys button", has_text=re.compile(r": [1-9]")).first
    value = number(key.inner_text().rpartition(":")[2])
    key.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".o_list_view")).to_be_visible()
    assert counted(page) == value


# The first bar of the drawing that is long enough to be hit: its middle, and which one it is.
BAR = """canvas => {
    const chart = Chart.getChart(canvas), { left, top } = canvas.getBoundingClientRect();
    for (const { index, data, hidden } of chart.getSortedVisibleDatasetMetas()) {
        for (const [place, bar] of data.entries()) {
            const { x, y, base } = bar.getProps(["x", "y", "base"], true);
            if (!hidden && x - base > 8) {
                const { data: values, label } = chart.data.datasets[index];
                const of = { row: chart.data.labels[place], label, value: values[place] };
                return { x: left + (x + base) / 2, y: top + y, of };
            }
        }
    }
}"""


@pytest.mark.parametrize(("login", "card"), [("head", "tasks"), ("director", "lost")])
def test_A10_the_mouse_on_a_drawn_bar_opens_what_it_counts(demo_server, open_page, login, card):
    page = open_page(demo_server, login, path=BOARD)
    [block] = [block for block in open_year(page) if block["name"] == card]
    canvas = page.locator(f"[data-block={card}] canvas")
    canvas.scroll_into_view_if_needed()
    bar = canvas.evaluate(BAR)
    [figure] = [x for x in block["figures"] if {**x, **bar["of"]} == x]
    assert figure["value"] > 0
    page.mouse.move(bar["x"], bar["y"])
    expect(canvas).to_have_css("cursor", "pointer")
    with page.expect_request(re.compile("web_search_read")) as asked:
        page.mouse.click(bar["x"], bar["y"])
    expect(page.locator(".o_list_view, .o_kanban_view").first).to_be_visible()
    question = asked.value.post_data_json["params"]
    assert question["model"] == figure["action"]["res_model"]
    assert question["kwargs"]["domain"] == figure["action"]["domain"]
    assert counted(page) == figure["value"]


@pytest.mark.parametrize("login", ["head", "director"])
def test_Z11_the_screen_fits_a_telephone(demo_server, open_page, login):
    page = open_page(demo_server, login, path=BOARD, phone=True)
    open_year(page)
    expect(page.locator(".o_flow_card").first).to_be_visible()
    cut = "all => all.filter(x => x.scrollWidth > x.clientWidth + 1).map(x => x.innerText)"
    screen = page.locator(".o_flow_board .o_content, .o_flow_card, .o_flow_card .table-responsive")
    assert screen.evaluate_all(cut) == []


def test_Z11_on_paper_there_are_all_cards_and_nothing_is_cut(demo_server, open_page):
    page = open_page(demo_server, "director", path=BOARD)
    blocks = open_year(page)
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 794, "height": 1123})  # A4 upright
    for hidden in (".o_main_navbar", ".o_flow_board_bar"):
        expect(page.locator(hidden)).to_be_hidden()
    expect(page.locator(".o_flow_board_printed")).to_contain_text("31.12.")
    cut = "all => all.filter(x => x.scrollWidth > x.clientWidth + 1).map(x => x.innerText)"
    assert page.locator(".o_flow_card, .o_flow_card .table-responsive").evaluate_all(cut) == []
    sheets = PdfReader(io.BytesIO(page.pdf(format="A4"))).pages
    text = "".join("".join(sheet.extract_text() for sheet in sheets).split())
    for block in blocks:
        assert "".join(block["title"].split()) in text
