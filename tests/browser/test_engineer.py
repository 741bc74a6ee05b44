"""S05-S10: the day of an engineer on a telephone of 360 x 640, each action in three taps."""

import re

import pytest
from playwright.sync_api import expect

WIDTH = 360


@pytest.fixture
def visit(demo_server):
    """A visit of today on a machine of a client with a checklist, made for the engineer."""
    admin = demo_server.session("admin")
    (engineer,) = admin.call("res.users", "search", [["login", "=", "engineer"]])
    domain = [["owner_id", "!=", False], ["product_id.categ_id.parent_id.is_equipment", "=", True]]
    (lot,) = admin.call("stock.lot", "search_read", domain, fields=["owner_id"], limit=1)
    (project,) = admin.call(
        "ir.model.data", "search_read", [["name", "=", "project_field_visits"]], fields=["res_id"]
    )
    today = admin.call("project.task", "visit_day")["now"].split(" ")[0]
    values = {
        "name": "Проверка в браузере",
        "project_id": project["res_id"],
        "field_work_type": "visit",
        "partner_id": lot["owner_id"][0],
        "lot_ids": [[6, 0, [lot["id"]]]],
        "user_ids": [[6, 0, [engineer]]],
        "date_deadline": f"{today} 20:00:00",
    }
    (task,) = admin.call("project.task", "create", [values])
    return admin, task


def fits(page):
    """Nothing is wider than the telephone."""
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDTH
    wide = page.locator(".o_engineer_day").evaluate("e => e.scrollWidth - e.clientWidth")
    assert wide <= 0


def break_once(page, does_its_work):
    """The answer to the next submit breaks off in the middle; with or without it being done."""
    done = []

    def lose(route):
        if done:
            return route.continue_()
        done.append(route.fetch().status if does_its_work else 0)
        return route.fulfill(status=200, body='{"jsonrpc": "2.0", "res')

    page.route("**/visit_submit**", lose)
    return done


def signature(page):
    canvas = page.locator(".o_web_sign_signature canvas, canvas.o_web_sign_signature").first
    canvas.wait_for(state="visible")
    box = canvas.bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    for step in range(1, 8):
        page.mouse.move(box["x"] + 20 + 15 * step, box["y"] + 20 + 8 * (step % 3))
    page.mouse.up()
    page.locator(".modal footer .btn-primary").click()


def test_S05_S08_the_day_of_the_engineer(demo_server, open_page, visit):
    admin, task = visit
    page = open_page(demo_server, "engineer", path="/odoo/engineer", phone=True)
    card = page.locator(f".o_visit_card[data-id='{task}']")
    expect(card).to_be_visible()
    fits(page)
    card.click()  # tap 1: the visit; address, contact and machine are on the screen
    expect(page.locator(".o_visit_page h1")).to_be_visible()
    fits(page)

    page.locator("button[name=checks]").click()
    checked = [["task_id", "=", task], ["comparison", "=", "none"]]
    points = admin.call("crm.checklist.result", "search_count", checked)
    assert points, "The machine of the test has a checklist with points to tick."
    ticks = page.locator(".o_visit_check button")
    expect(ticks).to_have_count(points)
    for number in range(points):
        ticks.nth(number).click()
        expect(ticks.nth(number)).to_have_class(re.compile("btn-success"))
    fits(page)
    done = [*checked, ["is_done", "=", True], ["done_by_id.login", "=", "engineer"]]
    assert admin.call("crm.checklist.result", "search_count", done) == points

    # A need: two taps and the words; without a connection nothing is lost or doubled.
    page.locator("button[name=need]").click()
    page.locator("textarea[name=need_text]").fill("Нужен второй насос")
    done = break_once(page, does_its_work=True)
    page.locator("button[name=send_need]").click()
    expect(page.locator("button[name=again]")).to_be_visible()
    page.locator("button[name=again]").click()
    expect(page.locator("textarea[name=need_text]")).to_have_count(0)
    assert done == [200]
    domain = [["field_work_id", "=", task]]
    assert admin.call("crm.request", "search_count", domain) == 1

    page.locator("button[name=act]").click()
    page.locator("textarea[name=works]").fill("Осмотр, замена уплотнений")
    page.locator("input[name=signer]").fill("Петров П. П.")
    page.locator("input[name=post]").fill("главный инженер")
    page.locator("button[name=sign]").click()
    signature(page)
    # The third tap of the act: what is filled needs no other one.
    expect(page.locator(".alert-success[role=status]")).to_be_visible()
    fits(page)
    (signed,) = admin.call("project.task", "read", [task], ["act_number", "act_signer"])
    assert signed["act_number"]
    assert signed["act_signer"] == "Петров П. П."

    page.locator("button[name=passport]").first.click()  # tap 2 from the day
    expect(page.locator(".o_form_view")).to_be_visible()
    page.go_back()  # the telephone's own «back»: to the visit, then to the day
    expect(page.locator(".o_visit_page h1")).to_be_visible()
    page.go_back()
    expect(card).to_be_visible()


@pytest.mark.parametrize("does_its_work", [True, False])
def test_S06_a_photo_comes_whole_or_not_at_all(
    demo_server, open_page, visit, tmp_path, does_its_work
):
    """Only the answer was lost, or the photo never arrived: sent again, it is there once."""
    admin, task = visit
    domain = [["res_model", "=", "project.task"], ["res_id", "=", task]]
    page = open_page(demo_server, "engineer", path="/odoo/engineer", phone=True)
    picture = tmp_path / "photo.png"
    page.screenshot(path=picture)
    page.locator(f".o_visit_card[data-id='{task}']").click()
    done = break_once(page, does_its_work)
    page.locator("input[name=photo]").set_input_files(picture)
    expect(page.locator("button[name=again]")).to_be_visible()
    assert done == [200 if does_its_work else 0]
    assert admin.call("ir.attachment", "search_count", domain) == int(does_its_work)
    page.locator("button[name=again]").click()
    expect(page.locator(".o_visit_photo")).to_have_count(1)
    assert admin.call("ir.attachment", "search_count", domain) == 1
