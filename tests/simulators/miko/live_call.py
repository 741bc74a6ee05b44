"""A call that somebody leads: it rings until he says what happens next."""

import time

from simulators.miko import scenarios
from simulators.miko.script import Script


class LiveCall:
    """``ring``, ``answer``, ``redirect``, ``transfer``, ``hang_up``: each returns its events."""

    def __init__(self, ids, members=("201", "202"), **client):
        ids.second = max(ids.second + 1, int(time.time()))
        self.script, self.told = Script(ids), []
        self.members, self.client = members, client
        self.trunk, self.halves, self.phones, self.talking = None, (), {}, None

    @property
    def linkedid(self):
        return self.trunk.linkedid

    def _step(self):
        """The events of the last move, told now."""
        events = [event for _at, event in self.script.events[len(self.told) :]]
        self.told += events
        return events

    def _now(self):
        self.script.at = max(self.script.at, time.time() - self.script.start)

    def ring(self):
        self.trunk = scenarios.incoming(self.script, **self.client)
        self._ring(self.members)
        return self._step()

    def _ring(self, members):
        self.halves = self.script.local("000", "internal-incoming", self.trunk)
        self.script.dial(self.trunk, self.halves[0])
        self.halves[1].number = self.trunk.number
        for number in members:
            phone = self.script.phone(number, self.trunk)
            self.phones[number] = phone
            self.script.dial(self.halves[1], phone)

    def answer(self, number):
        self._now()
        winner = self.phones.pop(number)
        self._silence()
        scenarios.answer(self.script, self.trunk, self.halves, winner)
        self.talking, self.halves = winner, ()
        return self._step()

    def _silence(self):
        for phone in self.phones.values():
            self.script.dial_end(self.halves[1], phone, "CANCEL")
            self.script.hangup(phone, cause=26)
        self.phones = {}

    def redirect(self, number):
        """Sent past the phones that ring."""
        self._now()
        self._silence()
        self.script.dial_end(self.trunk, self.halves[0], "CANCEL")
        self.script.hangup(*self.halves)
        self._ring([number])
        return self._step()

    def transfer(self, number):
        """The one who talks sends the client on; the other phone rings."""
        self._now()
        told = {f"Transferer{name}": value for name, value in self.talking.headers().items()}
        told |= {f"Transferee{name}": value for name, value in self.trunk.headers().items()}
        told |= {"Result": "Success", "Extension": number, "Context": "internal-transfer"}
        self.script.say("BlindTransfer", told)
        self.script.leave(self.trunk)
        self.script.hangup(self.talking)
        self.talking = None
        self._ring([number])
        return self._step()

    def hang_up(self):
        self._now()
        if self.halves:
            self._silence()
            self.script.dial_end(self.trunk, self.halves[0], "CANCEL")
        last = [*self.halves, *([self.talking] if self.talking else []), self.trunk]
        self.script.hangup(*last)
        return self._step()
