"""The demo exchange: whose phone has which number, the company's numbers, what to say, some talks.

bin/run puts the address of its simulated exchange into the record before Odoo starts.
"""

from datetime import date
from time import time

import pytz

from demo.records import make, phone, ref

EXTENSIONS = (
    ("manager", "201"),
    ("head", "202"),
    ("tester", "203"),
    ("secretary", "204"),
    ("manager2", "205"),
    ("manager3", "206"),
    ("sorter", "207"),
)
# key, name, number, department
LINES = (
    ("site", "Сайт", phone(495, 900), "high_vacuum"),
    ("fair", "Выставка", phone(495, 901), "test_equipment"),
)
SCRIPTS = {
    "in_unknown": "1. Представьтесь: имя, отдел.\n2. Спросите имя, организацию и город.\n"
    "3. Для какой задачи нужно оборудование, к какому сроку?\n"
    "4. Назовите следующий шаг: кто и когда перезвонит.",
    "in_known": "1. Поздоровайтесь по имени.\n2. Уточните, по какой сделке звонок.\n"
    "3. Запишите договорённость в заметку.",
    "out_known": "1. Представьтесь и спросите, удобно ли говорить.\n2. Напомните, о чём"
    " договорились в прошлый раз.\n3. Назовите следующий шаг и срок.",
}
# days ago, hour, seconds of the talk
TALKS = ((2, 10.2, 184), (2, 15.5, 62), (1, 9.7, 341), (1, 12.1, 95), (1, 16.4, 128))


def build(world):
    env = world.env
    if "miko.pbx" not in env.registry:
        return
    account = {"ami_username": "odoo", "ami_secret": "secret", "rest_key": "0" * 64}
    values = {"name": "MikoPBX (модель)", "history_from": world.clock.real.date(), **account}
    pbx = make(env, "miko.pbx", "pbx", values)
    for login, number in EXTENSIONS:
        values = {"pbx_id": pbx.id, "number": number, "user_id": world.user(login).id}
        make(env, "miko.extension", f"extension_{number}", values)
    for key, name, number, team in LINES:
        values = {"pbx_id": pbx.id, "name": name, "number": number}
        make(env, "miko.line", f"line_{key}", {**values, "team_id": world.team(team).id})
    for kind, text in SCRIPTS.items():
        env.ref(f"crm_telephony_miko.rule_{kind}").script = text
    env.ref("crm_telephony_miko.rule_in_known").script_id = env.ref(
        "crm_sales_flow.script_first_talk"
    )
    present = world.clock.moment
    talks(world, pbx)
    world.clock.set(present)


def talks(world, pbx):
    """Clients of the manager called, and were called; the clock shows each moment as it was."""
    from odoo.addons.crm_telephony_miko.client import facts

    deals = world.env["crm.lead"].search(
        [
            ("type", "=", "opportunity"),
            ("user_id", "=", world.user("manager").id),
            ("partner_id.phone", "!=", False),
            ("stage_id.is_won", "=", False),
            ("create_date", "<", world.clock.ago(3)),
        ],
        order="id desc",
        limit=len(TALKS),
    )
    for number, (deal, (days, hour, seconds)) in enumerate(zip(deals, TALKS, strict=False)):
        at = world.clock.ago(days, hour)
        world.clock.set(at)
        began = pytz.utc.localize(at).timestamp() - seconds - 8
        outgoing = number % 2
        call = facts.Call(
            linkedid=f"mikopbx-{int(began)}.{number}",
            state=facts.ENDED,
            direction=facts.OUTBOUND if outgoing else facts.INBOUND,
            number=deal.partner_id.phone_key,
            caller_name="",
            did="" if outgoing else pbx.line_ids[:1].phone_key,
            trunk="SIP-TRUNK-1",
            employee="201",
            last_employee="201",
            rang=("201",),
            ringing=(),
            started_at=began,
            answered_at=began + 8,
            ended_at=began + 8 + seconds,
            talk_seconds=float(seconds),
            result=facts.ANSWERED,
            queue="",
            voicemail=False,
            recording="",
            legs=(),
            transfers=(),
            by_click=bool(outgoing),
            certain=True,
        )
        world.env["miko.call"]._record(pbx, [call])
        world.env["miko.call"]._process_waiting()
    prove(world, pbx)


def prove(world, pbx):
    """The exchange had the same calls: the days are proved."""
    calls = world.env["miko.call"].search([("pbx_id", "=", pbx.id)])
    rows = [row_of(call, pbx, number) for number, call in enumerate(calls, 1)]
    world.clock.set(world.clock.real)
    for day in sorted({row["start"][:10] for row in rows}):
        world.env["miko.day"]._of(pbx, date.fromisoformat(day))._compare(rows)


def row_of(call, pbx, number):
    """The call as the history of the exchange tells of it."""
    zone = pytz.timezone(pbx.tz)

    def local(moment):
        return f"{pytz.utc.localize(moment).astimezone(zone):%Y-%m-%d %H:%M:%S}"

    phone, trunk = "PJSIP/201-00000001", "PJSIP/SIP-TRUNK-1-00000002"
    out = call.direction == "outbound"
    return {
        "id": number,
        "linkedid": call.linkedid,
        "UNIQUEID": f"{call.linkedid}_demo",
        "start": local(call.started_at),
        "answer": local(call.answered_at),
        "endtime": local(call.ended_at),
        "src_chan": phone if out else trunk,
        "src_num": "201" if out else call.number,
        "dst_chan": trunk if out else phone,
        "dst_num": call.number if out else "201",
        "did": call.did or "",
        "disposition": "ANSWERED",
        "billsec": round(call.talk_seconds),
        "is_app": "0",
    }


def ring(env):
    """A client of the manager rings now: for the picture of the card (docs/screenshots.py)."""
    from odoo.addons.crm_telephony_miko.client import facts

    pbx, began = ref(env, "pbx"), time()
    known = env["miko.call"].search([("pbx_id", "=", pbx.id), ("lead_id", "!=", False)], limit=1)
    call = facts.Call(
        linkedid=f"mikopbx-{int(began)}.0",
        state=facts.RINGING,
        direction=facts.INBOUND,
        number=known.number,
        caller_name="",
        did=pbx.line_ids[:1].phone_key,
        trunk="SIP-TRUNK-1",
        employee="",
        last_employee="",
        rang=("201",),
        ringing=("201",),
        started_at=began,
        answered_at=None,
        ended_at=None,
        talk_seconds=0.0,
        result="",
        queue="",
        voicemail=False,
        recording="",
        legs=(facts.Leg(f"mikopbx-{int(began)}.1", "201", False, began, None, None, ""),),
        transfers=(),
        by_click=False,
        certain=True,
    )
    env["miko.call"]._record(pbx, [call])
