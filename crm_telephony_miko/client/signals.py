"""What an event of the exchange says about a call, in one compact form.

Events that say nothing about calls become no signal at all. A signal is hashable, so that one
that was sent twice is known, and it carries its time, so that signals can be put in order again.
"""

from typing import NamedTuple

MAX_TEXT = 250  # longer names and numbers are cut: no exchange makes them

LOST = "Lost"  # said by ourselves: the channel is gone, and its end was not heard

UNKNOWN = frozenset(("", "<unknown>", "unknown", "anonymous", "asterisk", "restricted", "s"))


class Signal(NamedTuple):
    at: float
    kind: str
    linkedid: str
    uniqueid: str
    channel: str = ""
    dest_uniqueid: str = ""
    dest: str = ""
    number: str = ""
    name: str = ""
    exten: str = ""
    context: str = ""
    value: str = ""  # status of a dial, bridge, queue member, new name ...: by kind
    did: str = ""


def to_signal(event, at):
    """:param dict event: headers; repeated ``ChanVariable`` lines are a dict of their own.
    :return: a Signal, or None when the event changes nothing."""
    kind = event.get("Event")
    value = _VALUES.get(kind) if isinstance(kind, str) else None
    if value is None:
        return None
    text = _reader(event)
    who = _TRANSFERS.get(kind, "")
    linkedid, uniqueid = text(f"{who}Linkedid"), text(f"{who}Uniqueid")
    if not linkedid or not uniqueid:  # the exchange itself dials
        linkedid, uniqueid = text("DestLinkedid"), ""
    if not linkedid or linkedid == "<unknown>":
        return None
    variables = event.get("ChanVariable")
    return Signal(
        at,
        kind,
        linkedid,
        uniqueid,
        text(f"{who}Channel") if uniqueid else "",
        text("DestUniqueid"),
        text("DestChannel"),
        text("CallerIDNum"),
        text("CallerIDName"),
        text("Exten"),
        text("Context"),
        value(text),
        variables.get("FROM_DID", "")[:MAX_TEXT] if isinstance(variables, dict) else "",
    )


def event_time(event, received):
    """Time of the event by the clock of the exchange, else of its receipt."""
    try:
        at = float(event.get("Timestamp") or 0)
    except (TypeError, ValueError):
        at = 0.0
    return at if 1e9 < at < 1e10 else received


def known(number):
    """:return: the number, "" when the exchange says that it does not know it."""
    return "" if number.strip().lower() in UNKNOWN else number


def _reader(event):
    def text(header):
        found = event.get(header)
        return found[:MAX_TEXT] if isinstance(found, str) else ""

    return text


def _attended_to(text):
    """The new employee: the target's channel is a Local one, its number is in the caller ID."""
    return known(text("TransferTargetCallerIDNum")) or text("SecondTransfererConnectedLineNum")


_TRANSFERS = {"BlindTransfer": "Transferer", "AttendedTransfer": "OrigTransferer"}
_VALUES = {
    "Newchannel": lambda text: "",
    "Status": lambda text: text("BridgeID"),
    "NewCallerid": lambda text: "",
    "Rename": lambda text: text("Newname"),
    "DialBegin": lambda text: text("DestCallerIDNum"),
    "DialEnd": lambda text: text("DialStatus"),
    "BridgeEnter": lambda text: text("BridgeUniqueid"),
    "BridgeLeave": lambda text: text("BridgeUniqueid"),
    "Hangup": lambda text: text("Cause"),
    "QueueCallerJoin": lambda text: text("Queue"),
    "AgentConnect": lambda text: text("Interface"),
    "MessageWaiting": lambda text: text("Mailbox"),
    "BlindTransfer": lambda text: text("Extension"),
    "AttendedTransfer": _attended_to,
    "UserEvent": lambda text: text("recordingfile"),
}
