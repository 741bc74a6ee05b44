"""Telephony (design, sections 7 and 9): events, calls and the comparison with the history.

The limits are the figures that are asked for: 30,000 events a second on one core, 120 calls a
minute on two cores with all that follows, 1,000 rows of the history a second.
"""

import itertools

from ground import paths

limit = 1.0
EVENTS = 30_000
CALLS = 120
ROWS = 2_000
COUNT = itertools.count(1)


def bench_state_machine(env, events):
    """30,000 events of the exchange, already parsed, become calls"""
    from odoo.addons.crm_telephony_miko.client.calls import CallMachine

    machine = CallMachine()
    for event in events:
        machine.feed(event)


def prepare_state_machine(env):
    """Calls of all kinds, one after another, each with names of its own."""
    scenarios = simulated("scenarios")
    kinds = (scenarios.inbound_answered, scenarios.inbound_missed, scenarios.queue)
    kinds += (scenarios.outbound, scenarios.internal, scenarios.click)
    events = []
    for kind, number in zip(itertools.cycle(kinds), itertools.count(), strict=False):
        if len(events) >= EVENTS:
            return events[:EVENTS]
        events += scenarios.play(kind, start=1_795_277_000.0 + 100 * number)


def bench_calls_with_all_that_follows(env, pbx):
    """120 calls, 70 % of known clients: rows, chatter, leads and tasks"""
    Call = env["miko.call"]
    Call._record(pbx, [call(number) for number in range(CALLS)])
    while Call._process_waiting(CALLS):
        pass


bench_calls_with_all_that_follows.limit = 60.0


def prepare_calls_with_all_that_follows(env):
    """What the minute before has brought must not be waiting."""
    next(COUNT)
    return exchange(env)


def bench_comparison(env, prepared):
    """2,000 rows of the history of which 99 % are known"""
    pbx, rows = prepared
    env["miko.call"]._record_history(pbx, rows)


bench_comparison.limit = 2.0


def prepare_comparison(env):
    pbx, run = exchange(env), next(COUNT)
    rows = [row(run, number) for number in range(ROWS)]
    env["miko.call"]._record_history(pbx, rows[: ROWS * 99 // 100])
    calls = env["miko.call"].search([("processed", "=", False)])
    calls.processed = True
    # Half of them were heard, and the history is the proof; half was taken over before.
    calls[: len(calls) // 2].write({"heard": True, "history_id": 0, "recording_keys": False})
    return pbx, rows


def exchange(env):
    pbx = env["miko.pbx"].search([("name", "=", "Bench")], limit=1)
    if not pbx:
        pbx = env["miko.pbx"].create({"name": "Bench"})
        numbers = [{"pbx_id": pbx.id, "number": str(201 + n)} for n in range(20)]
        env["miko.extension"].create([{**values, "user_id": env.uid} for values in numbers])
        env["res.partner"].create(
            [{"name": f"Client {n}", "phone": known(n)} for n in range(CALLS * 7 // 10)]
        )
    return pbx


def known(number):
    return f"7495{number:07}"


def call(number):
    from odoo.addons.crm_telephony_miko.client.history import calls_of

    values = row(next(COUNT), number)
    values["billsec"] = 30 if number % 2 else 0
    values["src_num"] = known(number) if number % 10 < 7 else f"7999{number:07}"
    return next(iter(calls_of([values], plan(), "Europe/Moscow").values()))


def plan():
    from odoo.addons.crm_telephony_miko.client.channels import Plan

    return Plan(extensions=frozenset(str(201 + n) for n in range(20)))


def row(run, number):
    return {
        "id": run * 1_000_000 + number,
        "linkedid": f"mikopbx-{run}.{number}",
        "UNIQUEID": f"mikopbx-{run}.{number}_aBcDeF",
        "start": "2026-04-13 10:15:02.118",
        "answer": "2026-04-13 10:15:11.730",
        "endtime": "2026-04-13 10:17:40.552",
        "src_chan": "PJSIP/SIP-TRUNK-1-0000002a",
        "src_num": known(number),
        "dst_chan": f"PJSIP/{201 + number % 20}-0000002b",
        "dst_num": str(201 + number % 20),
        "did": "74952293201",
        "disposition": "ANSWERED",
        "billsec": 149,
        "is_app": "0",
    }


def simulated(name):
    import importlib
    import sys

    tests = str(paths.ROOT / "tests")
    if tests not in sys.path:
        sys.path.append(tests)
    return importlib.import_module(f"simulators.miko.{name}")
