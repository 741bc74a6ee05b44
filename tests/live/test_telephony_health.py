"""B01, B02, B05: the self-test, the proof of a day and the managers that the exchange rings, from
the buttons of a real server to the simulated exchange."""

import time
from datetime import datetime, timedelta, timezone

from ground.wait import until
from simulators.miko.asks import count, health, process_all, run_cron
from simulators.miko.history import MOSCOW, stamp


def steps(admin, pbx):
    action = admin.call("miko.pbx", "action_check", [pbx])
    fields = ["name", "state", "detail", "remedy"]
    return {
        row["name"]: row
        for row in admin.call("miko.check", "search_read", action["domain"], fields=fields)
    }


def states(admin, pbx):
    return {name: row["state"] for name, row in steps(admin, pbx).items()}


def test_B01_the_self_test_finds_what_is_wrong_and_says_what_to_do(admin, exchange, pbx, listen):
    run_cron(admin, "ir_cron_reconcile")
    assert states(admin, pbx)["Listener"] == "failed"
    listen()
    assert until(lambda: health(admin, pbx) == "connected")
    exchange.ami.ids.second = int(time.time()) + 1  # surely after the connection
    exchange.call("inbound_answered", client="79160000001")
    assert until(lambda: count(admin, pbx, ("state", "=", "ended")))
    run_cron(admin, "ir_cron_reconcile")
    good = states(admin, pbx)
    assert len(good) == 10 and set(good.values()) == {"ok"}, good
    ami, rest = exchange.ami, exchange.rest
    spoilt = [
        (ami, "rights", {"call"}, "Events: rights that are needed", "failed"),
        (ami, "rights", ami.rights | {"command"}, "Events: rights that nobody needs", "warning"),
        (ami, "ahead", -90, "Clock of the exchange", "failed"),
        (ami, "account", ("odoo", "other"), "Events: login", "failed"),
        (rest, "key", "1" * 64, "History: the key", "failed"),
        (rest, "wide", True, "History: rights that nobody needs", "warning"),
        (rest, "now", elsewhere(), "Time zone of the exchange", "failed"),
    ]
    for where, name, value, step, state in spoilt:
        right = getattr(where, name)
        setattr(where, name, value)
        try:
            found = steps(admin, pbx)[step]
            assert (found["state"], bool(found["remedy"])) == (state, True), step
            assert "secret" not in str(found) and "0" * 64 not in str(found)
        finally:
            setattr(where, name, right)
    assert set(states(admin, pbx).values()) == {"ok"}
    assert not [action for action in ami.actions if action.get("Channel")], "nobody was called"


def elsewhere():
    return datetime.now(timezone(timedelta(hours=7)))


def test_B02_the_proof_of_a_day_names_what_is_missing_and_fetches_it(admin, exchange, pbx):
    """Two days ago: one call in three was not heard, and the history was not read since."""
    run_cron(admin, "ir_cron_reconcile")
    noon = datetime.now(MOSCOW).replace(hour=12) - timedelta(days=2)
    exchange.ami.ids.second = int(noon.timestamp())  # at night the calls would be of two days
    for number in range(30):
        exchange.call("inbound_answered", heard=False, client=f"7916{number:07}")
    day = f"{datetime.fromtimestamp(exchange.ami.ids.second, MOSCOW):%Y-%m-%d}"
    choice = admin.call("miko.day.choice", "create", [{"pbx_id": pbx, "day": day}])
    action = admin.call("miko.day.choice", "action_compare", choice)
    names = ["state", "there_count", "here_count", "missing_count", "difference_ids"]
    (row,) = admin.call("miko.day", "read", [action["res_id"]], names)
    there = len({row["linkedid"] for row in exchange.history.rows if row["start"][:10] == day})
    assert row["state"] == "different" and row["there_count"] == there >= 20
    assert row["missing_count"] == len(row["difference_ids"]) == there - row["here_count"]
    admin.call("miko.day", "action_fetch", [action["res_id"]])
    (row,) = admin.call("miko.day", "read", [action["res_id"]], names)
    assert (row["state"], row["here_count"], row["missing_count"]) == ("equal", there, 0)
    assert process_all(admin, pbx)
    run_cron(admin, "ir_cron_reconcile")
    assert count(admin, pbx) == len({row["linkedid"] for row in exchange.history.rows})


def test_B02_the_proof_of_a_day_names_what_the_exchange_says_differently(
    admin, exchange, pbx, listen
):
    """Three days ago: calls that were heard to their ends, and a history that tells them anew."""
    listener, history = listen(), exchange.history
    assert until(lambda: "connected" in listener.log.read_text())
    noon = datetime.now(MOSCOW).replace(hour=12) - timedelta(days=3)
    exchange.ami.ids.second = int(noon.timestamp())
    keys = [exchange.call("inbound_answered", client=f"7915{n:07}") for n in range(6)]
    heard = [("linkedid", "in", keys), ("state", "=", "ended"), ("heard", "=", True)]
    assert until(lambda: count(admin, pbx, *heard) == len(keys))
    unknown, missed, other, late, long, equal = (
        [row for row in history.rows if row["linkedid"] == key] for key in keys
    )
    history.rows = [row for row in history.rows if row not in unknown]
    for row in missed:  # seen on exchanges of 2026: an answered call is stored as a missed one
        row.update(disposition="NOANSWER", dialstatus="NOANSWER", billsec=0, answer="")
    for row in other:
        row.update(dst_num="209", dst_chan="PJSIP/209-0000002b")
    for row in late:
        ended = datetime.fromisoformat(row["endtime"]).replace(tzinfo=MOSCOW)
        row["endtime"] = stamp(ended.timestamp() + 90)
    for row in long:
        row["billsec"] += 60
    choice = {"pbx_id": pbx, "day": f"{noon:%Y-%m-%d}"}
    (choice,) = admin.call("miko.day.choice", "create", [choice])
    action = admin.call("miko.day.choice", "action_compare", [choice])
    fields = ["linkedid", "kind", "there_text", "here_text", "call_id"]
    day = [("day_id", "=", action["res_id"]), ("linkedid", "in", keys)]
    found = admin.call("miko.difference", "search_read", day, fields=fields)
    kinds = {row["linkedid"]: row["kind"] for row in found}
    told = ("missing_there", "result", "person", "ended", "duration")
    wanted = dict(zip(keys[:5], told, strict=True))
    assert kinds == wanted and len(found) == len(wanted)
    assert all(row["call_id"] for row in found), "each leads to our call"
    (row,) = [row for row in found if row["kind"] == "result"]
    assert row["there_text"] and row["there_text"] != row["here_text"]
    (row,) = admin.call("miko.day", "read", [action["res_id"]], ["state", "missing_count"])
    assert row == {**row, "state": "different", "missing_count": 0}
    admin.call("miko.difference", "action_accept", [row["id"] for row in found])
    (row,) = admin.call("miko.day", "read", [action["res_id"]], ["state"])
    assert row["state"] == "equal", "a person looked into each"
    run_cron(admin, "ir_cron_reconcile")
    answered = ("result", "=", "answered")
    assert count(admin, pbx, *heard, answered) == len(keys), "what was heard in full is kept"
    assert equal[0]["linkedid"] not in kinds


def test_B05_the_manager_s_phone_is_known_to_the_exchange_while_we_are_down(admin, exchange, pbx):
    (user,) = admin.call("res.users", "search", [("login", "=", "admin")])
    extension = {"pbx_id": pbx, "number": "201", "user_id": user}
    admin.call("miko.extension", "create", [extension])
    values = {"name": "Client", "phone": "8 (916) 555-44-33", "user_id": user}
    (partner,) = admin.call("res.partner", "create", [values])
    module = exchange.rest.routing
    assert module.manager("79165554433") == []
    admin.call("miko.pbx", "write", [pbx], {"routing_enabled": True})
    run_cron(admin, "ir_cron_route")
    (told,) = module.manager("79165554433")
    assert (told["number"], told["source"], told["clientName"]) == ("201", "crm", "Client")
    assert states(admin, pbx)["Managers: the module of the exchange"] == "ok"
    module.full = False
    assert states(admin, pbx)["Managers: the module of the exchange"] == "failed"
    module.full, module.installed = True, False
    admin.call("res.partner", "write", [partner], {"phone": "+7 916 555-44-34"})
    run_cron(admin, "ir_cron_route")
    (state,) = admin.call("miko.pbx", "read", [pbx], ["route_error", "route_waiting_count"])
    assert state["route_waiting_count"] == 1 and "Smart IVR" in state["route_error"]
    module.installed = True
    admin.call("miko.pbx", "write", [pbx], {"routing_enabled": False})
    assert module.rows
    run_cron(admin, "ir_cron_route")
    assert not module.rows and not module.people, "switched off, the exchange forgets"
