"""What a call amounts to as it stands: the pure reading of a :class:`call_state.CallState`."""

from . import channels as ch
from . import facts as f
from .signals import known

# An answer by the signs of dialling and a connection that comes later than this are two things:
# the events of the first connection were lost.
SAME_ANSWER = 5.0


def summary(state):
    direction, answered_at = state.direction, _answered_at(state)
    ended = bool(state.links.channels) and not state.links.alive
    employee, number = _employee(state, direction), _number(state, direction)
    ended_at = max(c.hung_at or 0.0 for c in state.links.channels.values()) if ended else None
    talkers = state.talkers if direction != f.INTERNAL else ()
    return f.Call(
        linkedid=state.linkedid,
        state=f.ENDED if ended else f.TALKING if answered_at else f.RINGING,
        direction=direction,
        number=number,
        caller_name=state.caller_name if direction == f.INBOUND else "",
        did=_did(state) if direction == f.INBOUND else "",
        trunk=_trunk(state),
        employee=employee,
        last_employee=talkers[-1] if talkers else employee,
        rang=_unique(dial.number for dial in state.dials.values()),
        ringing=() if ended else _ringing(state),
        started_at=state.started_at,
        answered_at=answered_at,
        ended_at=ended_at,
        talk_seconds=_talked(state, answered_at, ended_at) if ended and answered_at else 0.0,
        result=_result(state, direction, answered_at) if ended else "",
        queue=state.queue,
        voicemail=state.voicemail,
        recording=state.recording,
        legs=tuple(_leg(state, dial) for dial in state.dials.values()),
        transfers=tuple(state.transfers),
        by_click=state.by_click,
        certain=state.certain and _heard_from_the_beginning(state),
    )


def _heard_from_the_beginning(state):
    began = state.began
    return bool(began and began.kind == "Newchannel" and state.first == state.linkedid)


def _answered_at(state):
    signs = [at for at in (state.answer_at, state.connected_at) if at is not None]
    return min(signs) if signs else None


def _employee(state, direction):
    if direction != f.INBOUND:
        lifted = next(iter(_answering(state)), "")
        return state.caller or _first_number(state) or lifted or _rung_by_click(state)
    connected, answered = state.connected_at, state.answer_at
    if state.talkers and (answered is None or connected <= answered + SAME_ANSWER):
        return state.talkers[0]
    return state.answer_by


def _answering(state):
    """Whose own phone was lifted, in a call that the exchange made by command."""
    return (dial.number for dial in state.dials.values() if dial.status == f.ANSWERED)


def _rung_by_click(state):
    """The phone that the exchange was told to ring first."""
    return state.links.channels[state.first].end.number if state.by_click else ""


def _first_number(state):
    first = state.links.channels.get(state.first)
    return first.end.number if first and first.end.kind == ch.EXTENSION else ""


def _number(state, direction):
    if direction == f.INBOUND:
        return state.number
    if state.by_click:
        return state.number or state.dialled
    called = state.dialled or (known(state.began.exten) if state.began else "")
    if direction == f.INTERNAL:
        return next(iter(state.talkers), "") or state.answer_by or called
    return called


def _did(state):
    if state.did or state.began is None or not state.began.context.endswith("-incoming"):
        return state.did
    return state.began.exten if state.began.exten.lstrip("+").isdecimal() else ""


def _trunk(state):
    first = state.links.channels.get(state.first)
    if first and first.end.kind == ch.TRUNK:
        return first.end.number
    outside = [d.uniqueid for d in state.far_dials.values() if d.outside]
    return state.links.channels[outside[-1]].end.number if outside else ""


def _ringing(state):
    return _unique(dial.number for dial in state.dials.values() if dial.ended_at is None)


def _talked(state, answered_at, ended_at):
    talked = state.talked
    if state.talk_since is not None:
        talked += max(0.0, ended_at - state.talk_since)
    return round(talked or max(0.0, ended_at - answered_at), 3)


def _result(state, direction, answered_at):
    if answered_at:
        return f.ANSWERED
    if direction == f.INBOUND:
        return f.MISSED
    dials = state.far_dials or (state.dials if direction == f.INTERNAL else {})
    if not dials and state.by_click:
        return f.FAILED if any(_answering(state)) else f.NO_EMPLOYEE
    if not dials:
        return f.CANCELLED
    return [dial.status for dial in dials.values()][-1] or f.FAILED


def _leg(state, dial):
    channel = state.links.channels[dial.uniqueid]
    result = dial.status
    if result == f.CANCELLED and _answered_at(state):
        result = f.ELSEWHERE
    return f.Leg(
        uniqueid=dial.uniqueid,
        number=dial.number,
        outside=dial.outside,
        rang_at=dial.begun_at,
        answered_at=dial.answered_at,
        ended_at=channel.hung_at or (None if dial.answered_at else dial.ended_at),
        result=result,
    )


def _unique(numbers):
    return tuple(dict.fromkeys(number for number in numbers if number))
