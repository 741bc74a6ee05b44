"""The whole exchange: events, history and a way to make calls, in a thread beside its user."""

import asyncio
import threading

from simulators.miko import scenarios, transfers
from simulators.miko.ami_server import AmiServer
from simulators.miko.history import History
from simulators.miko.lead import lead
from simulators.miko.rest_server import RestServer
from simulators.miko.sound import tone

SCENARIOS = {
    name: value
    for module in (scenarios, transfers)
    for name, value in vars(module).items()
    if callable(value) and value.__module__ == module.__name__ and not name.startswith("_")
}


class Exchange:
    """``with Exchange() as exchange: exchange.call("queue", winner="202")``"""

    def __init__(self, account=("odoo", "secret"), key="0" * 64):
        self.history = History()
        self.ami, self.rest = AmiServer(account), RestServer(key, self.history)
        self.rest.controls = {
            "call": self.call,
            "begin": self.begin,
            "move": self.move,
            "demo": self.demo,
            "listeners": lambda: len(self.ami.sessions),
        }
        self.recorded = False  # whether talks can be heard afterwards
        self.ami.on_end = self.keep
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def start(self, ami_port=0, rest_port=0):
        self._thread.start()
        self.run(self.ami.start(ami_port))
        self.rest.start(rest_port)
        return self

    def stop(self):
        self.run(self.ami.stop())
        self.rest.stop()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)

    def __enter__(self):
        return self.start()

    def __exit__(self, *_error):
        self.stop()

    def run(self, coroutine, timeout=600):
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(timeout)

    def call(self, name, speed=0, heard=True, **values):
        """Make a call. Its rows are in the history when it is over.

        :param float speed: 1 as in life, 0 without waiting.
        :param bool heard: False: no event is told, only the history knows.
        :return: linkedid
        """
        if heard:
            events = self.run(self.ami.play(SCENARIOS[name], speed=speed, **values))
        else:
            events = self.run(self._unheard(SCENARIOS[name], values))
        self.keep(events)
        return events[0]["Linkedid"]

    def keep(self, events):
        """A call that is over: its rows, and where wanted the recordings of its talks."""
        for row in self.history.add_call(events):
            if self.recorded and row["recordingfile"]:
                self.rest.recordings[row["UNIQUEID"]] = tone(row["billsec"])

    def begin(self, **values):
        """A call that rings until ``move`` says what happens. :return: linkedid"""
        return self.run(self.ami.begin(**values))

    def move(self, linkedid, name, number=None):
        self.run(self.ami.move(linkedid, name, *([number] if number else [])))
        return linkedid

    def demo(self, **values):
        """An incoming call that is led to its end by itself. :return: linkedid"""
        linkedid = self.begin(**values.pop("who"))
        self._loop.call_soon_threadsafe(lambda: self.ami.later(lead(self.ami, linkedid, **values)))
        return linkedid

    async def _unheard(self, scenario, values):
        sessions, self.ami.sessions = self.ami.sessions, set()
        try:
            return await self.ami.play(scenario, speed=0, **values)
        finally:
            self.ami.sessions = sessions
