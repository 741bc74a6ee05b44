"""What is known of a call: what the state machine yields and the database keeps."""

from dataclasses import dataclass

INBOUND, OUTBOUND, INTERNAL = "inbound", "outbound", "internal"
RINGING, TALKING, ENDED = "ringing", "talking", "ended"

ANSWERED = "answered"  # a person talked with a person
MISSED = "missed"  # a client rang and nobody answered: no IVR, music or voicemail counts
NO_ANSWER, BUSY, CANCELLED, FAILED = "no_answer", "busy", "cancelled", "failed"
ELSEWHERE = "elsewhere"  # this phone rang, another one was answered
NO_EMPLOYEE = "no_employee"  # called by a click, and the employee did not lift his own phone

YEARS = range(1971, 9999)  # of a call: no time zone pushes them out of the calendar

DIAL_RESULTS = {
    "ANSWER": ANSWERED,
    "NOANSWER": NO_ANSWER,
    "CANCEL": CANCELLED,
    "BUSY": BUSY,
}


def dial_result(status):
    """:param str status: of Asterisk, «NO ANSWER» as well as «NOANSWER»."""
    return DIAL_RESULTS.get(status.replace(" ", "").upper(), FAILED)


@dataclass(frozen=True, slots=True)
class Leg:
    """One phone that rang; an employee with two devices has two legs."""

    uniqueid: str
    number: str
    outside: bool  # a mobile phone of an employee, reached through a provider
    rang_at: float | None
    answered_at: float | None
    ended_at: float | None
    result: str  # "" while it rings or talks


@dataclass(frozen=True, slots=True)
class Transfer:
    at: float
    kind: str  # blind, attended
    by: str
    to: str


@dataclass(frozen=True, slots=True)
class Call:
    """A call as it stands; each change yields a new one."""

    linkedid: str
    state: str
    direction: str
    number: str  # of the client; of the called colleague in an internal call; "" when hidden
    caller_name: str
    did: str  # number of the company that was called
    trunk: str
    employee: str  # who answered first; who called, in a call to the outside
    last_employee: str  # who talked last: another one after a transfer
    rang: tuple[str, ...]  # whose phones rang, in order
    ringing: tuple[str, ...]  # whose phones ring now
    started_at: float
    answered_at: float | None
    ended_at: float | None
    talk_seconds: float
    result: str  # "" until the end
    queue: str
    voicemail: bool
    recording: str
    legs: tuple[Leg, ...]
    transfers: tuple[Transfer, ...]
    by_click: bool  # the exchange was told to make it
    certain: bool  # False when events were lost: the history of the exchange decides

    @property
    def missed(self):
        return self.result == MISSED


@dataclass(frozen=True, slots=True)
class Resumed:
    """The exchange was asked what goes on; of calls that are not among these the end was missed."""

    alive: frozenset[str]  # linkedids
    kind: str = "resumed"


@dataclass(frozen=True, slots=True)
class Change:
    """``kind``: began, ringing, answered, transferred, updated, ended; or merged: the call was part
    of ``into`` all the time and is none of its own."""

    kind: str
    call: Call
    into: str = ""
