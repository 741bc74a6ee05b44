"""B05: the module of the exchange that rings managers, against the simulated exchange."""

import pytest

from crm_telephony_miko.client import errors, rest
from crm_telephony_miko.client.routing import Number, Person, Routing, kept, plain
from simulators.miko.rest_server import RestServer

PEOPLE = [Person("u-7", "Анна", "Менеджер", "201"), Person("u-8", "Борис", "", "202")]
NUMBER = Number("n-79161234567", "u-7", "ООО «Клиент»", "79161234567")


@pytest.fixture
def exchange():
    server = RestServer().start()
    yield server
    server.stop()


@pytest.fixture
def module(exchange):
    client = rest.RestClient(rest.Server(exchange.url, exchange.key, tries=1), lambda _s: None)
    yield Routing(client)
    client.close()


def test_B05_the_manager_of_a_number_in_any_format(module):
    module.save_people(PEOPLE)
    module.save_numbers([NUMBER])
    for number in ("79161234567", "89161234567", "9161234567"):
        assert module.manager(number) == ("201", "crm")
    assert module.manager("79990000000") == ("", "")


def test_W04_all_clients_of_a_person_follow_one_row(module):
    module.save_people(PEOPLE)
    module.save_numbers([NUMBER, NUMBER._replace(client="n-2", number="74951112233")])
    module.save_people([PEOPLE[0]._replace(number="202")])
    assert module.manager("74951112233") == module.manager("79161234567") == ("202", "crm")


def test_B05_what_is_deleted_rings_nobody(module, exchange):
    module.save_people(PEOPLE)
    module.save_numbers([NUMBER])
    module.delete_numbers(["8 916 123 45 67"])
    module.delete_people(["u-8"])
    assert module.manager("79161234567") == ("", "")
    assert set(exchange.routing.people) == {"u-7"}


def test_nothing_is_asked_for_nothing(module, exchange):
    module.save_numbers([])
    module.delete_numbers([])
    assert not exchange.requests


def test_an_exchange_without_the_module_is_told_apart(module, exchange):
    exchange.routing.installed = False
    with pytest.raises(errors.Missing, match="no module"):
        module.save_people(PEOPLE)


@pytest.mark.parametrize(
    ("status", "kind"), [(429, errors.Busy), (503, errors.Unreachable), (403, errors.Forbidden)]
)
def test_its_troubles_are_those_of_the_exchange(module, exchange, status, kind):
    exchange.faults = [status]
    with pytest.raises(kind):
        module.save_people(PEOPLE)


def test_AE03_the_key_goes_as_bearer_only(module, exchange):
    module.save_people(PEOPLE)
    ((path, rows, headers),) = exchange.requests
    assert headers["Authorization"] == f"Bearer {exchange.key}"
    assert exchange.key not in path + str(rows)


def test_names_are_plain_words():
    assert plain("ООО «Вакуум»; ../x -- select//") == "ООО Вакуум x select"
    assert kept("+7 (916) 123-45-67") == kept("89161234567") == "9161234567"


def test_the_exchange_is_not_asked_so_often_that_it_bans_us(exchange, monkeypatch):
    monkeypatch.setattr(rest, "PER_MINUTE", 3)
    clock, waited = [0.0], []

    def sleep(seconds):
        waited.append(seconds)
        clock[0] += seconds

    client = rest.RestClient(rest.Server(exchange.url, exchange.key), sleep, clock=lambda: clock[0])
    for _question in range(7):
        clock[0] += 1
        client.newest_id("2026-01-01 00:00:00")
    client.close()
    assert waited == [57.0, 57.0], "three in a minute"
