"""The state machine: events of the exchange in, changes of calls out.

Pure: no clock, no socket, no database. It holds for each call the signals it was told, so that

* a signal that comes twice changes nothing;
* one that comes late is put where it belongs and the call is built anew;
* two calls that turn out to be one (a call taken over, a consultation) are put together.

What is held is limited: see the constants. The history of the exchange is the last word on calls
that were too much for them.
"""

from bisect import insort
from operator import attrgetter

from . import facts as f
from .call_state import CallState
from .call_summary import summary
from .channels import Plan
from .signals import LOST, Signal, event_time, to_signal

LINGER = 60.0  # seconds that an ended call waits for signals that come late
MAX_AGE = 6 * 3600.0  # a call without any signal for so long is over
MAX_CALLS = 20_000
MAX_SIGNALS = 400_000  # of all calls together
MAX_SIGNALS_OF_CALL = 5_000
SWEEP_EVERY = 5.0

_AT = attrgetter("at")


class _Record:
    __slots__ = ("call", "clock", "counted", "log", "roots", "seen", "state", "uniqueids")

    def __init__(self, linkedid, plan):
        self.state = CallState(linkedid, plan)
        self.log, self.seen, self.counted = [], set(), True
        self.call = None  # as it was last told
        self.clock = 0.0
        self.roots = {linkedid}
        self.uniqueids = set()


class CallMachine:
    """``for change in machine.feed(event): ...``"""

    def __init__(self, plan=None):
        self.plan = plan or Plan()
        self._records = {}  # linkedid -> _Record; several linkedids may lead to one
        self._channels = {}  # uniqueid -> (linkedid it was last seen with, when)
        self._gone = {}  # linkedids of calls that are over and forgotten
        self._signals = 0
        self._swept_at = 0.0
        self._clock = 0.0
        self._ahead = 0.0  # seconds that the clock of the exchange is ahead of ours

    def __len__(self):
        return len({id(record) for record in self._records.values()})

    def live(self):
        """:return: the calls that are not over."""
        told = {id(record): record.call for record in self._records.values() if record.call}
        return [call for call in told.values() if call.state != f.ENDED]

    def feed(self, event, received=None):
        """:param float received: when it came, used when the event does not tell its time.
        :return: list of :class:`facts.Change`."""
        at = event_time(event, self._clock if received is None else received)
        if received is not None and at != received:
            self._ahead = at - received
        signal = to_signal(event, at)
        if signal is None:
            return []
        self._clock = max(self._clock, at) if received is None else received
        changes = self._take(signal)
        if abs(self._clock - self._swept_at) > SWEEP_EVERY:
            changes += self.sweep(self._clock)
        return changes

    def _take(self, signal):
        if signal.linkedid in self._gone:
            return []
        changes = self._join(signal)
        record = self._record_of(signal)
        if signal in record.seen:
            return changes
        record.clock = self._clock
        record.uniqueids.update((signal.uniqueid, signal.dest_uniqueid))
        if self._remember(record, signal):
            record.state.apply(signal)
        else:
            self._rebuild(record)
        return changes + self._tell(record)

    def _record_of(self, signal):
        record = self._records.get(signal.linkedid)
        if record is None:
            if len(self._records) >= MAX_CALLS:
                self._forget(next(iter(self._records.values())))
            record = self._records[signal.linkedid] = _Record(signal.linkedid, self.plan)
        return record

    def _remember(self, record, signal):
        """:return: whether the signal is not older than those before it."""
        log = record.log
        if not record.counted or len(log) >= MAX_SIGNALS_OF_CALL:
            return True
        while self._signals >= MAX_SIGNALS and self._drop_oldest_log(record):
            pass
        record.seen.add(signal)
        self._signals += 1
        in_order = not log or log[-1].at <= signal.at
        if in_order:
            log.append(signal)
        else:
            insort(log, signal, key=_AT)
        return in_order

    def _drop_oldest_log(self, sparing):
        for record in self._records.values():
            if record.counted and record is not sparing:
                self._drop_log(record)
                return True
        return False

    def _drop_log(self, record):
        self._signals -= len(record.log)
        record.log, record.seen, record.counted = [], set(), False

    def _rebuild(self, record):
        certain = record.state.certain
        record.state = CallState(record.state.linkedid, self.plan, certain=certain)
        for signal in record.log:
            record.state.apply(signal)

    # --------------------------------------------------------------- merge

    def _join(self, signal):
        """A channel that changes its linkedid joins two calls: the later id is true."""
        changes = []
        for uniqueid in (signal.uniqueid, signal.dest_uniqueid):
            if not uniqueid:
                continue
            before = self._channels.get(uniqueid)
            if before is None:
                self._channels[uniqueid] = (signal.linkedid, signal.at)
            elif before[0] != signal.linkedid:
                older = signal.at < before[1]
                old, new = (signal.linkedid, before[0]) if older else (before[0], signal.linkedid)
                self._channels[uniqueid] = (new, max(signal.at, before[1]))
                changes += self._merge(old, new)
        return changes

    def _merge(self, old, new):
        source, target = self._records.get(old), self._records.get(new)
        if source is target:
            return []
        if source is None:
            self._records[old] = target
            target.roots.add(old)
            return []
        if target is None:
            target = self._records[new] = _Record(new, self.plan)
        for root in source.roots:
            self._records[root] = target
        target.roots |= source.roots
        target.uniqueids |= source.uniqueids
        told = source.call
        target.log = sorted([*target.log, *source.log], key=_AT)
        target.seen |= source.seen
        target.counted = target.counted and source.counted
        target.state.certain = target.state.certain and target.counted
        self._rebuild(target)
        return [f.Change("merged", told, into=target.state.linkedid)] if told else []

    # ---------------------------------------------------------------- tell

    def _tell(self, record):
        # Announcements and failed spool files have no first channel: nobody called.
        if not record.state.touched or not record.state.first:
            return []
        record.state.touched = False
        old, new = record.call, summary(record.state)
        if new == old:
            return []
        record.call = new
        return [f.Change(_kind(old, new), new)]

    # ----------------------------------------------------------- lost ends

    def resync(self, statuses, at):
        """After a reconnect: ``statuses`` are the events of the exchange's list of channels. They
        tell no time; it must be that of the exchange, or what comes next would go before them."""
        changes, alive = [], set()
        there = {"Event": "Status", "Timestamp": str(at + self._ahead)}
        for event in statuses:
            alive.add(str(event.get("Uniqueid")))
            changes += self.feed({**event, **there}, received=at)
        for record in self._unique_records():
            if record.call and record.call.state != f.ENDED:
                changes += self._lose(record, alive, at + self._ahead)
        return changes

    def _lose(self, record, alive, at):
        """Kept among the signals of the call: what comes late must not bring the lost back."""
        for uniqueid in record.state.links.unheard(alive):
            signal = Signal(at, LOST, record.state.linkedid, uniqueid)
            if self._remember(record, signal):
                record.state.apply(signal)
            else:
                self._rebuild(record)
        return self._tell(record)

    def sweep(self, at):
        """Forget the calls that are over; end those of which nothing is heard any more."""
        self._swept_at, changes = at, []
        for record in self._unique_records():
            idle = at - record.clock
            over = record.call is None or record.call.state == f.ENDED
            if not over and idle > MAX_AGE:
                changes += self._lose(record, (), record.clock + self._ahead)
                over = True
            if over and idle > LINGER:
                self._forget(record)
        return changes

    def follow(self, plan):
        """The numbers of the exchange have changed: what begins from now on knows it."""
        self.plan = plan

    def _unique_records(self):
        return list({id(record): record for record in self._records.values()}.values())

    def _forget(self, record):
        for uniqueid in record.uniqueids:
            self._channels.pop(uniqueid, None)
        for root in record.roots:
            self._records.pop(root, None)
            self._gone[root] = None
        self._drop_log(record)
        while len(self._gone) > MAX_CALLS:
            del self._gone[next(iter(self._gone))]


def _kind(old, new):
    if new.state == f.ENDED:
        return "ended"
    if old is None:
        return "ringing" if new.ringing else "began"
    if new.state != old.state:
        return "answered" if new.state == f.TALKING else "ringing"
    if new.state == f.TALKING and new.last_employee != old.last_employee:
        return "transferred"
    return "ringing" if new.ringing != old.ringing else "updated"
