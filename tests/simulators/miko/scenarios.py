"""Calls of every kind, as the exchange tells of them.

Each function plays one call into a script. Numbers are made up.
"""

from simulators.miko.script import Script

CLIENT, DID = "79161234567", "74952293201"


def incoming(script, client=CLIENT, did=DID, name="<unknown>"):
    """A client reaches the exchange."""
    trunk = script.trunk(number=client, exten=did, did=did, caller_name=name)
    script.say("UserEvent", {"UserEvent": "Interception", **trunk.headers()})
    return trunk


def ring(script, trunk, number, context="internal-incoming"):
    """:return: (halves of the Local channel, phone)"""
    halves = script.local(number, context, trunk)
    script.dial(trunk, halves[0])
    phone = script.phone(number, trunk)
    halves[1].number = trunk.number
    script.dial(halves[1], phone)
    return halves, phone


def answer(script, trunk, halves, phone, media=True):
    recording = {"recordingfile": f"/monitor/{phone.uniqueid}.webm", "recchan": phone.name}
    script.say("UserEvent", {"UserEvent": "StartRecording", **phone.headers(), **recording})
    script.dial_end(halves[1], phone, "ANSWER")
    script.bridge(phone, halves[1])
    script.dial_end(trunk, halves[0], "ANSWER")
    script.bridge(halves[0], trunk)
    if media:
        script.optimise(trunk, halves, phone)


def rest(halves, media):
    return () if media else tuple(halves)


def inbound_answered(script, number="201", talk=30.0, media=True, **client):
    trunk = incoming(script, **client)
    halves, phone = ring(script, trunk, number)
    script.wait(4)
    answer(script, trunk, halves, phone, media)
    script.wait(talk)
    script.hangup(*rest(halves, media), phone, trunk)


def inbound_missed(script, number="202", outer="NOANSWER", **client):
    """By the end of the time (NOANSWER), by the caller (CANCEL) or because of a busy phone."""
    trunk = incoming(script, **client)
    halves, phone = ring(script, trunk, number)
    script.wait(15)
    script.dial_end(trunk, halves[0], outer)
    script.dial_end(halves[1], phone, "BUSY" if outer == "BUSY" else "CANCEL")
    script.hangup(*halves, phone, trunk, cause=17 if outer == "BUSY" else 127)


def voicemail(script, **client):
    """The exchange answers by itself; nobody talked."""
    trunk = incoming(script, **client)
    script.wait(5)
    trunk.context, trunk.exten = "voicemail-plan", "voicemail"
    script.say("MessageWaiting", {**trunk.headers(), "Mailbox": "admin@voicemailcontext"})
    script.hangup(trunk, cause=0)


def ivr(script, **client):
    """A menu answers; the caller hears it and gives up."""
    trunk = incoming(script, **client)
    halves = script.local("000", "internal-incoming", trunk)
    script.dial(trunk, halves[0])
    script.dial_end(trunk, halves[0], "ANSWER")
    script.bridge(halves[0], trunk)
    script.wait(12)
    script.hangup(*halves, trunk)


def queue(script, members=("202", "203"), winner="203", music=False, talk=20.0, **client):
    """All members ring; ``winner`` lifts, or nobody when it is empty."""
    trunk = incoming(script, **client)
    halves = script.local("000", "internal-incoming", trunk)
    script.dial(trunk, halves[0])
    halves[1].number = trunk.number
    who = {**halves[1].headers(), "Queue": "QUEUE-SALES"}
    if music:
        script.dial_end(trunk, halves[0], "ANSWER")
        script.bridge(halves[0], trunk)
    script.say("QueueCallerJoin", who)
    legs = {}
    for number in members:
        legs[number] = _ring_member(script, trunk, halves[1], number, who)
    script.wait(5)
    if not winner:
        return _give_up(script, trunk, halves, legs, who)
    pair, phone = legs.pop(winner)
    script.dial_end(pair[1], phone, "ANSWER")
    script.dial_end(halves[1], pair[0], "ANSWER")
    script.bridge(phone, pair[1])
    for losers, other in legs.values():
        for _twice in range(2):
            script.dial_end(halves[1], losers[0], "CANCEL")
        script.dial_end(losers[1], other, "CANCEL")
        script.hangup(*losers, other, cause=26)
    member = {"Interface": f"Local/{winner}@internal/n", "MemberName": f"Member {winner}"}
    script.say("AgentConnect", {**who, **pair[0].headers("Dest"), **member, "HoldTime": "5"})
    script.bridge(pair[0], halves[1])
    if not music:
        script.dial_end(trunk, halves[0], "ANSWER")
        script.bridge(halves[0], trunk)
    script.wait(talk)
    script.say("AgentComplete", {**who, **pair[0].headers("Dest"), **member})
    return script.hangup(*halves, *pair, phone, trunk)


def _ring_member(script, trunk, caller, number, who):
    pair = script.local(number, "internal", trunk)
    called = {"Interface": f"Local/{number}@internal/n", "MemberName": f"Member {number}"}
    script.say("AgentCalled", {**who, **pair[0].headers("Dest"), **called})
    script.dial(caller, pair[0])
    phone = script.phone(number, trunk)
    pair[1].number = trunk.number
    script.dial(pair[1], phone)
    return pair, phone


def _give_up(script, trunk, halves, legs, who):
    script.say("QueueCallerAbandon", {**who, "HoldTime": "5", "Position": "1"})
    script.say("QueueCallerLeave", who)
    for pair, phone in legs.values():
        script.dial_end(pair[1], phone, "CANCEL")
        script.hangup(*pair, phone, cause=0)
    script.hangup(*halves, trunk)


def outbound(script, number="201", client=CLIENT, status="ANSWER", talk=30.0):
    phone = script.phone(number, exten=client)
    phone.context = "outgoing"
    trunk = script.trunk(phone)
    trunk.number = client
    script.dial(phone, trunk)
    script.wait(5)
    script.dial_end(phone, trunk, status)
    if status == "ANSWER":
        script.bridge(trunk, phone)
        script.wait(talk)
    script.hangup(trunk, phone)


def internal(script, number="201", colleague="203", status="ANSWER"):
    phone = script.phone(number, exten=colleague)
    other = script.phone(colleague, phone)
    script.dial(phone, other)
    script.wait(3)
    script.dial_end(phone, other, status)
    if status == "ANSWER":
        script.bridge(other, phone)
        script.wait(10)
    script.hangup(phone, other)


def click(script, number="201", client=CLIENT, action="c2c-1", employee="ANSWER", status="ANSWER"):
    """The exchange rings the employee and then dials the client."""
    halves = script.local(number, "internal-originate")
    script.say("NewCallerid", {**halves[0].headers(), "CallerIDNum": number})
    script.dial(None, halves[0])
    phone = script.phone(number, halves[0])
    halves[1].number = client
    script.dial(halves[1], phone)
    script.wait(2)
    told = {"ActionID": action, "Exten": client, "Context": "all_peers"}
    if employee != "ANSWER":
        script.dial_end(halves[1], phone, "CANCEL")
        script.hangup(*halves, phone, cause=19)
        failure = {"Response": "Failure", "Reason": "3", "Uniqueid": "<unknown>"}
        return script.say("OriginateResponse", {**told, **failure})
    script.dial_end(halves[1], phone, "ANSWER")
    bridge = script.bridge(phone, halves[1])
    script.dial_end(None, halves[0], "ANSWER")
    success = {"Response": "Success", "Reason": "4", "Uniqueid": halves[0].uniqueid}
    script.say("OriginateResponse", {**told, **success, "Channel": halves[0].name})
    script.hangup(halves[1])
    script.leave(phone)
    script.hangup(halves[0])
    phone.exten, phone.context = client, "outgoing"
    trunk = script.trunk(phone)
    trunk.number = client
    script.dial(phone, trunk)
    script.wait(4)
    script.dial_end(phone, trunk, status)
    if status == "ANSWER":
        script.enter(trunk, f"{bridge}-2")
        script.enter(phone, f"{bridge}-2")
        script.wait(25)
    return script.hangup(trunk, phone)


def play(scenario, start=None, **values):
    """:return: the events of one call, without their times of sending."""
    script = Script(start=start or 0.0)
    scenario(script, **values)
    return [event for _at, event in script.events]
