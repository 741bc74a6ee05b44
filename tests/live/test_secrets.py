"""AE03: what connections say when they fail, in a running server, a listener and the database: no
password, no key and no secret of a webhook stands in a log or in any record but its own."""

import contextlib
import subprocess
import threading

import psycopg2
import pytest

from ground import postgres
from ground.wait import until
from simulators.mailchimp import hooks
from simulators.mailchimp.service import LIST, Service
from simulators.miko.asks import health, run_cron
from simulators.miko.exchange import Exchange

PASSWORD, KEY, MAILCHIMP = "ami-geheimnis", "5ecret" * 8, "geheimnis-us1"
OTHERS = ("other-geheimnis", "07her5" * 8, "other-geheimnis-us1")


@pytest.fixture(scope="module")
def exchange():
    with Exchange(("odoo", PASSWORD), KEY) as exchange:
        yield exchange


@pytest.fixture(scope="module")
def pbx(admin, exchange):
    values = {"host": "127.0.0.1", "ami_port": exchange.ami.port, "ami_username": "odoo"}
    values |= {"ami_secret": PASSWORD, "rest_url": exchange.rest.url, "rest_key": KEY}
    return admin.call("miko.pbx", "create", [{**values, "history_from": "2026-01-01"}])[0]


def listener_logs(server):
    folder = server.log.parent
    return "".join(path.read_text() for path in folder.glob(f"{server.database}_listener_*.log"))


def dump(server):
    """The database as a text, a line for a row."""
    command = ["pg_dump", "--data-only", "--no-owner", server.database]
    return subprocess.run(command, env=postgres.env(), capture_output=True, check=True).stdout


def holders(server, secret):
    """Tables whose rows hold it."""
    found, table = set(), None
    for line in dump(server).split(b"\n"):
        if line.startswith(b"COPY "):
            table = line.split(b" ")[1].decode().removeprefix("public.")
        elif secret.encode() in line:
            found.add(table)
    return found


def test_AE03_nothing_tells_the_secrets_of_an_exchange(server, admin, exchange, pbx, listen):
    server.expected += ["Telephony"]
    listen()
    assert until(lambda: health(admin, pbx) == "connected")
    exchange.call("inbound_missed", client="79160000001")
    run_cron(admin, "ir_cron_reconcile")
    exchange.ami.account = ("odoo", OTHERS[0])  # the password is changed there
    exchange.run(exchange.ami.drop())
    assert until(lambda: health(admin, pbx) == "trouble")
    for fault in (401, 403, 404, 500, 301):
        exchange.rest.faults = [fault] * 20
        run_cron(admin, "ir_cron_reconcile")
        admin.call("miko.pbx", "action_check", [pbx])
    exchange.rest.faults = []
    for key in (OTHERS[1], f"{OTHERS[1]}\n", "ключ"):
        admin.call("miko.pbx", "write", [pbx], {"rest_key": key, "ami_secret": OTHERS[0]})
        run_cron(admin, "ir_cron_reconcile")
        admin.call("miko.pbx", "action_check", [pbx])
    logs = server.log.read_text() + listener_logs(server)
    for secret in (PASSWORD, KEY, *OTHERS[:2]):
        assert secret not in logs
        assert holders(server, secret) <= {"miko_pbx"}
    assert holders(server, OTHERS[0]) == {"miko_pbx"}, "the search finds what is there"


def test_AE03_a_password_that_loses_against_another_transaction_is_not_logged(server, admin, pbx):
    """Odoo logs the query that failed; it is tried again."""
    secret = "late-geheimnis"
    connection = psycopg2.connect(dbname=server.database, **postgres.place())
    with contextlib.closing(connection):
        connection.cursor().execute("UPDATE miko_pbx SET tz = 'Asia/Omsk' WHERE id = %s", [pbx])
        values = {"ami_secret": secret, "tz": "Asia/Tomsk"}
        change = threading.Thread(target=admin.call, args=("miko.pbx", "write", [pbx], values))
        change.start()
        waits = "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = "
        assert until(lambda: postgres.query(f"{waits}'{server.database}'"))
        connection.commit()
        change.join()
    (row,) = admin.call("miko.pbx", "read", [pbx], ["ami_secret", "tz"])
    assert (row["ami_secret"], row["tz"]) == (secret, "Asia/Tomsk")
    log = server.log.read_text()
    assert "SERIALIZATION_FAILURE" in log, "it did lose"
    assert secret not in log and "bad query" not in log


def mailchimp_cron(admin, name):
    wanted = [("module", "=", "crm_mailchimp_sync"), ("name", "=", f"ir_cron_{name}")]
    (cron,) = admin.call("ir.model.data", "search_read", wanted, ["res_id"])
    admin.call("ir.cron", "method_direct_trigger", [cron["res_id"]])


def test_AE03_nothing_tells_the_secrets_of_mailchimp(server, admin):
    server.expected += ["Mailchimp"]
    admin.call("ir.config_parameter", "set_param", "web.base.url", server.url)
    with Service() as service:
        service.key = MAILCHIMP
        service.add_audience(LIST)
        values = {"base_url": service.url, "api_key": MAILCHIMP}
        account = admin.call("mailchimp.account", "create", [values])
        admin.call("mailchimp.account", "action_test", account)
        audience = admin.call("mailchimp.audience", "search", [("account_id", "in", account)])
        rule = {"audience_id": audience[0], "name": "All", "domain": "[('email', '!=', False)]"}
        admin.call("mailchimp.rule", "create", [rule])
        admin.call("res.partner", "create", [{"name": "Anna", "email": "anna@mc.example"}])
        admin.call("mailchimp.audience", "action_enable", audience)
        admin.call("mailchimp.audience", "action_webhook", audience)
        (hook,) = service.audience(LIST).webhooks.values()
        for url in (hook["url"], f"{hook['url']}?x=1", f"{hook['url']}/more"):
            hooks.post({**hook, "url": url}, b"type=nonsense", service.clock.now().timestamp())
        mailchimp_cron(admin, "sync")
        for fault in (400, 404, 500, 401):
            service.fail(fault, times=30)
            mailchimp_cron(admin, "sync")
            with contextlib.suppress(RuntimeError):
                admin.call("mailchimp.audience", "action_webhook", audience)
            service.faults.clear()
        for key in (OTHERS[2], "ключ-us1"):
            admin.call("mailchimp.account", "write", account, {"api_key": key})
            with contextlib.suppress(RuntimeError):
                admin.call("mailchimp.account", "action_test", account)
        log = server.log.read_text()
        token = hook["url"].rpartition("/")[2]
        assert "/crm_mailchimp_sync/webhook/…" in log
        for secret in (MAILCHIMP, OTHERS[2], token, hook["signing_secret"]):
            assert secret not in log
            own = {"mailchimp_account", "mailchimp_audience"}
            assert holders(server, secret) <= own
