"""B01: what the self-test asks of the exchange, against the simulated exchange."""

from datetime import datetime, timedelta, timezone

import pytest

from crm_telephony_miko.client import ami, check, errors, rest
from simulators.miko.exchange import Exchange

NEEDED = {"call", "originate"}


@pytest.fixture
def exchange():
    with Exchange() as exchange:
        yield exchange


def rights(exchange, secret="secret"):
    return check.rights(ami.Address("127.0.0.1", exchange.ami.port, "odoo", secret))


def test_the_narrow_account_is_enough_and_nothing_more(exchange):
    found = rights(exchange)
    assert (found.denied, found.needless) == ((), ())
    assert abs(found.ahead) < 2
    assert not exchange.ami.live and not exchange.history.rows, "nobody was called"


@pytest.mark.parametrize(
    ("given", "denied", "needless"),
    [
        ({"call"}, ("Originate",), ()),
        ({"originate"}, ("Status",), ()),
        (NEEDED | {"system"}, (), ("CoreSettings",)),
        (NEEDED | {"command", "config"}, (), ("Command", "ListCategories")),
        (set(), ("Status", "Originate"), ()),
    ],
)
def test_each_right_that_lacks_or_is_too_much_is_named(exchange, given, denied, needless):
    exchange.ami.rights = given
    found = rights(exchange)
    assert (found.denied, found.needless) == (denied, needless)


def test_a_clock_that_is_wrong_is_measured(exchange):
    exchange.ami.ahead = -90
    assert abs(rights(exchange).ahead + 90) < 2


def test_a_wrong_account_is_refused(exchange):
    with pytest.raises(errors.Refused):
        rights(exchange, "wrong")


def test_the_clock_and_the_rights_of_the_key(exchange):
    client = rest.RestClient(rest.Server(exchange.rest.url, exchange.rest.key))
    exchange.rest.now = datetime(2026, 4, 13, 10, 15, tzinfo=timezone(timedelta(hours=5)))
    assert client.now() == exchange.rest.now
    assert client.now().utcoffset() == timedelta(hours=5)
    assert client.allows("cdr") and not client.allows("asterisk-managers")
    exchange.rest.wide = True
    assert client.allows("asterisk-managers")
    client.close()
