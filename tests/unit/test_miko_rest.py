"""B02, B09: the history of the exchange and its recordings, against the simulated exchange."""

from datetime import datetime, timedelta

import pytest

from crm_telephony_miko.client import errors, rest
from crm_telephony_miko.client.channels import Plan
from crm_telephony_miko.client.history import calls_of
from simulators.miko import scenarios, transfers
from simulators.miko.history import MOSCOW, History
from simulators.miko.rest_server import RestServer

SINCE = "2026-01-01 00:00:00"


@pytest.fixture
def exchange():
    server = RestServer().start()
    yield server
    server.stop()


@pytest.fixture
def client(exchange):
    waited = []
    client = rest.RestClient(
        rest.Server(exchange.url, exchange.key, timeout=(2, 5)), waited.append, lambda: 0.5
    )
    client.waited = waited
    yield client
    client.close()


def fill(exchange, count):
    for number in range(count):
        exchange.history.add(
            linkedid=f"mikopbx-1.{number // 2}",
            UNIQUEID=f"u{number}",
            start="2026-04-13 10:00:00.000",
        )


def rows(client, after=0, since=SINCE):
    return [row for page in client.history(after, since) for row in page.rows]


def test_B02_every_row_comes_once_over_many_pages(exchange, client):
    fill(exchange, 2203)
    found = rows(client)
    assert [row["id"] for row in found] == [row["id"] for row in exchange.history.rows]
    assert len(exchange.requests) == 3
    params = exchange.requests[-1][1]
    assert (params["grouped"], params["sort"], params["order"]) == ("false", "id", "ASC")
    assert rows(client, after=found[-1]["id"]) == []


def test_B02_rows_that_come_twice_or_not_at_all_change_no_other_call(exchange, client):
    for number in range(4):
        events = scenarios.play(scenarios.queue, 1.7953e9 + 60 * number)
        exchange.history.add_call(events)
    ids = [row["id"] for row in exchange.history.rows]
    wanted = calls_of(rows(client), Plan(), "Europe/Moscow")
    exchange.twice = set(ids)
    found = rows(client)
    assert len(found) > len(ids)
    assert calls_of(found, Plan(), "Europe/Moscow") == wanted
    lost = exchange.history.rows[-1]["linkedid"]
    exchange.hidden = {row["id"] for row in exchange.history.rows if row["linkedid"] == lost}
    del wanted[lost]
    assert len(wanted) == 3 and calls_of(rows(client), Plan(), "Europe/Moscow") == wanted
    exchange.hidden, exchange.twice = set(ids), set()
    assert rows(client) == [] and client.newest_id(SINCE) == 0


def test_B02_rows_older_than_a_month_are_not_lost(exchange, client):
    fill(exchange, 3)
    exchange.now = datetime(2026, 8, 1, tzinfo=MOSCOW) + timedelta(days=30)
    assert len(rows(client, since="2026-04-01T00:00:00")) == 3
    assert "T" not in exchange.requests[-1][1]["dateFrom"]


def test_B02_an_exchange_that_was_set_up_anew_is_noticed(exchange, client):
    fill(exchange, 3)
    assert client.newest_id(SINCE) == 10_003
    exchange.history = History(start=0)
    assert client.newest_id(SINCE) == 0


@pytest.mark.parametrize("status", [503, 502])
def test_an_overloaded_exchange_is_asked_again_and_given_up_in_the_end(exchange, client, status):
    fill(exchange, 1)
    exchange.faults = [status, status]
    assert len(rows(client)) == 1
    assert client.waited == [1.0, 2.0]
    exchange.faults = [status] * 3
    with pytest.raises(errors.Unreachable):
        rows(client)


def test_after_too_many_requests_nothing_more_is_asked(exchange, client):
    exchange.faults = [429]
    with pytest.raises(errors.Busy) as raised:
        rows(client)
    assert raised.value.retry_after == 300
    assert len(exchange.requests) == 1 and not client.waited


def test_AE03_the_key_goes_as_bearer_only_and_stands_in_no_text(exchange, client):
    rows(client)
    path, params, headers = exchange.requests[0]
    assert headers["Authorization"] == f"Bearer {exchange.key}"
    assert exchange.key not in path + str(params)
    wrong = rest.RestClient(rest.Server(exchange.url, "1" * 64))
    with pytest.raises(errors.Refused) as raised:
        rows(wrong)
    assert "1" * 64 not in str(raised.value) + repr(rest.Server(exchange.url, "1" * 64))


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (403, errors.Forbidden),
        (301, errors.NotAnExchange),
        (404, errors.NotAnExchange),
        (200, errors.Malformed),
    ],
)
def test_other_answers_have_their_names(exchange, client, status, kind):
    exchange.faults = [status]
    with pytest.raises(kind):
        rows(client)


def test_nobody_at_the_address():
    client = rest.RestClient(rest.Server("http://127.0.0.1:9", "x"), lambda _s: None)
    with pytest.raises(errors.Unreachable):
        rows(client)
    with pytest.raises(errors.NotAnExchange):
        rest.RestClient(rest.Server("pbx.example", "x"))


def test_B09_a_hurried_question_is_asked_once(exchange):
    waited, server = [], rest.Server(exchange.url, exchange.key, timeout=(3, 10), tries=1)
    exchange.faults = [503]
    with pytest.raises(errors.Unreachable):
        rows(rest.RestClient(server, waited.append))
    assert (len(exchange.requests), waited) == (1, [])


def test_the_words_of_a_refusal_are_kept_in_both_forms():
    assert rest._words({"messages": {"error": ["a", "b"]}}) == "a; b"
    assert rest._words({"messages": ["c"]}) == "c"
    assert rest._words({"messages": None}) == "No reason given"


def test_B09_a_recording_is_played_and_wound_and_its_key_never_leaves(exchange, client):
    events = scenarios.play(scenarios.inbound_answered)
    (row,) = exchange.history.add_call(events)
    assert client.recording(row["linkedid"], row["UNIQUEID"], SINCE) is None
    exchange.recordings[row["UNIQUEID"]] = bytes(range(200))
    whole = client.recording(row["linkedid"], row["UNIQUEID"], SINCE)
    assert whole.content == bytes(range(200))
    part = client.recording(row["linkedid"], row["UNIQUEID"], SINCE, "bytes=190-5000")
    assert (part.status_code, part.content) == (206, bytes(range(190, 200)))
    tail = client.recording(row["linkedid"], row["UNIQUEID"], SINCE, "bytes=-5")
    assert tail.content == bytes(range(195, 200))
    played = [r for r in exchange.requests if r[0].endswith("playback")]
    assert all("Authorization" not in headers for _path, _params, headers in played)
    assert all(headers["Accept-Encoding"] == "identity" for _path, _params, headers in played)


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ("bytes=0-", "bytes=0-99"),
        ("bytes=10-20", "bytes=10-20"),
        ("bytes=10-2000", "bytes=10-99"),
        ("bytes=-30", "bytes=70-99"),
        ("bytes=-300", "bytes=0-99"),
        ("bytes=500-", "bytes=500-"),
        ("bytes=-", None),
        ("lines=1-2", None),
    ],
)
def test_B09_ranges_are_made_fit(wanted, expected):
    assert rest.clamp(wanted, 100) == expected


@pytest.mark.parametrize(
    "link", ["http://evil.example/x", "//evil/x", "/pbxcore/api/v3/cdr:playback?token=../x"]
)
def test_a_link_to_elsewhere_is_not_followed(exchange, client, monkeypatch, link):
    (row,) = exchange.history.add_call(scenarios.play(scenarios.inbound_answered))
    monkeypatch.setattr(exchange, "_shown", lambda row: {**row, "playback_url": link})
    with pytest.raises(errors.Malformed):
        client.recording(row["linkedid"], row["UNIQUEID"], SINCE)


def test_the_simulated_history_has_the_rows_that_the_exchange_keeps():
    history = History()
    queue = history.add_call(scenarios.play(scenarios.queue))
    assert [row["disposition"] for row in queue] == ["NOANSWER", "ANSWERED"]
    (menu,) = history.add_call(scenarios.play(scenarios.ivr))
    assert (menu["is_app"], menu["disposition"]) == ("1", "ANSWERED")
    assert len(history.add_call(scenarios.play(transfers.blind))) == 2
    assert history.add_call(scenarios.play(scenarios.click, employee="NOANSWER")) == []
    (click,) = history.add_call(scenarios.play(scenarios.click))
    assert (click["src_num"], click["dst_num"]) == ("201", scenarios.CLIENT)
    (out,) = history.add_call(scenarios.play(scenarios.outbound))
    assert (out["src_num"], out["dst_num"], out["billsec"]) == ("201", scenarios.CLIENT, 30)
