"""One call, built from its signals in the order of their time."""

from dataclasses import dataclass, field

from . import channels as ch
from . import facts as f
from .channels import Plan
from .links import Dial, Links
from .signals import LOST, known

MAX_CHANNELS = 500  # of one call; a conference of the whole company has fewer
ANSWERED_ELSEWHERE = "26"  # cause of a hang-up


@dataclass(slots=True)
class CallState:
    linkedid: str
    plan: Plan = field(default_factory=Plan)
    links: Links = field(default_factory=Links)
    dials: dict = field(default_factory=dict)  # of employees' phones
    far_dials: dict = field(default_factory=dict)  # of the client, in a call to the outside
    handed: set = field(default_factory=set)  # channels that are the client's side
    first: str = ""  # uniqueid of the channel the call began with
    began: object = None  # the signal that told of it
    started_at: float | None = None
    number: str = ""
    caller_name: str = ""
    did: str = ""
    dialled: str = ""
    caller: str = ""  # the employee who called, in a call to the outside
    queue: str = ""
    voicemail: bool = False
    recording: str = ""
    answer_by: str = ""  # by the signs of dialling and of the queue
    answer_at: float | None = None
    talkers: list = field(default_factory=list)  # who was connected with the client, in order
    talking: frozenset = frozenset()
    connected_at: float | None = None
    talk_since: float | None = None
    talked: float = 0.0
    transfers: list = field(default_factory=list)
    certain: bool = True
    touched: bool = False  # something that can be told has changed

    def apply(self, s):
        """:param signals.Signal s: not older than those before it."""
        if self.started_at is None:
            self.started_at = s.at
        if s.did and not self.did:
            self.did, self.touched = s.did, True
        self._meet(s.uniqueid, s.channel, s)
        if handler := _HANDLERS.get(s.kind):
            handler(self, s)

    # ------------------------------------------------------------ channels

    def _meet(self, uniqueid, name, s):
        if not uniqueid or not name or uniqueid in self.links.channels:
            return self.links.channels.get(uniqueid)
        if len(self.links.channels) >= MAX_CHANNELS:
            return None
        channel = self.links.add(uniqueid, name, ch.parse(name, self.plan.trunks))
        if channel.end.kind != ch.OTHER and self._is_first(uniqueid):
            self.first, self.began = uniqueid, s if s.uniqueid == uniqueid else None
            self.number = self.caller_name = ""
            self._begin(s)
        return channel

    def _is_first(self, uniqueid):
        """The call is named after the channel it began with; else the oldest one that is known."""
        if self.linkedid in (self.first, uniqueid):
            return uniqueid == self.linkedid
        return not self.first or _age(uniqueid) < _age(self.first)

    def _begin(self, s):
        if s.uniqueid == self.first:
            self.began = s
            self.touched = True
            if not self.by_click:  # then it is the employee whom the exchange rings
                self.number = self.number or known(s.number)
                self.caller_name = "" if s.name == "<unknown>" else s.name

    def _begin_known(self, s):
        """The beginning itself says more than the events that happened to come before it."""
        if s.uniqueid == self.first and (self.began is None or self.began.kind != "Newchannel"):
            self._begin(s)
        if s.kind == "Status":
            self._enter(s)

    def _callerid(self, s):
        if s.uniqueid == self.first and not self.number and not self.by_click:
            self.number = known(s.number)
            self.touched = True

    def _rename(self, s):
        if s.value and s.uniqueid in self.links.channels:
            self.links.rename(s.uniqueid, s.value, ch.parse(s.value, self.plan.trunks))
            self._reckon(s.at)

    # --------------------------------------------------------------- dials

    def dial_of(self, uniqueid):
        return self.dials.get(uniqueid) or self.far_dials.get(uniqueid)

    def _dial_begin(self, s, begun_at=None):
        dest = self._meet(s.dest_uniqueid, s.dest, s)
        if not dest or dest.end.kind not in (ch.EXTENSION, ch.TRUNK) or self.dial_of(dest.uniqueid):
            return
        source = self.links.channels.get(s.uniqueid)
        outside = dest.end.kind == ch.TRUNK
        number = known(s.value) if outside else dest.end.number
        self.touched = True
        dial = Dial(dest.uniqueid, number, outside, begun_at)
        if self._is_far(source, dest, s):
            self.far_dials[dest.uniqueid] = dial
            self.handed.add(dest.uniqueid)
            self.dialled = self.dialled or known(s.exten) or number
            self.caller = self.caller or self.near_number(source)
            return
        self.dials[dest.uniqueid] = dial
        if self.by_click and not self.number:
            self.number = known(s.number)  # the phone of the employee shows whom it will call

    def _is_far(self, source, dest, s):
        """Whether a dial goes to the client: only in a call that an employee began."""
        first = self.links.channels.get(self.first)
        if first is None or first.end.kind == ch.TRUNK:
            return False
        if source is not None and source.uniqueid in self.handed:
            return False  # the client himself is handed on
        if first.end.kind == ch.LOCAL:
            if source is None or source.end.kind == ch.LOCAL:
                return False  # the employee's own phone rings first
            return dest.end.kind == ch.TRUNK or not self.far_dials
        # A short number that became a longer one is a colleague's mobile phone, no client.
        forwarded = self.plan.is_internal(self._called()) and s.exten != self._called()
        return dest.end.kind == ch.TRUNK and not forwarded

    def _called(self):
        return known(self.began.exten) if self.began else ""

    def near_number(self, channel):
        if channel is None:
            return ""
        dial = self.dials.get(channel.uniqueid)
        return (
            channel.end.number if channel.end.kind == ch.EXTENSION else dial.number if dial else ""
        )

    def _dial_end(self, s):
        if self.dial_of(s.dest_uniqueid) is None:
            self._dial_begin(s._replace(value=""))  # its beginning was lost
        dial = self.dial_of(s.dest_uniqueid)
        if dial is None or dial.ended_at is not None:
            return
        self.touched = True
        dial.ended_at, dial.status = s.at, f.dial_result(s.value)
        if dial.status == f.ANSWERED:
            dial.answered_at = s.at
            if self.direction != f.OUTBOUND or dial.uniqueid in self.far_dials:
                self._answered(dial.number, s.at)

    def _dial_begin_now(self, s):
        self._dial_begin(s, s.at)

    def _answered(self, number, at):
        """A person lifted: the employee, or the client in a call to the outside."""
        if self.answer_at is None:
            self.answer_by, self.answer_at, self.touched = number, at, True

    def _agent(self, s):
        if self.direction == f.INBOUND:
            self._answered(ch.member_number(s.value), s.at)

    # --------------------------------------------------------- connections

    def _enter(self, s):
        if s.value:
            self.links.enter(s.uniqueid, s.value)
            self._reckon(s.at)

    def _leave(self, s):
        self.links.leave(s.uniqueid, s.value)
        self._reckon(s.at)

    def _hangup(self, s):
        channel = self.links.channels.get(s.uniqueid)
        if channel is None or channel.hung_at is not None:
            return
        self.links.hang(s.uniqueid, s.at)
        self.touched = self.touched or not self.links.alive
        if dial := self.dial_of(s.uniqueid):
            self.touched = True
            if dial.ended_at is None:
                dial.ended_at, dial.status = s.at, f.FAILED
            if s.value == ANSWERED_ELSEWHERE and dial.status == f.CANCELLED:
                dial.status = f.ELSEWHERE
        self._reckon(s.at)

    def _lose(self, s):
        if s.uniqueid in self.links.unheard():
            self.links.hang(s.uniqueid, s.at)
            self.certain, self.touched = False, True
            self._reckon(s.at)

    def _reckon(self, at):
        """Who is connected with the client now."""
        reached = self.links.reachable(self._client_side())
        talking = frozenset(map(self._human_number, reached))
        if talking == self.talking:
            return
        self.touched = True
        if self.talking and not talking:
            self.talked += max(0.0, at - self.talk_since)
            self.talk_since = None
        elif not self.talking:
            self.talk_since = at
            self.connected_at = at if self.connected_at is None else self.connected_at
        for number in sorted(talking - self.talking):
            if not self.talkers or self.talkers[-1] != number:
                self.talkers.append(number)
        self.talking = talking

    def _client_side(self):
        return [self.first] if self.direction != f.OUTBOUND else list(self.far_dials)

    def _human_number(self, channel):
        return self.near_number(channel) or channel.end.number

    # -------------------------------------------------------------- others

    def _join_queue(self, s):
        self.queue, self.touched = s.value, True

    def _mailbox(self, s):
        self.voicemail = self.touched = True

    def _record(self, s):
        if s.value:
            self.recording, self.touched = s.value, True

    def _transfer(self, s):
        kind = "blind" if s.kind == "BlindTransfer" else "attended"
        by = self.near_number(self.links.channels.get(s.uniqueid))
        transfer = f.Transfer(s.at, kind, by, s.value)
        if transfer not in self.transfers:
            self.transfers.append(transfer)
            self.touched = True

    @property
    def by_click(self):
        first = self.links.channels.get(self.first)
        return bool(
            first
            and first.end.kind == ch.LOCAL
            and (self.first == self.linkedid or ch.ORIGINATE in first.end.context)
        )

    @property
    def direction(self):
        first = self.links.channels.get(self.first)
        if first is None or first.end.kind == ch.TRUNK:
            return f.INBOUND
        if first.end.kind == ch.LOCAL and not self.by_click:
            return f.INBOUND  # its beginning was not heard
        if self.far_dials:
            outside = any(dial.outside for dial in self.far_dials.values())
            return f.OUTBOUND if outside else f.INTERNAL
        if first.end.kind == ch.EXTENSION and (self.dials or self.plan.is_internal(self._called())):
            return f.INTERNAL
        return f.OUTBOUND


def _age(uniqueid):
    """«mikopbx-1795277492.99» -> (1795277492, 99): what was made earlier is smaller."""
    second, _dot, count = uniqueid.rpartition("-")[2].partition(".")
    if second.isdecimal() and count.isdecimal():
        return (int(second), int(count))
    return (10**12, 0)


_HANDLERS = {
    "Newchannel": CallState._begin_known,
    "Status": CallState._begin_known,
    "NewCallerid": CallState._callerid,
    "Rename": CallState._rename,
    "DialBegin": CallState._dial_begin_now,
    "DialEnd": CallState._dial_end,
    "BridgeEnter": CallState._enter,
    "BridgeLeave": CallState._leave,
    "Hangup": CallState._hangup,
    LOST: CallState._lose,
    "QueueCallerJoin": CallState._join_queue,
    "AgentConnect": CallState._agent,
    "MessageWaiting": CallState._mailbox,
    "BlindTransfer": CallState._transfer,
    "AttendedTransfer": CallState._transfer,
    "UserEvent": CallState._record,
}
