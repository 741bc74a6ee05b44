"""Calls that change hands: transfers, a call taken over, a call sent on while it rings."""

from simulators.miko.scenarios import answer, incoming, rest, ring


def _answered(script, number, media, client):
    trunk = incoming(script, **client)
    halves, phone = ring(script, trunk, number)
    script.wait(3)
    answer(script, trunk, halves, phone, media)
    script.wait(10)
    return trunk, halves, phone


def blind(script, number="201", to="203", status="ANSWER", media=True, **client):
    """The employee sends the client on without a word."""
    trunk, halves, phone = _answered(script, number, media, client)
    transferee = trunk if media else halves[1]
    told = {f"Transferer{name}": value for name, value in phone.headers().items()}
    told |= {f"Transferee{name}": value for name, value in transferee.headers().items()}
    told |= {"Result": "Success", "Extension": to, "Context": "internal-transfer"}
    script.say("BlindTransfer", told)
    script.leave(transferee)
    script.hangup(phone)
    other = script.phone(to, trunk)
    script.dial(transferee, other)
    script.wait(4)
    script.dial_end(transferee, other, status)
    if status == "ANSWER":
        script.bridge(other, transferee)
        script.wait(15)
    script.hangup(*rest(halves, media), other, trunk)


def attended(script, number="201", to="203", status="ANSWER", media=True, **client):
    """The employee asks a colleague first; a refused one leaves the client with the first."""
    trunk, halves, phone = _answered(script, number, media, client)
    bridge = phone.bridge
    pair = script.local(to, "internal-transfer", trunk)
    script.dial(phone, pair[0])
    other = script.phone(to, trunk)
    script.dial(pair[1], other)
    script.leave(phone)
    script.wait(3)
    script.dial_end(pair[1], other, status)
    if status != "ANSWER":
        script.dial_end(phone, pair[0], status)
        script.hangup(*pair, other, cause=17)
        script.enter(phone, bridge)
        script.wait(10)
        return script.hangup(*rest(halves, media), phone, trunk)
    script.bridge(other, pair[1])
    script.dial_end(phone, pair[0], "ANSWER")
    script.bridge(phone, pair[0])
    script.wait(5)
    script.leave(phone)
    script.say("BridgeMerge", {"ToBridgeUniqueid": bridge, "FromBridgeUniqueid": pair[0].bridge})
    script.enter(pair[0], bridge)
    told = {f"OrigTransferer{name}": value for name, value in phone.headers().items()}
    target = {**pair[1].headers(), "CallerIDNum": to}
    told |= {f"TransferTarget{name}": value for name, value in target.items()}
    script.say("AttendedTransfer", {**told, "Result": "Success", "DestType": "Bridge"})
    script.hangup(phone)
    script.wait(20)
    return script.hangup(*rest(halves, media), *pair, other, trunk)


def interception(script, number="202", manager="203", **client):
    """The responsible manager's phone rings beside the route; he takes the call.

    His leg has a linkedid of its own until it meets the client's channel in a bridge.
    """
    trunk = incoming(script, **client)
    halves, phone = ring(script, trunk, number)
    script.wait(1)
    own = script.local(manager, "internal-originate")
    script.dial(None, own[0])
    taker = script.phone(manager, own[0])
    own[1].number = trunk.number
    script.dial(own[1], taker)
    script.wait(3)
    script.dial_end(own[1], taker, "ANSWER")
    script.bridge(taker, own[1])
    script.dial_end(None, own[0], "ANSWER")
    script.dial_end(halves[1], phone, "CANCEL")
    script.hangup(*halves, phone)
    for channel in (*own, taker):
        channel.linkedid = trunk.linkedid
    script.bridge(trunk, own[0])
    script.wait(20)
    script.hangup(trunk, *own, taker)


def interception_in_vain(script, number="202", manager="203", **client):
    """Another phone of the route is answered first; the manager's ringing is called off."""
    trunk = incoming(script, **client)
    halves, phone = ring(script, trunk, number)
    own = script.local(manager, "internal-originate")
    script.dial(None, own[0])
    taker = script.phone(manager, own[0])
    own[1].number = trunk.number
    script.dial(own[1], taker)
    script.wait(3)
    answer(script, trunk, halves, phone)
    script.dial_end(own[1], taker, "CANCEL")
    script.hangup(*own, taker, cause=26)
    script.wait(20)
    script.hangup(phone, trunk)


def redirect(script, number="202", to="203", **client):
    """The ringing call is sent to another phone."""
    trunk = incoming(script, **client)
    halves, phone = ring(script, trunk, number)
    script.wait(2)
    script.dial_end(trunk, halves[0], "CANCEL")
    script.dial_end(halves[1], phone, "CANCEL")
    script.hangup(*halves, phone)
    other = script.phone(to, trunk)
    script.dial(trunk, other)
    script.wait(3)
    script.dial_end(trunk, other, "ANSWER")
    script.bridge(other, trunk)
    script.wait(12)
    script.hangup(other, trunk)


def to_mobile(script, number="201", mobile="79031112233", **client):
    """The employee's extension leads to his mobile phone."""
    trunk = incoming(script, **client)
    halves = script.local(number, "internal-incoming", trunk)
    script.dial(trunk, halves[0])
    away = script.trunk(trunk)
    away.number = mobile
    script.dial(halves[1], away)
    script.wait(6)
    script.dial_end(halves[1], away, "ANSWER")
    script.bridge(away, halves[1])
    script.dial_end(trunk, halves[0], "ANSWER")
    script.bridge(halves[0], trunk)
    script.optimise(trunk, halves, away)
    script.wait(18)
    script.hangup(away, trunk)
