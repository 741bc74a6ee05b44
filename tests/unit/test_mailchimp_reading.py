"""V02, V03, V05: what the client reads, against the stand-in for Mailchimp."""

import re
from datetime import timedelta

import pytest

from crm_mailchimp_sync.client import errors
from simulators.mailchimp.service import LIST


def people(count):
    return [f"p{number}@example.com" for number in range(count)]


# ----------------------------------------------------------------- reading


def test_V03_every_member_comes_over_many_pages(service, client, audience):
    start = service.clock.now()
    for number, email in enumerate(people(2500)):
        service.clock.shift = timedelta(seconds=number // 3)
        audience.seed(email)
    found = [row["email_address"] for page in client.changes(LIST) for row in page]
    assert set(found) == set(people(2500))
    assert client.requests <= 4
    assert start


def test_V03_a_thousand_changes_of_one_second_do_not_stop_the_reading(client, audience):
    moment = audience.clock.text()
    for email in people(2300):
        audience.seed(email, last_changed=moment)
    pages = list(client.changes(LIST))
    assert len({row["email_address"] for page in pages for row in page}) == 2300
    assert len(pages) == 4


def test_V03_a_change_of_the_last_second_is_not_missed(service, client, audience):
    audience.seed("a@example.com")
    since = service.clock.now().replace(tzinfo=None)
    audience.unsubscribe("a@example.com")
    overlap = timedelta(minutes=10)
    found = [row for page in client.changes(LIST, since - overlap) for row in page]
    assert found[0]["status"] == "unsubscribed"


def test_V03_only_what_we_need_is_read(client, audience):
    audience.seed("a@example.com")
    row = next(client.changes(LIST))[0]
    assert "_links" not in row and "merge_fields" in row


def test_V02_the_time_is_that_of_mailchimp(service, client):
    service.clock.shift = timedelta(hours=3)
    client.account()
    assert abs(client.server_time - service.clock.now().replace(tzinfo=None)) < timedelta(minutes=1)


# ----------------------------------------------------------------- batches


def test_V02_operations_are_worked_off_by_mailchimp(service, client, audience):
    audience.seed("a@example.com")
    path = f"lists/{LIST}/members/{audience.of('a@example.com')['id']}"
    missing = f"lists/{LIST}/members/ffff"
    batch_id = client.submit(
        [
            {"method": "DELETE", "path": path, "operation_id": "one"},
            {"method": "DELETE", "path": missing, "operation_id": "two"},
        ]
    )
    while (state := client.batch(batch_id))["status"] != "finished":
        assert state["status"] in ("preprocessing", "started", "finalizing")
    results = client.results(state["response_body_url"])
    assert results["one"][0] == 204 and results["two"][0] == 404
    assert state["errored_operations"] == 1
    service.clock.shift = timedelta(minutes=11)
    with pytest.raises(errors.NotFound):
        client.results(state["response_body_url"])


# ----------------------------------------------------------------- reports


def test_V05_what_people_did_without_machines(service, client, audience):
    campaign = service.add_campaign(audience)
    campaign.send(people(3))
    campaign.happen("p0@example.com", "open", machine=True)
    campaign.happen("p1@example.com", "open")
    campaign.happen("p1@example.com", "click", url="https://example.com")
    done = {r["email_address"]: r["activity"] for page in client.activity("c1") for r in page}
    assert done["p0@example.com"] == []
    assert [row["action"] for row in done["p1@example.com"]] == ["open", "click"]
    assert len([row for page in client.sent_to("c1") for row in page]) == 3
    since = service.clock.now().replace(tzinfo=None) - timedelta(days=1)
    assert re.match(r"Осен", client.reports(since)[0]["campaign_title"])
