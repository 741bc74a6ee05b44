"""Telephony (design, sections 7 and 9): events, calls and the comparison with the history.

The limits are the figures that are asked for: 30,000 events a second on one core, 120 calls a
minute on two cores with all that follows, 1,000 rows of the history a second. Lines by the clock
come from a simulated exchange, a listener, a server and a browser that are started beside us.
"""

import itertools

from ground import paths

limit = 1.0
EVENTS = 30_000
CALLS = 120
ROWS = 2_000
WHOLE = 100_000
HISTORY = []  # of the exchange that is asked for all of it
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


def bench_whole_comparison(env, pbx):
    """100,000 rows of the history of which 99 % are known, asked for page by page"""
    pbx._reconcile()
    assert pbx.health_ids.cursor == HISTORY[-1]["id"], pbx.health_ids.history_error


bench_whole_comparison.limit = WHOLE / 1000  # 1,000 rows a second


def prepare_whole_comparison(env):
    """All but the last of each hundred calls are known; the cursor stands at the beginning."""
    pbx = whole_exchange(env)
    env.cr.execute("DELETE FROM miko_call WHERE pbx_id = %s AND history_id %% 100 = 99", [pbx.id])
    pbx._state().write({"cursor": 0, "pause_until": False})
    return pbx


def bench_memory_of_whole_comparison(env):
    """What the comparison of 100,000 rows adds to the memory of its process"""
    pbx, load = prepare_whole_comparison(env), simulated("load")
    env.cr.commit()
    env.invalidate_all()
    before = load.memory(anew=True)
    pbx._reconcile()
    yield (
        "Memory that comparing 100,000 rows of the history adds",
        load.memory() - before,
        load.MEMORY,
    )


bench_memory_of_whole_comparison.figures = True
bench_memory_of_whole_comparison.unit = "MB"


def bench_calls_by_the_clock(env):
    """A steady stream, a burst: what the listener makes of them"""
    load = simulated("load")
    with simulated("stage").Stage(env) as stage, stage.looks() as looks:
        stream, burst = load.stream(looks), load.burst(looks)
    minute = "120 calls a minute for 5 minutes: "
    yield minute + "event to call row, 95 of 100", load.p95(stream.rows), load.TO_ROW
    yield minute + "end to chatter, lead and task, the longest", stream.followed[-1], load.TO_ALL
    caught = load.WITHIN + load.TO_CATCH_UP
    yield "600 calls in 60 s: all of them done, after", burst.seconds, caught


bench_calls_by_the_clock.figures = True


def bench_cards_by_the_clock(env):
    """From the first event of a call to its card in Chromium"""
    load = simulated("load")
    with simulated("stage").Stage(env) as stage, stage.window() as page:
        waited = load.ring_seconds(page, stage.ring, stage.hang_up, load.RINGS)
    yield "Ring to card in Chromium: the median", load.median(waited), load.TO_CARD_MOSTLY
    yield "Ring to card in Chromium: 95 of 100", load.p95(waited), load.TO_CARD


bench_cards_by_the_clock.figures = True


def whole_exchange(env):
    """An exchange with its REST interface beside us, and its calls in the database."""
    pbx = env["miko.pbx"].search([("name", "=", "Whole")], limit=1)
    if pbx:
        return pbx
    HISTORY.extend(row(1_000, number) for number in range(WHOLE))
    server = simulated("rest_server").RestServer()
    server.history.rows = HISTORY
    server.start()
    values = {"name": "Whole", "rest_url": server.url, "rest_key": server.key}
    pbx = env["miko.pbx"].create({**values, "history_from": "2026-04-01"})
    env.cr.execute(
        """
        INSERT INTO miko_call (pbx_id, company_id, linkedid, direction, state, result, started_at,
                               ended_at, number, phone_key, history_id, recording_keys, certain,
                               heard, processed, counterpart)
        SELECT %(pbx)s, %(company)s, 'mikopbx-1000.' || n, 'inbound', 'ended', 'answered',
               '2026-04-13 07:15:02', '2026-04-13 07:17:40', '7495' || lpad(n::text, 7, '0'),
               '7495' || lpad(n::text, 7, '0'), 1000 * 1000000 + n, '["x"]', true, false,
               true, 'client'
          FROM generate_series(0, %(last)s) AS n
        """,
        {"pbx": pbx.id, "company": pbx.company_id.id, "last": WHOLE - 1},
    )
    return pbx


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
