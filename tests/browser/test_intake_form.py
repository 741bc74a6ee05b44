"""D03-D05: the form of a foreign website, on a page of another port, in a real browser."""

import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

PAGE = """<!doctype html><html lang="ru"><head><meta charset="utf-8"><link rel="icon" href="data:,">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>Сайт</title></head>
<body><h1>Камеры</h1><a href="form.html">Оставить заявку</a>{form}</body></html>"""


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_args):
        """The pages of the test are of no interest in its output."""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}", folder
    server.shutdown()


@pytest.fixture(scope="module")
def form(live_server, site):
    """A website known to Odoo, with the form on its pages."""
    url, folder = site
    admin = live_server.session("admin")
    values = {"name": "site", "origins": url, "rate_address": 50}
    source = admin.call("crm.request.source", "create", [values])[0]
    snippet = admin.call("crm.request.source", "read", [source], ["snippet"])[0]["snippet"]
    # The address that clients see is a setting of the installation.
    configured = admin.call("ir.config_parameter", "get_param", "web.base.url")
    snippet = snippet.replace(configured, live_server.url)
    script = snippet[snippet.rindex("<script>") :]
    (folder / "index.html").write_text(PAGE.format(form=script), encoding="utf-8")
    (folder / "form.html").write_text(PAGE.format(form=snippet), encoding="utf-8")
    return admin, source


def fill(page, **values):
    for label, value in values.items():
        page.get_by_label(label, exact=True).fill(value)


def send(page):
    page.get_by_role("button", name="Отправить").click()


def requests(form, *fields):
    admin, source = form
    domain = [("form_id", "=", source)]
    return admin.call("crm.request", "search_read", domain, list(fields), order="id")


def test_D03_D05_visitor_comes_from_an_advertisement_and_sends_the_form(
    live_server, open_page, site, form
):
    url = site[0]
    page = open_page(live_server)
    marks = f"utm_source=yandex&utm_medium=cpc&utm_campaign=c1&utm_term={quote('вакуумный насос')}"
    page.goto(f"{url}/index.html?{marks}&yclid=77")
    page.get_by_role("link", name="Оставить заявку").click()
    expect(page).to_have_url(f"{url}/form.html")
    # D04: nothing of the origin is a field of the page
    expect(page.locator("#crm-homepage")).to_be_attached()
    expect(page.locator("input[name^=utm], input[name=yclid]")).to_have_count(0)
    fill(page, Имя="Анна", Телефон="8 (495) 300-20-10")
    page.get_by_label("Что вам нужно").fill("Нужна <камера>")
    page.get_by_label("Согласен на обработку").check()
    send(page)
    page.get_by_text("Спасибо! Мы получили обращение №").wait_for()
    fields = ["name", "contact_name", "phone", "utm_term", "told_source", "told_campaign"]
    fields += ["landing_url", "yclid", "consent_version", "state", "body"]
    (request,) = requests(form, *fields)
    assert request["name"] in page.locator(".crm-form-status").inner_text()
    assert (request["contact_name"], request["state"]) == ("Анна", "new")
    assert request["utm_term"] == "вакуумный насос"
    assert (request["told_source"], request["told_campaign"]) == ("yandex", "c1")
    assert request["landing_url"].startswith(f"{url}/index.html?")
    assert (request["yclid"], request["consent_version"]) == ("77", "2026-11")
    assert "&lt;камера&gt;" in request["body"]
    expect(page.get_by_label("Имя", exact=True)).to_have_value("")


def test_D04_visitor_sees_no_hidden_field(live_server, open_page, site, form):
    page = open_page(live_server)
    page.goto(f"{site[0]}/form.html?utm_source=yandex&utm_term=x&yclid=5")
    names = page.locator("form [name]").evaluate_all("nodes => nodes.map(node => node.name)")
    known = ["contact_name", "phone", "email", "text", "files", "homepage", "consent"]
    assert names == known, "nothing of the advertisement is a field, not even a hidden one"
    expect(page.locator("input[type=hidden]")).to_have_count(0)
    assert "yandex" not in page.locator("body").inner_text()
    trap = page.locator("#crm-homepage").bounding_box()
    assert trap["x"] + trap["width"] < 0, "the trap for robots is out of sight"


def test_C09_D05_visitor_sends_files(live_server, open_page, site, form):
    page = open_page(live_server, phone=True)
    page.goto(f"{site[0]}/form.html?utm_source=yandex")
    fill(page, Имя="Галина", Телефон="+7 495 111-22-36")
    page.get_by_label("Согласен на обработку").check()
    chooser = page.locator("#crm-files")
    small = {"mimeType": "text/plain", "buffer": b"x"}
    chooser.set_input_files([{"name": f"{n}.txt", **small} for n in range(6)])
    send(page)
    page.get_by_text("Не больше 5 файлов.").wait_for()
    files = [
        {"name": "Задание.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 x"},
        {"name": "фото.png", "mimeType": "image/png", "buffer": b"png" * 1000},
    ]
    chooser.set_input_files(files)
    send(page)
    page.get_by_text("Спасибо! Мы получили обращение №").wait_for()
    request = requests(form, "contact_name", "told_source", "attachment_ids", "lead_id")[-1]
    assert (request["contact_name"], request["told_source"]) == ("Галина", "yandex")
    admin = form[0]
    stored = admin.call("ir.attachment", "read", request["attachment_ids"], ["name", "file_size"])
    assert {(row["name"], row["file_size"]) for row in stored} == {
        ("Задание.pdf", 10),
        ("фото.png", 3000),
    }
    lead = [("res_model", "=", "crm.lead"), ("res_id", "=", request["lead_id"][0])]
    assert admin.call("ir.attachment", "search_count", lead) == 2
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_D02_wrong_fields_are_told_to_the_visitor(live_server, open_page, site, form):
    before = len(requests(form))
    page = open_page(live_server, phone=True)
    page.goto(f"{site[0]}/form.html")
    send(page)
    expect(page.get_by_text("Заполните это поле.")).to_have_count(2)
    expect(page.get_by_text("Отметьте согласие.")).to_have_count(1)
    name = page.get_by_label("Имя", exact=True)
    expect(name).to_be_focused()
    expect(name).to_have_attribute("aria-invalid", "true")
    fill(page, Имя="Анна", Телефон="12")
    page.get_by_label("Согласен на обработку").check()
    send(page)
    page.get_by_text("Проверьте номер телефона.").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert len(requests(form)) == before


def test_D05_form_works_by_keyboard_and_robots_are_caught(live_server, open_page, site, form):
    page = open_page(live_server)
    page.goto(f"{site[0]}/form.html")
    page.get_by_label("Имя", exact=True).focus()
    for text in ("Борис", "+7 495 111-22-33", "boris@visitor.example", "Насос"):
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    page.keyboard.press("Tab")  # past the files
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_text("Спасибо!").wait_for()
    assert requests(form, "contact_name")[-1]["contact_name"] == "Борис"
    page.reload()
    fill(page, Имя="Робот", Телефон="+7 495 111-22-34")
    page.locator("#crm-homepage").evaluate("node => { node.value = 'http://spam.example' }")
    page.get_by_label("Согласен на обработку").check()
    send(page)
    page.get_by_text("Спасибо!").wait_for()
    last = requests(form, "state", "filter_reason")[-1]
    assert (last["state"], last["filter_reason"]) == ("filtered", "trap")


def test_D05_broken_connection_makes_no_second_request(chromium, site, form):
    before = len(requests(form))
    page = chromium.new_page()  # its console does show an error
    page.goto(f"{site[0]}/form.html")
    fill(page, Имя="Вера", Телефон="+7 495 111-22-35")
    page.get_by_label("Согласен на обработку").check()
    lost = []

    def lose_the_answer(route):
        lost.append(route.fetch().status)
        route.fulfill(status=502, body="")

    page.route("**/crm_sales_flow/v1/requests", lose_the_answer, times=1)
    send(page)
    page.get_by_text("Не отправлено").wait_for()
    assert lost == [201]
    send(page)
    page.get_by_text("Спасибо!").wait_for()
    assert len(requests(form)) == before + 1
    page.close()


def test_D05_every_tick_of_one_name_arrives(live_server, open_page, site, form):
    """The company adds boxes to the form; the visitor ticks two of them."""
    page = open_page(live_server)
    page.goto(f"{site[0]}/form.html")
    fill(page, Имя="Вера", Телефон="+7 495 111-22-37")
    page.get_by_label("Согласен на обработку").check()
    page.locator("form").evaluate(
        """form => ["монтаж", "обучение", "поверка"].forEach((text, number) => {
            const box = Object.assign(document.createElement("input"),
                { type: "checkbox", name: "Нужно", value: text, checked: number < 2 });
            form.append(box);
        })"""
    )
    send(page)
    page.get_by_text("Спасибо! Мы получили обращение №").wait_for()
    bodies = [request["body"] for request in requests(form, "body") if request["body"]]
    assert any("Нужно: монтаж, обучение" in body for body in bodies)
