"""The product opens in a real browser, in Russian, on a desk and on a telephone."""

import re


def test_web_client_in_russian(demo_server, open_page):
    page = open_page(demo_server, login="admin")
    assert re.search("[а-яё]{3}", page.locator(".o_main_navbar").inner_text())


def test_no_sideways_scrolling_on_a_telephone(demo_server, open_page):
    page = open_page(demo_server, login="admin", phone=True)
    page.locator(".o_main_navbar").wait_for()
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 360


def test_paid_services_are_gone(demo_server):
    """The demo asks nobody outside: modules of paid services are uninstalled."""
    domain = [["state", "=", "installed"], ["name", "like", "iap"]]
    modules = demo_server.session("admin").call("ir.module.module", "search_read", domain, ["name"])
    assert modules == []
