"""AE03: passwords, keys and tokens stand in no text of an error and in no line of the log."""

import asyncio
import logging
import traceback

import pytest

from crm_mailchimp_sync import log
from crm_mailchimp_sync.client import errors as mailchimp_errors
from crm_mailchimp_sync.client.api import Mailchimp
from crm_mailchimp_sync.client.transport import Server as MailchimpServer
from crm_telephony_miko.client import ami, errors, rest
from simulators.miko.ami_server import AmiServer
from simulators.miko.rest_server import RestServer

WORD = "geheimnis"
ODD = [f"{WORD}\n", f"{WORD}\r\nX-Other: 1", f"{WORD}ключ", f"{WORD}\udcff", f" {WORD}"]
SINCE = "2026-01-01 00:00:00"


def holds_no_secret(error, records, *secrets):
    said = "".join(traceback.format_exception(error)) + "".join(
        map(logging.Formatter().format, records)
    )
    return not [secret for secret in secrets if secret in said]


def nobody(_seconds):
    """Nobody waits."""


@pytest.mark.parametrize("secret", [WORD, *ODD[:2]])
def test_AE03_the_password_of_the_manager_interface(caplog, secret):
    caplog.set_level(logging.DEBUG)

    async def run():
        exchange = AmiServer()
        await exchange.start()
        try:
            address = ami.Address("127.0.0.1", exchange.port, "odoo", secret)
            await ami.connect(address, ami.Timeouts(connect=2, action=1))
        finally:
            await exchange.stop()

    with pytest.raises(errors.Refused) as raised:
        asyncio.run(run())
    assert holds_no_secret(raised.value, caplog.records, WORD)


@pytest.fixture
def exchange():
    server = RestServer(WORD).start()
    yield server
    server.stop()


@pytest.mark.parametrize("status", [301, 400, 401, 403, 404, 422, 429, 500, 502])
def test_AE03_the_key_of_the_exchange_whatever_it_answers(caplog, exchange, status):
    caplog.set_level(logging.DEBUG)
    exchange.faults = [status] * 3
    client = rest.RestClient(rest.Server(exchange.url, WORD), nobody)
    with pytest.raises(errors.ExchangeError) as raised:
        client.newest_id(SINCE)
    client.close()
    assert holds_no_secret(raised.value, caplog.records, WORD)
    assert WORD not in repr(client._server)


@pytest.mark.parametrize("key", ODD[:4])
def test_AE03_a_key_that_no_header_can_hold_is_refused_and_not_told(caplog, exchange, key):
    caplog.set_level(logging.DEBUG)
    client = rest.RestClient(rest.Server(exchange.url, key), nobody)
    with pytest.raises(errors.Refused) as raised:
        client.newest_id(SINCE)
    client.close()
    assert holds_no_secret(raised.value, caplog.records, WORD)


def test_AE03_nobody_at_the_address_of_the_exchange_or_of_a_recording(caplog, exchange):
    caplog.set_level(logging.INFO)  # what is written of each request is seen by no implementer
    exchange.history.add(linkedid="mikopbx-1.1", UNIQUEID="u1", start="2026-04-13 10:00:00.000")
    exchange.recordings["u1"] = b"RIFF"
    client = rest.RestClient(rest.Server(exchange.url, WORD, timeout=(1, 1)), nobody)
    link = client._link("mikopbx-1.1", "u1", SINCE)
    token = link.rpartition("=")[2]
    assert token in exchange.tokens
    exchange.stop()
    client._session.close()
    for ask in (lambda: client.newest_id(SINCE), lambda: client._open(link, {}, None)):
        with pytest.raises(errors.Unreachable) as raised:
            ask()
        assert holds_no_secret(raised.value, caplog.records, WORD, token)
    exchange.start()


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 429, 500, 503])
def test_AE03_the_key_of_mailchimp_whatever_it_answers(caplog, service, status):
    caplog.set_level(logging.DEBUG)
    service.key = f"{WORD}-us1"
    service.fail(status, times=9)
    client = Mailchimp(MailchimpServer(service.key, service.url), sleep=nobody)
    with pytest.raises(mailchimp_errors.MailchimpError) as raised:
        client.account()
    client.close()
    assert holds_no_secret(raised.value, caplog.records, WORD)


@pytest.mark.parametrize("key", ODD)
def test_AE03_a_key_that_mailchimp_cannot_have_made_is_refused(caplog, service, key):
    caplog.set_level(logging.DEBUG)
    client = Mailchimp(MailchimpServer(key, service.url), sleep=nobody)
    with pytest.raises(mailchimp_errors.KeyRefused) as raised:
        client.account()
    client.close()
    assert holds_no_secret(raised.value, caplog.records, WORD)


@pytest.mark.parametrize(
    "message",
    [
        '"POST /crm_mailchimp_sync/webhook/%s HTTP/1.1"',
        "\x1b[35mGET /crm_mailchimp_sync/webhook/%s?x=1 HTTP/1.1\x1b[0m",
        "code 400, message Bad request syntax ('GET /crm_mailchimp_sync/webhook/%s')",
    ],
)
def test_AE03_the_address_that_mailchimp_posts_to_is_not_in_the_log_of_requests(caplog, message):
    caplog.set_level(logging.INFO)
    log.watch_requests()
    logger = logging.getLogger("werkzeug")
    logger.info("%s %s %s", message % WORD, 200, "-")
    logger.info(message % WORD)
    assert len(caplog.messages) == 2 and WORD not in caplog.text
    assert "/crm_mailchimp_sync/webhook/…" in caplog.text
    logger.info("%s %s %s", "GET /web/login", 200, "-")
    assert caplog.messages[-1] == "GET /web/login 200 -"
