"""The manager interface of the simulated exchange: logins, actions, events, faults on demand."""

import asyncio
import contextlib
import itertools
import time

from simulators.miko.live_call import LiveCall
from simulators.miko.scenarios import click
from simulators.miko.script import Ids, Script

BANNER = "PBX Call Manager/11.0.0"
# Which right to write an action wants; any of several.
RIGHTS = {
    "status": {"system", "call", "reporting"},
    "redirect": {"call"},
    "blindtransfer": {"call"},
    "originate": {"originate"},
    "coresettings": {"system", "reporting"},
    "coreshowchannels": {"system", "reporting"},
    "command": {"command"},
    "listcategories": {"config"},
}


class AmiServer:
    def __init__(self, account=("odoo", "secret"), banner=BANNER):
        self.account, self.banner = account, banner
        self.sessions, self.channels, self.actions = set(), {}, []
        self.rights = {"call", "originate"}  # to write, of the account
        self.ahead = 0.0  # seconds that the clock of the exchange is ahead
        self.mute = False  # connections stand, nothing is answered
        self.speed = 20  # of calls that an action makes: 1 as in life
        self.slow = 0.0  # seconds between pieces of seven bytes
        self.logins = itertools.count(1)
        self.login_count = 0
        self.ids = Ids()
        self.port = 0
        self.live = {}  # linkedid -> LiveCall
        self.on_end = None  # told the events of a live call when it is over
        self._server, self._tasks = None, set()

    async def start(self, port=0):
        self._server = await asyncio.start_server(self._session, "127.0.0.1", port or self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self):
        """As a restart of the exchange: the port is closed, all connections end."""
        if self._server:
            self._server.close()
        await self.drop()
        for task in self._tasks:
            task.cancel()

    # -------------------------------------------------------------- events

    async def play(self, scenario, speed=1.0, order=None, **values):
        """Tell of a call. ``order``: function that changes the list of events on the way.

        :return: the events, as they should have been told.
        """
        script = Script(self.ids)
        self.ids.second += 1
        scenario(script, **values)
        told, before = list(script.events), 0.0
        for at, event in order(told) if order else told:
            if speed:
                await asyncio.sleep(max(0.0, (at - before) / speed))
            before = at
            await self.tell(event)
        return [event for _at, event in script.events]

    def play_later(self, scenario, **values):
        self.later(self._play_whole(scenario, **values))

    async def _play_whole(self, scenario, **values):
        events = await self.play(scenario, **values)
        if self.on_end:
            self.on_end(events)

    def later(self, coroutine):
        task = asyncio.ensure_future(coroutine)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    # ---------------------------------------------------------- live calls

    async def begin(self, **values):
        """A call that rings until somebody says what happens next. :return: linkedid"""
        call = LiveCall(self.ids, **values)
        events = call.ring()
        self.live[call.linkedid] = call
        await self._tell_all(events)
        return call.linkedid

    async def move(self, linkedid, name, *arguments):
        """``answer``, ``redirect``, ``transfer``, ``hang_up``: see :class:`LiveCall`."""
        call = self.live[linkedid]
        await self._tell_all(getattr(call, name)(*arguments))
        if name == "hang_up":
            del self.live[linkedid]
            if self.on_end:
                self.on_end(call.told)

    async def _tell_all(self, events):
        for event in events:
            await self.tell(event)

    async def tell(self, event):
        self._keep(event)
        data = to_bytes(event)
        for writer in list(self.sessions):
            await self._send(writer, data)

    def _keep(self, event):
        uniqueid = event.get("Uniqueid")
        if event["Event"] == "Newchannel":
            self.channels[uniqueid] = {**event, "Event": "Status"}
        elif event["Event"] == "Hangup":
            self.channels.pop(uniqueid, None)
        elif event["Event"] == "BridgeEnter" and uniqueid in self.channels:
            self.channels[uniqueid]["BridgeID"] = event["BridgeUniqueid"]

    # -------------------------------------------------------------- faults

    async def drop(self):
        for writer in list(self.sessions):
            writer.close()
        self.sessions.clear()

    async def half(self, event):
        """Half a packet, then the line breaks."""
        self._keep(event)
        data = to_bytes(event)
        for writer in list(self.sessions):
            with contextlib.suppress(OSError):
                writer.write(data[: len(data) // 2])
                await writer.drain()
        await self.drop()

    async def _send(self, writer, data):
        with contextlib.suppress(OSError):
            if not self.slow:
                writer.write(data)
                return await writer.drain()
            for start in range(0, len(data), 7):
                writer.write(data[start : start + 7])
                await writer.drain()
                await asyncio.sleep(self.slow)

    # ------------------------------------------------------------- actions

    async def _session(self, reader, writer):
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            writer.write(f"{self.banner}\r\n".encode())
            while True:
                block = await reader.readuntil(b"\r\n\r\n")
                action = dict(
                    line.partition(": ")[::2] for line in block.decode().split("\r\n") if line
                )
                self.actions.append(action)
                if not self.mute and not await self._act(writer, action):
                    break
        self.sessions.discard(writer)
        writer.close()

    async def _act(self, writer, action):
        """:return: whether the connection stays."""
        name = action.get("Action", "")
        if name == "Login":
            if (action.get("Username"), action.get("Secret")) != self.account:
                await self._answer(writer, action, "Error", "Authentication failed")
                return False
            await self._answer(writer, action, "Success", "Authentication accepted")
            self.sessions.add(writer)
            self.login_count = next(self.logins)
            return True
        if writer not in self.sessions:
            await self._answer(writer, action, "Error", "Permission denied")
            return True
        handler = getattr(self, f"_do_{name.lower()}", None)
        wanted = RIGHTS.get(name.lower())
        if wanted and not wanted & self.rights:
            await self._answer(writer, action, "Error", "Permission denied")
            return True
        if handler is None:
            await self._answer(writer, action, "Error", f"Invalid/unknown command: {name}.")
            return True
        return await handler(writer, action)

    async def _answer(self, writer, action, response, message, **more):
        head = {"Response": response, "ActionID": action.get("ActionID", ""), "Message": message}
        await self._send(writer, to_bytes({**head, **more}))

    async def _do_ping(self, writer, action):
        now = f"{time.time() + self.ahead:.6f}"
        await self._answer(writer, action, "Success", "", Ping="Pong", Timestamp=now)
        return True

    async def _do_logoff(self, writer, action):
        await self._answer(writer, action, "Goodbye", "Thanks for all the fish.")
        return False

    async def _do_status(self, writer, action):
        key = {"ActionID": action.get("ActionID", "")}
        await self._answer(writer, action, "Success", "Channel status", EventList="start")
        for status in list(self.channels.values()):
            await self._send(writer, to_bytes({**status, **key}))
        end = {"Event": "StatusComplete", **key, "EventList": "Complete"}
        await self._send(writer, to_bytes(end))
        return True

    async def _do_originate(self, writer, action):
        if not action.get("Channel"):
            await self._answer(writer, action, "Error", "Channel not specified")
            return True
        await self._answer(writer, action, "Success", "Originate successfully queued")
        number = action["Channel"].removeprefix("Local/").partition("@")[0]
        self.play_later(
            click,
            speed=self.speed,
            number=number,
            client=action["Exten"],
            action=action["ActionID"],
        )
        return True

    async def _do_redirect(self, writer, action):
        return await self._send_on(writer, action, "redirect", talking=False)

    async def _do_blindtransfer(self, writer, action):
        return await self._send_on(writer, action, "transfer", talking=True)

    async def _send_on(self, writer, action, move, talking):
        """Redirect takes the ringing trunk channel, BlindTransfer the channel of who talks."""
        for linkedid, call in self.live.items():
            channel = call.talking if talking else call.trunk
            if channel and channel.name == action["Channel"]:
                await self._answer(writer, action, "Success", "Done")
                await self.move(linkedid, move, action["Exten"])
                return True
        text = f"Channel does not exist: {action['Channel']}"
        await self._answer(writer, action, "Error", text)
        return True

    async def _do_coresettings(self, writer, action):
        await self._answer(writer, action, "Success", "", AMIversion="11.0.0")
        return True

    async def _do_command(self, writer, action):
        await self._answer(writer, action, "Success", "Command output follows")
        return True

    async def raw(self, data):
        """Bytes that no exchange should send."""
        for writer in list(self.sessions):
            with contextlib.suppress(OSError):
                writer.write(data)
                await writer.drain()


def to_bytes(message):
    lines = []
    for name, value in message.items():
        for item in [f"{k}={v}" for k, v in value.items()] if isinstance(value, dict) else [value]:
            lines.append(f"{name}: {item}")
    return "\r\n".join([*lines, "", ""]).encode("utf-8", "surrogateescape")
