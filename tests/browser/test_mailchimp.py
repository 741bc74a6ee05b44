"""V05, V06: the marketer synchronises and sees how far it is; the manager sees the result."""

import pytest
from playwright.sync_api import expect

from simulators.mailchimp.service import Service

LIST = "a1b2c3"  # of the demo company's audience
BAR = "[role=progressbar]"


@pytest.fixture(scope="module")
def mailchimp():
    with Service() as service:
        service.add_audience(LIST)
        yield service


@pytest.fixture(scope="module")
def admin(demo_server, mailchimp):
    """The account of the demo company leads to our stand-in."""
    admin = demo_server.session("admin")
    found = {"context": {"active_test": False}}
    (account,) = admin.call("mailchimp.account", "search", [], **found)
    values = {"base_url": mailchimp.url, "api_key": mailchimp.key, "active": True}
    admin.call("mailchimp.account", "write", [account], values)
    admin.call("mailchimp.account", "action_test", [account])
    return admin


def run(admin, name):
    """Crons of a tested server do not run by themselves."""
    wanted = [("module", "=", "crm_mailchimp_sync"), ("name", "=", f"ir_cron_{name}")]
    (cron,) = admin.call("ir.model.data", "search_read", wanted, ["res_id"])
    admin.call("ir.cron", "method_direct_trigger", [cron["res_id"]])


def test_V06_the_marketer_synchronises_and_sees_how_far_it_is(
    demo_server, admin, mailchimp, open_page
):
    page = open_page(demo_server, login="marketer")
    page.goto(f"{demo_server.url}/odoo/mailchimp")
    page.locator(".o_data_row td[name=name]").click()
    page.locator("button[name=action_preview]").click()
    expect(page.locator(".modal [name=new_count] span")).not_to_have_text("0")
    assert not mailchimp.sizes
    page.locator(".modal footer button").click()
    page.locator("button[name=action_sync]").click()
    expect(page.locator(BAR)).to_have_attribute("aria-valuenow", "5")
    run(admin, "sync")
    expect(page.locator(BAR)).to_have_attribute("aria-valuenow", "100")
    assert sum(mailchimp.sizes) == len(mailchimp.audience(LIST).members) > 10


def test_V05_the_manager_sees_what_his_client_did(demo_server, admin, mailchimp, open_page):
    audience = mailchimp.audience(LIST)
    email = next(iter(audience.members.values()))["email_address"]
    campaign = mailchimp.add_campaign(audience, "c1", "Письмо о новых камерах")
    campaign.send([email])
    campaign.happen(email, "click", url="https://example.com")
    run(admin, "reports")
    wanted = [("email_normalized", "=", email)]
    client = admin.call("res.partner", "search", wanted, limit=1)[0]
    page = open_page(demo_server, login="manager")
    page.goto(f"{demo_server.url}/odoo/res.partner/{client}")
    page.locator("a[name=flow_marketing]").click()
    rows = page.locator("[name=marketing_touch_ids] .o_data_row")
    row = rows.filter(has_text="Письмо о новых камерах")
    expect(row).to_be_visible()
    row.locator("button[name=action_answer]").click()
    page.locator(".modal input[type=radio]").first.check()
    page.locator(".modal .o_form_button_save").click()
    expect(row.locator("td[name=response]")).not_to_be_empty()
