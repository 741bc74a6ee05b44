"""The manager interface of the exchange: connection, login, actions, events.

Our own, thin: the published libraries wait for another banner than MikoPBX shows.
"""

import asyncio
import contextlib
import itertools
import random
import re
from dataclasses import dataclass, field

from .errors import ExchangeError, Forbidden, NotAnExchange, Refused, Rejected, Unreachable
from .wire import Framer, encode

BANNER = re.compile(rb"[\x20-\x7e]*Call Manager/[0-9.]+\s*\Z")  # «PBX ...», «Asterisk ...»
EVENT_CLASSES = "call,user,agent"  # what the account may read; more would only be noise
# The account's box of event filters, one line: what calls consist of, and nothing beside it. It is
# set on the exchange and never by us: a filter added to a session silences all of it.
EVENT_FILTER = (
    "Event: (Newchannel|Newstate|NewCallerid|NewConnectedLine|Rename|Dial.*|Bridge.*|Hangup"
    "|BlindTransfer|AttendedTransfer|Queue.*|Agent.*|OriginateResponse|UserEvent|Hold|Unhold"
    "|Pickup|Parked.*|MessageWaiting|ExtensionStatus)"
)
QUEUE = 10_000  # events that wait for us; when it is full the exchange waits
CHUNK = 65536


@dataclass(frozen=True)
class Address:
    host: str
    port: int
    username: str
    secret: str = field(repr=False)


@dataclass(frozen=True)
class Timeouts:
    connect: float = 10.0
    action: float = 10.0
    quiet: float = 20.0  # nothing heard for so long: ask whether the exchange is there
    first_delay: float = 1.0
    longest_delay: float = 60.0
    refused_delay: float = 300.0  # a wrong password must not look like an attack


class AmiConnection:
    """One logged-in connection. Use :func:`connect`."""

    def __init__(self, reader, writer, timeouts):
        self._reader, self._writer, self._timeouts = reader, writer, timeouts
        self._framer = Framer()
        self._ids = itertools.count(1)
        self._prefix = f"{random.getrandbits(32):08x}"
        self._waiting = {}  # ActionID -> (future, list of events of the answer or None)
        self._events = asyncio.Queue(QUEUE)
        self._tasks = []
        self._heard = True
        self.error = None

    # ------------------------------------------------------------- opening

    async def _open(self, address):
        banner = await self._in_time(self._reader.readline(), self._timeouts.connect)
        if not banner:
            raise Unreachable("The exchange closed the connection")
        if not BANNER.match(banner):
            raise NotAnExchange("Another service than the manager interface answers here")
        self._tasks = [asyncio.create_task(self._read()), asyncio.create_task(self._keep_alive())]
        account = {"Username": address.username, "Secret": address.secret}
        try:
            await self.action("Login", **account, Events=EVENT_CLASSES)
        except ValueError:  # of more than one line: no exchange has such an account
            raise Refused("The exchange refuses the account of the manager interface") from None

    async def close(self):
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._fail(Unreachable("The connection was closed"))
        self._writer.close()
        with contextlib.suppress(OSError, asyncio.TimeoutError):
            await asyncio.wait_for(self._writer.wait_closed(), self._timeouts.action)

    # ------------------------------------------------------------- actions

    async def action(self, name, **headers):
        """:return dict: the answer. :raise ExchangeError: by its kind."""
        return (await self._ask(name, headers, None))[0]

    async def listing(self, name, **headers):
        """:return list: the events that an action answers with."""
        return (await self._ask(name, headers, []))[1]

    async def channels(self):
        """The channels that exist now: what went on while nobody listened."""
        return [event for event in await self.listing("Status") if event.get("Event") == "Status"]

    async def _ask(self, name, headers, events):
        if self.error:
            raise self.error
        key = str(headers.pop("ActionID", "") or f"{self._prefix}-{next(self._ids)}")
        future = asyncio.get_running_loop().create_future()
        self._waiting[key] = (future, events)
        try:
            self._writer.write(encode(name, {"ActionID": key, **headers}))
            answer = await self._in_time(self._drained(future), self._timeouts.action)
        except OSError as error:
            raise Unreachable("The connection broke") from error
        finally:
            self._waiting.pop(key, None)
        return _checked(name, answer), events

    async def _drained(self, future):
        await self._writer.drain()
        return await future

    async def _in_time(self, awaitable, seconds):
        try:
            return await asyncio.wait_for(awaitable, seconds)
        except (asyncio.TimeoutError, TimeoutError) as error:
            raise Unreachable("The exchange does not answer") from error
        except (OSError, ValueError, asyncio.IncompleteReadError) as error:
            raise Unreachable("The connection broke") from error

    # -------------------------------------------------------------- events

    async def event(self):
        """:return dict: the next event. :raise Unreachable: the connection is over."""
        if self.error and self._events.empty():
            raise self.error
        event = await self._events.get()
        if event is None:
            raise self.error
        return event

    async def _read(self):
        try:
            while data := await self._reader.read(CHUNK):
                self._heard = True
                for message in self._framer.feed(data):
                    await self._take(message)
            self._fail(Unreachable("The exchange closed the connection"))
        except OSError:
            self._fail(Unreachable("The connection broke"))

    async def _take(self, message):
        future, events = self._waiting.get(message.get("ActionID"), (None, None))
        if "Event" not in message:  # events may have a header «Response» too
            if future and not future.done() and not (events is not None and _list_begins(message)):
                future.set_result(message)
        elif future and events is not None:
            events.append(message)
            if message.get("EventList", "").lower() == "complete" and not future.done():
                future.set_result({"Response": "Success"})
        else:
            await self._events.put(message)

    async def _keep_alive(self):
        """A connection that died silently is found out by an unanswered question."""
        try:
            while True:
                self._heard = False
                await asyncio.sleep(self._timeouts.quiet)
                if not self._heard:
                    await self.action("Ping")
        except ExchangeError as error:
            self._fail(error)
            self._writer.close()

    def _fail(self, error):
        if self.error is None:
            self.error = error
            with contextlib.suppress(asyncio.QueueFull):
                self._events.put_nowait(None)
        for future, _events in self._waiting.values():
            if not future.done():
                future.set_exception(error)


def _list_begins(message):
    return message.get("Response") == "Success" and message.get("EventList", "") == "start"


def _checked(name, answer):
    if answer.get("Response") in ("Success", "Goodbye", "Pong"):
        return answer
    text = answer.get("Message", "")[:200]
    if name == "Login":
        raise Refused("The exchange refuses the account of the manager interface")
    if text == "Permission denied":
        raise Forbidden(f"The account may not do «{name}»")
    raise Rejected(text or f"«{name}» failed")


async def connect(address, timeouts=None):
    """:return AmiConnection: logged in. :raise ExchangeError: Unreachable, NotAnExchange, ..."""
    timeouts = timeouts or Timeouts()
    try:
        opening = asyncio.open_connection(address.host, address.port, limit=CHUNK)
        reader, writer = await asyncio.wait_for(opening, timeouts.connect)
    except (OSError, asyncio.TimeoutError, TimeoutError, UnicodeError) as error:
        raise Unreachable("No connection to the exchange") from error
    connection = AmiConnection(reader, writer, timeouts)
    try:
        await connection._open(address)
    except BaseException:
        await connection.close()
        raise
    return connection


def delay(failures, error, timeouts, rand=random.random):
    """Seconds to wait before the next try: longer each time, and not all at the same moment."""
    if isinstance(error, (Refused, NotAnExchange)):
        return timeouts.refused_delay * (0.8 + 0.4 * rand())
    longest = min(timeouts.longest_delay, timeouts.first_delay * 2 ** min(failures, 16))
    return longest * (0.5 + 0.5 * rand())
