"""Fixtures of the real-browser tests: a server of their own and Chromium, in Russian.

    def test_something(demo_server, open_page):
        page = open_page(demo_server, login="sorter")

`demo_server` runs on a copy of the demo company (template C), `live_server` on an empty company
with our add-ons (template B), both for one test file. A failed test leaves its screenshots in
.odoo/screenshots; an error on the browser's console fails the test.
"""

import re

import pytest
from playwright.sync_api import expect, sync_playwright

from ground import debian, live, paths

DESKTOP = {"viewport": {"width": 1366, "height": 768}}
PHONE = {"viewport": {"width": 360, "height": 640}, "is_mobile": True, "has_touch": True}
# Two cores carry two servers and their browsers: what is slow there is not broken.
expect.set_options(timeout=30_000)
LOST = re.compile(r"net::ERR_(EMPTY_RESPONSE|CONNECTION_\w+)|^ConnectionLostError: ")
FLAGS = ("--no-sandbox", "--disable-background-networking", "--disable-component-update")
CAMERA = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
RUSSIAN = {"locale": "ru-RU", "timezone_id": "Europe/Moscow"}


@pytest.fixture(scope="module")
def live_server():
    with live.serve("b") as server:
        yield server


@pytest.fixture(scope="module")
def demo_server():
    with live.serve("c") as server:
        yield server


@pytest.fixture(scope="module")
def chromium():
    """Not for the whole session: Odoo's own test cases end every child process they find."""
    with sync_playwright() as playwright:
        browser = launch(playwright.chromium, *FLAGS)
        yield browser
        browser.close()


def launch(kind, *flags):
    return kind.launch(executable_path=debian.browser(), args=list(flags))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report


FAILED = pytest.StashKey()


@pytest.fixture
def open_page(chromium, request):
    """Open windows, each a browser of its own; logged in when a login is given.

    `lost`: its connection will be cut, and what the console says of that is no error.
    `camera`: a film (y4m) that the camera of a browser of its own sees, again and again.
    """
    pages, errors, with_camera = [], [], []

    def open_one(server, login=None, *, path="/odoo", phone=False, lost=False, camera=None):
        def note(text):
            if not (lost and LOST.search(text)):
                errors.append(text)

        browser = chromium
        if camera:
            film = f"--use-file-for-fake-video-capture={camera}"
            browser = launch(chromium.browser_type, *FLAGS, *CAMERA, film)
            with_camera.append(browser)
        context = browser.new_context(
            base_url=server.url, **RUSSIAN, **(PHONE if phone else DESKTOP)
        )
        page = context.new_page()
        page.on("console", lambda m: m.type == "error" and note(m.text))
        page.on("pageerror", lambda error: note(str(error)))
        pages.append(page)
        if login:
            log_in(page, login)
            page.goto(path)
            page.locator(".o_action_manager > *").first.wait_for(timeout=60_000)
        return page

    yield open_one
    failed = request.node.stash.get(FAILED, True)
    for number, page in enumerate(pages):
        if failed:
            keep_screenshot(page, f"{request.node.nodeid}-{number}")
        page.context.close()
    for browser in with_camera:
        browser.close()
    assert failed or not errors, "the browser's console shows errors:\n" + "\n".join(errors)


def log_in(page, login, password=None):
    page.goto("/web/login")
    page.locator("#login").wait_for(state="visible")
    page.locator("#login").fill(login)
    page.locator("#password").fill(password or login)
    page.locator("form.oe_login_form button[type=submit]").click()
    page.locator(".o_main_navbar").wait_for(timeout=60_000)


def keep_screenshot(page, name):
    paths.SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=paths.SCREENSHOTS / f"{re.sub(r'[^A-Za-z0-9_.-]+', '_', name)}.png")
