"""Takes the pictures of docs/screenshots.py: `python -m ground.screens [NAME...]`.

Runs in the virtual environment, which has Playwright and Pillow.
"""

import io
import re
import runpy
import sys

from ground import debian, odoo, paths
from ground.say import Stop, tell

IMAGES = paths.ROOT / "docs" / "images"
LIMIT = 150_000
COLOURS = 256
DESKTOP = {"viewport": {"width": 1366, "height": 768}}
PHONE = {"viewport": {"width": 360, "height": 640}, "is_mobile": True, "has_touch": True}
RUSSIAN = {"locale": "ru-RU", "timezone_id": "Europe/Moscow"}
FLAGS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update"]
READY = (
    ".o_action_manager .o_view_controller, .o_action_manager .o_setting_container,"
    " .o_action_manager .o_flow_process, .o_action_manager .o_flow_desk, .modal,"
    " .o_action_manager .o_flow_board_bar, .o_action_manager .o_engineer_day > *, .flow-form"
)
# Below the bar with the stages, which stays in its place.
SCROLL = "x => {x.style.scrollMarginTop = '120px'; x.scrollIntoView({block: 'start'})}"
EVERYTHING = {"active_test": False, "lang": "ru_RU"}
# What differs from run to run without saying anything.
STILL = "*{animation:none!important;transition:none!important;caret-color:transparent!important}"


def table():
    """:return: list of dict ``file``, ``login``, ``path`` and, where needed, ``record`` (model,
    name or domain) whose id stands for {id} in the path, ``do`` (steps) and ``phone``."""
    return runpy.run_path(str(paths.ROOT / "docs" / "screenshots.py"))["SHOTS"]


def main(names):
    from ground import live

    shots = [shot for shot in table() if not names or shot["file"] in names]
    with live.serve("c") as server:
        failed = Camera(server).take(shots)
    if not names:
        drop_unknown()
    return int(failed)


def drop_unknown():
    known = {f"{shot['file']}.png" for shot in table()}
    for path in IMAGES.glob("*.png"):
        if path.name not in known:
            path.unlink()


class Camera:
    def __init__(self, server):
        self.server = server
        self.admin = server.session("admin")
        self.pages = {}

    def take(self, shots):
        """:return: whether a picture could not be taken; the others are."""
        from playwright.sync_api import Error, sync_playwright

        failed = False
        with sync_playwright() as playwright:
            self.browser = playwright.chromium.launch(executable_path=debian.browser(), args=FLAGS)
            for shot in shots:
                try:
                    size = self.save(shot)
                except (Error, Stop) as error:
                    failed = True
                    tell(f"{shot['file']}: {str(error).splitlines()[0]}")
                else:
                    failed = failed or size > LIMIT
                    tell(f"{shot['file']}: {size // 1000} KB")
            self.browser.close()
        return failed

    def save(self, shot):
        page = self.page(shot["login"], shot.get("phone", False))
        page.goto(self.path(shot))
        page.locator(READY).first.wait_for(timeout=30_000)
        page.add_style_tag(content=STILL)
        page.wait_for_timeout(800)
        for step in shot.get("do", ()):
            self.act(page, *step.split(" ", 1))
        data = small(page.screenshot())
        IMAGES.mkdir(exist_ok=True)
        (IMAGES / f"{shot['file']}.png").write_bytes(data)
        return len(data)

    def page(self, login, phone):
        if (login, phone) not in self.pages:
            size = PHONE if phone else DESKTOP
            context = self.browser.new_context(base_url=self.server.url, **RUSSIAN, **size)
            page = self.pages[login, phone] = context.new_page()
            page.goto("/web/login")
            page.locator("#login").fill(login)
            page.locator("#password").fill(login)
            page.locator("form.oe_login_form button[type=submit]").click()
            page.locator(".o_main_navbar").wait_for(timeout=60_000)
        return self.pages[login, phone]

    def path(self, shot):
        if "record" not in shot:
            return shot["path"]
        model, domain = shot["record"]
        if isinstance(domain, str):
            domain = [["name", "=", domain]]
        found = self.admin.call(model, "search", domain, limit=1, context=EVERYTHING)
        if not found:
            raise Stop(f"The demo company has no {model} with {domain}.")
        return shot["path"].format(id=found[0])

    def act(self, page, verb, argument):
        element = page.locator(argument).first if verb != "inside" else None
        if verb == "inside":
            odoo.script(self.server.database, argument, log="screens-inside.log")
            page.wait_for_timeout(2000)
        elif verb == "click":
            element.click(timeout=10_000)
        elif verb == "scroll":
            element.evaluate(SCROLL)
        elif verb == "hide":
            page.add_style_tag(content=f"{argument} {{display: none !important}}")
        else:
            raise Stop(f"There is no step {verb!r}: use click, scroll, hide or inside.")
        page.wait_for_timeout(900)


def small(data):
    """The picture in a palette: a screen of a program has few colours."""
    from PIL import Image

    picture = Image.open(io.BytesIO(data)).convert("RGB")
    picture = picture.quantize(COLOURS, dither=Image.Dither.NONE)
    target = io.BytesIO()
    picture.save(target, "PNG", optimize=True)
    return target.getvalue()


def used(text):
    """Names of the pictures that a guide shows."""
    return re.findall(r"\]\((?:docs/)?images/([\w-]+)\.png\)", text)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
