"""Calls of the exchange <-> values of the database. Pure."""

from datetime import datetime, timezone

from .client import facts as f

# What of a call is stored under the same name.
SAME = ("direction", "state", "result", "number", "caller_name", "did", "queue", "voicemail")
SAME += ("talk_seconds", "by_click", "certain", "trunk")


def moment(at):
    """Seconds since 1970 -> naive UTC, as the database keeps it."""
    if not at:
        return False
    return datetime.fromtimestamp(at, timezone.utc).replace(tzinfo=None, microsecond=0)


def call_values(call):
    """:param facts.Call call: as the exchange tells of it."""
    return {
        **{name: getattr(call, name) or False for name in SAME},
        "result": call.result or False,
        "employee_number": call.employee or False,
        "last_number": call.last_employee or False,
        "rang_numbers": ", ".join(call.rang) or False,
        "ringing_numbers": ", ".join(call.ringing) or False,
        "started_at": moment(call.started_at),
        "answered_at": moment(call.answered_at),
        "ended_at": moment(call.ended_at),
    }


def leg_values(leg):
    return {
        "number": leg.number,
        "outside": leg.outside,
        "rang_at": moment(leg.rang_at),
        "answered_at": moment(leg.answered_at),
        "ended_at": moment(leg.ended_at),
        "result": leg.result or False,
    }


def is_recorded(call):
    """Whether the call is one for the log: a click whose employee has not lifted his own phone
    reached nobody, and an attempt to take a call over belongs to the call that was taken over."""
    return not (call.by_click and not call.trunk and call.direction != f.INTERNAL)
