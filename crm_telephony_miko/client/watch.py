"""Listen to one exchange for ever: connect, catch up, hear, connect again."""

import asyncio
import logging
import time

from . import ami
from . import facts as f
from .calls import CallMachine
from .errors import ExchangeError

_logger = logging.getLogger(__name__)


class Watch:
    """``tell(changes)`` is awaited for every change of a call, in order; ``resumed(what)`` after
    each connection, when it is known which calls go on.

    The calls are kept over a lost connection, so that those that go on stay what they are.
    """

    def __init__(self, address, plan, tell, timeouts=None, resumed=None):
        self.address, self.plan = address, plan
        self._tell, self._resumed = tell, resumed
        self._timeouts = timeouts or ami.Timeouts()
        self._machine = CallMachine(plan)
        self.connected_at = self.last_event_at = None
        self.error = ""
        self.lag = None  # seconds that its last changes waited to be written down

    @property
    def live(self):
        return self._machine.live()

    def follow(self, plan):
        """Other numbers: the calls that go on stay what they are."""
        self.plan = plan
        self._machine.follow(plan)

    async def run(self):
        failures = 0
        while True:
            try:
                connection = await ami.connect(self.address, self._timeouts)
                try:
                    await self._catch_up(connection)
                    failures = 0
                    await self._hear(connection)
                finally:
                    self.connected_at = None
                    await connection.close()
            except ExchangeError as error:
                if str(error) != self.error:
                    _logger.info("Exchange %s: %s", self.address.host, error)
                self.error = str(error)
                await asyncio.sleep(ami.delay(failures, error, self._timeouts))
                failures += 1

    async def _catch_up(self, connection):
        """What went on while nobody listened: events that came meanwhile are still waiting."""
        channels = await connection.channels()
        await self._tell(self._machine.resync(channels, time.time()))
        if self._resumed:
            alive = {channel.get("Linkedid", "") for channel in channels}
            alive |= {call.linkedid for call in self.live}
            await self._resumed(f.Resumed(frozenset(alive)))
        self.connected_at, self.error = time.time(), ""
        _logger.info("Exchange %s: connected", self.address.host)

    async def _hear(self, connection):
        while True:
            event = await connection.event()
            self.last_event_at = time.time()
            if changes := self._machine.feed(event, received=self.last_event_at):
                await self._tell(changes)
