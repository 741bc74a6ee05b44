"""S06: the printed label of a machine before the camera of a telephone opens its passport."""

import io
import re

import pytest
from PIL import Image
from playwright.sync_api import expect

SIZE = (640, 480)


def film(picture, path):
    """A film of one frame, as a camera that is held still sees the picture."""
    frame = Image.new("L", SIZE, 200)
    label = Image.open(io.BytesIO(picture)).convert("L")
    label.thumbnail((SIZE[0] * 0.8, SIZE[1] * 0.8))
    frame.paste(label, ((SIZE[0] - label.width) // 2, (SIZE[1] - label.height) // 2))
    grey = bytes([128]) * (SIZE[0] * SIZE[1] // 2)
    head = b"YUV4MPEG2 W%d H%d F10:1 Ip A1:1 C420jpeg\nFRAME\n" % SIZE
    path.write_bytes(head + frame.tobytes() + grey)
    return path


@pytest.fixture
def machine(demo_server):
    domain = [["owner_id", "!=", False], ["product_id.categ_id.parent_id.is_equipment", "=", True]]
    admin = demo_server.session("admin")
    (lot,) = admin.call("stock.lot", "search_read", domain, fields=["name"], limit=1)
    return lot


@pytest.fixture
def label(demo_server, chromium, machine, tmp_path):
    """A film of the label as it is printed."""
    session = demo_server.session("engineer")
    path = f"/report/html/crm_sales_flow.form_label/{machine['id']}"
    page = chromium.new_page()
    page.set_content(session.opener.open(session.url + path).read().decode())
    page.add_style_tag(content=".flow-label { zoom: 4; }")
    picture = page.locator(".flow-label").screenshot()
    page.close()
    return film(picture, tmp_path / "label.y4m")


def test_S06_the_camera_sees_the_label_and_the_passport_opens(
    demo_server, open_page, machine, label
):
    page = open_page(demo_server, "engineer", path="/odoo/engineer", phone=True, camera=label)
    page.locator("button[name=scan]").click()  # the only tap: the camera does the rest
    expect(page.locator(".o_form_view .oe_title")).to_contain_text(machine["name"])
    expect(page).to_have_url(re.compile(rf"/equipment/{machine['id']}$"))
    page.go_back()
    expect(page.locator(".o_engineer_list")).to_be_visible()
