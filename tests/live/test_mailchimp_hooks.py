"""V03: what Mailchimp posts by itself arrives at a server that it asked, signed, and counts."""

import pytest

from ground import live
from simulators.mailchimp import hooks
from simulators.mailchimp.service import LIST, Service

ANNA = "anna@mc.example"


@pytest.fixture(scope="module")
def server():
    with live.serve("b") as server:
        yield server


@pytest.fixture(scope="module")
def admin(server):
    admin = server.session("admin")
    admin.call("ir.config_parameter", "set_param", "web.base.url", server.url)
    return admin


@pytest.fixture(scope="module")
def mailchimp():
    with Service() as service:
        service.add_audience(LIST)
        yield service


@pytest.fixture(scope="module")
def anna(admin, mailchimp):
    """She subscribed by a form of Mailchimp, we know her, and the webhook is set up."""
    values = {"base_url": mailchimp.url, "api_key": mailchimp.key}
    account = admin.call("mailchimp.account", "create", [values])
    admin.call("mailchimp.account", "action_test", account)
    wanted = [("account_id", "in", account)]
    audience = admin.call("mailchimp.audience", "search", wanted)
    rule = {"audience_id": audience[0], "name": "All", "domain": f"[('email', '=', '{ANNA}')]"}
    admin.call("mailchimp.rule", "create", [rule])
    admin.call("mailchimp.audience", "action_enable", audience)
    card = admin.call("res.partner", "create", [{"name": "Анна Петрова", "email": ANNA}])
    mailchimp.audience(LIST).subscribe_himself(ANNA)
    run(admin, "sync")
    assert mailchimp.audience(LIST).of(ANNA)["merge_fields"]["LNAME"] == "Петрова"
    admin.call("mailchimp.audience", "action_webhook", audience)
    return card


def run(admin, name):
    """Crons of a tested server do not run by themselves."""
    wanted = [("module", "=", "crm_mailchimp_sync"), ("name", "=", f"ir_cron_{name}")]
    (cron,) = admin.call("ir.model.data", "search_read", wanted, ["res_id"])
    admin.call("ir.cron", "method_direct_trigger", [cron["res_id"]])


def test_V03_a_profile_that_was_corrected_is_told_and_read(admin, mailchimp, anna):
    remote = mailchimp.audience(LIST)
    member = remote.of(ANNA)
    remote.touch(member, merge_fields={**member["merge_fields"], "LNAME": "Сидорова"})
    assert mailchimp.tell(remote, "profile", **hooks.member_data(member)) == [200]
    run(admin, "events")
    run(admin, "sync")
    (card,) = admin.call("res.partner", "read", anna, ["name"])
    assert card["name"] == "Анна Сидорова"


def test_V03_an_unsubscription_that_is_told_counts_before_anything_is_read(admin, mailchimp, anna):
    remote, asked = mailchimp.audience(LIST), len(mailchimp.requests)
    remote.unsubscribe(ANNA)
    data = hooks.member_data(remote.of(ANNA), action="unsub", reason="manual")
    assert mailchimp.tell(remote, "unsubscribe", **data) == [200]
    run(admin, "events")
    assert admin.call("mail.blacklist", "search_count", [("email", "=", ANNA)]) == 1
    assert admin.call("res.partner", "read", anna, ["is_blacklisted"])[0]["is_blacklisted"]
    told = [("kind", "=", "unsubscribe")]
    (event,) = admin.call("mailchimp.event", "search_read", told, ["signed", "state"])
    assert (event["signed"], event["state"]) == (True, "done")
    assert len(mailchimp.requests) == asked


def test_V03_who_does_not_know_the_secret_is_refused(admin, mailchimp, anna):
    (hook,) = mailchimp.audience(LIST).webhooks.values()
    now = mailchimp.clock.now()
    body = hooks.body_of("unsubscribe", LIST, now, email="other@mc.example")
    forged = {**hook, "signing_secret": "another"}
    assert hooks.post(forged, body, now.timestamp()) == 403
    assert hooks.post({**hook, "url": f"{hook['url']}x"}, body, now.timestamp()) == 404
