"""V01-V03, V06: the client against the stand-in for Mailchimp, with its traps and faults."""

import pytest

from crm_mailchimp_sync.client import errors
from crm_mailchimp_sync.client.api import Mailchimp, Pool
from crm_mailchimp_sync.client.payload import canonical, stop_item, upsert_item
from crm_mailchimp_sync.client.transport import Server, pause
from simulators.mailchimp.service import LIST, Service


def rows(*emails, tags=(), status="subscribed", **fields):
    return [upsert_item(email, canonical(fields, tags), status) for email in emails]


def people(count):
    return [f"p{number}@example.com" for number in range(count)]


# ---------------------------------------------------------------- address


@pytest.mark.parametrize(
    ("key", "url", "wanted"),
    [
        ("abc-us6", "", "https://us6.api.mailchimp.com/3.0"),
        ("abc", "", "https://api.mailchimp.com/3.0"),
        ("abc-us6", "http://127.0.0.1:8/", "http://127.0.0.1:8/3.0"),
    ],
)
def test_V02_the_address_follows_from_the_key(key, url, wanted):
    assert Server(key, url).base == wanted


def test_AE03_the_key_is_in_no_text():
    server = Server("secret-us1", "http://127.0.0.1:9")
    assert "secret" not in repr(server)
    client = Mailchimp(server, sleep=lambda _s: None)
    with pytest.raises(errors.Unreachable) as caught:
        client.account()
    assert "secret" not in str(caught.value)


# ----------------------------------------------------------------- errors


@pytest.mark.parametrize(
    ("status", "kind"),
    [(429, errors.Busy), (403, errors.Busy), (503, errors.Unreachable), (502, errors.Unreachable)],
)
def test_V02_an_error_without_a_word_is_no_success(service, client, status, kind):
    service.fail(status, times=9)
    with pytest.raises(kind):
        client.write_batch(LIST, rows("a@example.com"))
    assert client.waited == [2, 4]


def test_V02_after_a_pause_it_goes_on(service, client, audience):
    service.fail(429)
    service.fail(503, done=True)
    done, failed = client.write_batch(LIST, rows("a@example.com"))
    assert list(done) == ["a@example.com"] and not failed
    assert audience.of("a@example.com")["status"] == "subscribed"


def test_V02_a_connection_that_breaks_is_tried_again(service, client):
    service.fail(None)
    assert client.account()["account_name"] == service.name


def test_V02_no_answer_in_time_is_not_repeated_at_once(service, client):
    service.fail(200, seconds=1.6, done=True, match="POST lists")
    with pytest.raises(errors.TimedOut):
        client.write_batch(LIST, rows("a@example.com"))
    assert client.waited == [] and client.requests == 1


def test_AE03_a_revoked_key_stops_everything(service, client):
    service.key = "another-us1"
    with pytest.raises(errors.KeyRefused):
        client.account()
    assert client.waited == []


def test_V02_something_else_answers():
    with Service() as service:
        service.answer = lambda *_arguments: (200, ["not", "an", "object"])
        with pytest.raises(errors.Malformed):
            Mailchimp(Server(service.key, service.url)).account()


def test_V02_the_pause_grows_to_five_minutes_and_is_not_alike():
    assert pause(0, lambda: 1.0) == 2
    assert pause(20, lambda: 1.0) == 300
    assert pause(3, lambda: 0.0) < pause(3, lambda: 1.0)


def test_V02_no_address_of_a_person_is_in_an_error(service, client, audience):
    audience.seed("old@example.com")
    audience.seed("taken@example.com")
    with pytest.raises(errors.Exists) as caught:
        client.rename(LIST, "old@example.com", "taken@example.com")
    assert "@" not in str(caught.value) + str(caught.value.fields)


# ----------------------------------------------------------------- writing


def test_V02_five_hundred_at_once_and_three_are_refused(client, audience):
    emails = people(497) + ["fake1@example.com", "fake2@example.com", "gone@example.com"]
    audience.seed("gone@example.com")
    audience.forget("gone@example.com")
    done, failed = client.write_batch(LIST, rows(*emails))
    assert len(done) == 497 and client.requests == 1
    assert {email: type(error) for email, error in failed.items()} == {
        "fake1@example.com": errors.BadAddress,
        "fake2@example.com": errors.BadAddress,
        "gone@example.com": errors.Forgotten,
    }


def test_V02_all_rows_refused_is_still_an_answer(client):
    done, failed = client.write_batch(LIST, rows("fake@example.com"))
    assert not done and len(failed) == 1


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        ({"field": "status_if_new", "error": "Not a status"}, errors.NoStatusIfNew),
        ({"field": "members.item:7.status", "error": "Not a status"}, errors.NoStatusIfNew),
        ({"field": "status", "error": "is in a compliance state due to bounce"}, errors.OptedOut),
        ({"field": "SINCE", "error": "Please enter the date"}, errors.BadData),
        ({"error": "x@y.ru looks fake or invalid, please enter a real one"}, errors.BadAddress),
        ({"error": "was permanently deleted and cannot be re-imported"}, errors.Forgotten),
    ],
)
def test_V02_a_refused_row_says_why(row, kind):
    assert type(errors.of_row(row)) is kind


def test_V03_a_compliance_state_is_one_whatever_field_it_names():
    """Told as a fault of the program, the word of the person would be lost."""
    said = {"field": "status_if_new", "message": "Not subscribed"}
    problem = {"title": "Member In Compliance State", "errors": [said]}
    assert type(errors.of_problem(400, problem)) is errors.OptedOut
    assert type(errors.of_problem(400, {**problem, "title": "Invalid"})) is errors.NoStatusIfNew


def test_V02_of_many_people_who_are_not_taken_at_once_none_is_written(service, client, audience):
    service.takes_status_if_new = False
    with pytest.raises(errors.NoStatusIfNew):
        client.write_batch(LIST, rows(*people(60)))
    assert client.requests == 1
    assert len(client.write_batch(LIST, rows(*people(25)))[0]) == 25
    assert len(audience.members) == 25


def test_V02_more_than_500_are_refused_as_a_whole(client):
    with pytest.raises(errors.BadData):
        client.write_batch(LIST, rows(*people(501)))


def test_V03_who_unsubscribed_stays_so(client, audience):
    audience.seed("out@example.com")
    audience.unsubscribe("out@example.com")
    done, _failed = client.write_batch(LIST, rows("out@example.com", FNAME="Anna"))
    assert done["out@example.com"]["status"] == "unsubscribed"
    assert audience.of("out@example.com")["merge_fields"]["FNAME"] == "Anna"


@pytest.mark.parametrize("silent", [True, False])
def test_V03_a_refusal_may_be_silent(service, client, audience, silent):
    service.silent_refusal = silent
    audience.seed("out@example.com")
    audience.unsubscribe("out@example.com")
    row = {"email_address": "out@example.com", "status": "subscribed"}
    done, failed = client.write_batch(LIST, [row])
    if silent:
        assert done["out@example.com"]["status"] == "unsubscribed"
    else:
        assert isinstance(failed["out@example.com"], errors.OptedOut)


def test_V03_a_stop_is_a_row_of_a_batch(client, audience):
    audience.seed("out@example.com")
    client.write_batch(LIST, [stop_item("out@example.com")])
    assert audience.of("out@example.com")["status"] == "unsubscribed"


def test_V03_coming_back_is_asked_of_the_person(client, audience):
    audience.seed("out@example.com")
    audience.unsubscribe("out@example.com")
    assert client.ask_again(LIST, "out@example.com")["status"] == "pending"
    assert audience.confirmations == ["out@example.com"]


def test_V02_a_bad_value_names_its_field(client, audience):
    audience.fields.add({"tag": "SINCE", "name": "Since", "type": "date"})
    _done, failed = client.write_batch(LIST, rows("a@example.com", SINCE="yesterday"))
    assert failed["a@example.com"].fields[0][0] == "SINCE"


def test_V02_required_fields_of_the_audience_hold_nobody_up(client, audience):
    audience.fields.add({"tag": "CITY", "name": "City", "type": "text", "required": True})
    assert client.write_batch(LIST, rows("a@example.com"))[0]


def test_V02_what_is_archived_or_gone_counts_as_archived(client, audience):
    audience.seed("a@example.com")
    client.archive(LIST, "a@example.com")
    assert audience.of("a@example.com")["status"] == "archived"
    for email in ("a@example.com", "unknown@example.com"):
        client.archive(LIST, email)


def test_V02_a_renamed_person_keeps_his_history(client, audience):
    before = audience.seed("old@example.com")["contact_id"]
    client.rename(LIST, "OLD@example.com", "new@example.com")
    assert audience.of("new@example.com")["contact_id"] == before


def test_V07_tags_are_added_and_taken_away_without_touching_others(client, audience):
    audience.add_tags(audience.seed("a@example.com"), ["VIP"])
    client.write_batch(LIST, rows("a@example.com", tags=["odoo:x:One", "odoo:x:Two"]))
    assert audience.tags_of("a@example.com") == ["VIP", "odoo:x:One", "odoo:x:Two"]
    tags = client.tags(LIST, "odoo:")
    client.remove_tag(LIST, tags["odoo:x:one"], ["a@example.com"])
    assert audience.tags_of("a@example.com") == ["VIP", "odoo:x:Two"]


def test_V02_missing_fields_are_made(client, audience):
    client.add_merge_field(LIST, "DEPT", "Department", "text")
    assert "DEPT" in [row["tag"] for row in client.merge_fields(LIST)]
    with pytest.raises(errors.BadData):
        client.add_merge_field(LIST, "DEPARTMENT1", "Department", "text")


def test_V02_no_more_than_thirty_fields(client, audience):
    for number in range(30 - len(audience.fields.rows)):
        client.add_merge_field(LIST, f"F{number}", "Field", "text")
    with pytest.raises(errors.BadData):
        client.add_merge_field(LIST, "LAST", "Field", "text")


def test_V02_four_connections_at_most(service, client):
    for _number in range(12):
        service.fail(200, seconds=0.15, done=True)
    with Pool() as pool:
        calls = [pool.submit(client.write_batch, LIST, rows(f"a{n}@b.ru")) for n in range(12)]
        assert all(call.result()[0] for call in calls)
    assert service.busiest <= 4
