"""Rows of the exchange's history -> calls, by the meaning that MikoPBX gives to its rows."""

from datetime import datetime
from zoneinfo import ZoneInfo

from . import channels as ch
from . import facts as f
from .signals import known

MACHINES = ("Queue:", "App:", "VOICEMAIL", "Park:")
LONGEST = 7 * 24 * 3600  # seconds of a talk


def calls_of(rows, plan, zone):
    """:param rows: all rows of the calls as ``RestClient.history`` gives them, in any order, any of
        them twice.
    :param str zone: time zone of the exchange.
    :return: dict linkedid -> :class:`facts.Call`."""
    groups = {}
    for row in rows:
        groups.setdefault(row["linkedid"], {})[row["id"]] = row
    tz = ZoneInfo(zone)
    return {
        linkedid: _call(linkedid, sorted(group.values(), key=_begun), plan, tz)
        for linkedid, group in groups.items()
    }


def _begun(row):
    """The order of the legs is that of their beginnings: ids tell which was over first."""
    return _text(row, "start"), row["id"]


def talk_keys(rows):
    """:return: dict linkedid -> names of its rows of talks, in order: each has a recording, or will
    have one some minutes later."""
    keys = {}
    for row in sorted(rows, key=_begun):
        name = _text(row, "UNIQUEID")
        if name and not _is_machine(row) and _seconds(row) > 0:
            keys.setdefault(row["linkedid"], {})[name] = None
    return {linkedid: list(names) for linkedid, names in keys.items()}


def _call(linkedid, rows, plan, tz):
    first, people = rows[0], [row for row in rows if not _is_machine(row)]
    talks = [row for row in people if _seconds(row) > 0]
    direction = _direction(first, plan)
    times = [_Times(row, tz) for row in rows]
    answered = [_Times(row, tz).answer for row in talks]
    trunks = plan.trunks
    talkers = [_person(row, direction, trunks) for row in talks]
    outbound = direction == f.OUTBOUND
    return f.Call(
        linkedid=linkedid,
        state=f.ENDED,
        direction=direction,
        number=known(_text(first, "dst_num" if direction != f.INBOUND else "src_num")),
        caller_name=_text(first, "src_name") if direction == f.INBOUND else "",
        did=_text(first, "did") if direction == f.INBOUND else "",
        trunk=ch.parse(_text(first, "dst_chan" if outbound else "src_chan"), trunks).number,
        employee=talkers[0] if talkers else _caller(first, trunks) if outbound else "",
        last_employee=talkers[-1] if talkers else _caller(first, trunks) if outbound else "",
        rang=_rang(people, direction, trunks),
        ringing=(),
        started_at=min(time.start for time in times),
        answered_at=min(answered) if answered else None,
        ended_at=max(time.end for time in times),
        talk_seconds=_talked(talks, tz),
        result=_result(people, talks, direction),
        queue=next((_chan(r)[6:] for r in rows if _chan(r).startswith("Queue:")), ""),
        voicemail=any(_chan(row).startswith("VOICEMAIL") for row in rows),
        recording=next((_text(r, "recordingfile") for r in talks if r.get("recordingfile")), ""),
        legs=() if outbound else tuple(_leg(row, tz, trunks) for row in people),
        transfers=(),
        by_click=False,
        certain=True,
    )


class _Times:
    def __init__(self, row, tz):
        self.start = _moment(row.get("start"), tz) or 0.0
        self.answer = _moment(row.get("answer"), tz) or self.start
        self.end = _moment(row.get("endtime"), tz) or self.start


def _moment(text, tz):
    try:
        told = datetime.fromisoformat(str(text).strip()).replace(tzinfo=tz)
    except ValueError:
        return None
    return told.timestamp() if told.year in f.YEARS else None


def _text(row, name):
    return str(row.get(name) or "")[:250]


def _chan(row):
    return _text(row, "dst_chan")


def _seconds(row):
    try:
        return min(int(row.get("billsec") or 0), LONGEST)
    except (TypeError, ValueError, OverflowError):
        return 0


def _talked(talks, tz):
    """Rows of a transfer lie over one another: what two of them cover counts once."""
    spans = sorted((_Times(row, tz).end - _seconds(row), _seconds(row)) for row in talks)
    total = reached = 0.0
    for start, seconds in spans:
        total += max(0.0, start + seconds - max(start, reached))
        reached = max(reached, start + seconds)
    return round(total, 3)


def _is_machine(row):
    return str(row.get("is_app")) == "1" or _chan(row).startswith(MACHINES)


def _direction(row, plan):
    source, dest = ch.parse(_text(row, "src_chan"), plan.trunks), ch.parse(_chan(row), plan.trunks)
    if source.kind == ch.TRUNK:
        return f.INBOUND
    if source.kind == ch.OTHER and not plan.is_internal(_text(row, "src_num")):
        return f.OUTBOUND if dest.kind == ch.TRUNK else f.INBOUND
    return f.OUTBOUND if dest.kind == ch.TRUNK else f.INTERNAL


def _caller(row, trunks):
    source = ch.parse(_text(row, "src_chan"), trunks)
    return source.number if source.kind == ch.EXTENSION else _text(row, "src_num")


def _person(row, direction, trunks):
    if direction != f.INBOUND:
        return _caller(row, trunks)
    dest = ch.parse(_chan(row), trunks)
    return dest.number if dest.kind == ch.EXTENSION else _text(row, "dst_num")


def _rang(people, direction, trunks):
    if direction == f.OUTBOUND:
        return ()
    return tuple(dict.fromkeys(_person(row, f.INBOUND, trunks) for row in people))


def _result(people, talks, direction):
    if talks:
        return f.ANSWERED
    if direction == f.INBOUND:
        return f.MISSED
    status = _text(people[-1], "disposition") if people else ""
    return f.FAILED if status.upper() == "ANSWERED" else f.dial_result(status)


def _leg(row, tz, trunks):
    times, seconds = _Times(row, tz), _seconds(row)
    status = f.ANSWERED if seconds else f.dial_result(_text(row, "disposition"))
    return f.Leg(
        uniqueid=_text(row, "UNIQUEID").rpartition("_")[0] or _text(row, "UNIQUEID"),
        number=_person(row, f.INBOUND, trunks),
        outside=ch.parse(_chan(row), trunks).kind == ch.TRUNK,
        rang_at=times.start,
        answered_at=times.answer if seconds else None,
        ended_at=times.end,
        result=status,
    )
