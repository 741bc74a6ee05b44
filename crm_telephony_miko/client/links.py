"""Which channels of a call are connected: through bridges and through pairs of Local channels."""

from dataclasses import dataclass, field

from . import channels as ch

PEOPLE = (ch.EXTENSION, ch.TRUNK)


@dataclass(slots=True)
class Channel:
    uniqueid: str
    name: str
    end: ch.Endpoint
    bridge: str = ""
    hung_at: float | None = None


@dataclass(slots=True)
class Dial:
    uniqueid: str  # of the called channel
    number: str
    outside: bool
    begun_at: float | None
    ended_at: float | None = None
    answered_at: float | None = None
    status: str = ""


@dataclass(slots=True)
class Links:
    channels: dict = field(default_factory=dict)
    by_name: dict = field(default_factory=dict)
    bridges: dict = field(default_factory=dict)  # id -> uniqueids

    def add(self, uniqueid, name, end):
        channel = self.channels[uniqueid] = Channel(uniqueid, name, end)
        self.by_name[name] = channel
        return channel

    def rename(self, uniqueid, name, end):
        channel = self.channels[uniqueid]
        if self.by_name.get(channel.name) is channel:
            del self.by_name[channel.name]
        channel.name, channel.end = name, end
        self.by_name[name] = channel

    def enter(self, uniqueid, bridge):
        channel = self.channels.get(uniqueid)
        if channel and channel.hung_at is None:
            self.leave(uniqueid, channel.bridge)
            channel.bridge = bridge
            self.bridges.setdefault(bridge, set()).add(uniqueid)

    def leave(self, uniqueid, bridge):
        channel = self.channels.get(uniqueid)
        if channel and bridge and channel.bridge == bridge:
            channel.bridge = ""
            members = self.bridges[bridge]
            members.discard(uniqueid)
            if not members:
                del self.bridges[bridge]

    def hang(self, uniqueid, at):
        channel = self.channels[uniqueid]
        self.leave(uniqueid, channel.bridge)
        channel.hung_at = at

    def unheard(self, alive=()):
        """:return: channels whose end was not heard, except those that are alive."""
        channels = self.channels.items()
        return [uid for uid, channel in channels if channel.hung_at is None and uid not in alive]

    @property
    def alive(self):
        """Announcements and the like do not keep a call alive."""
        return any(c.hung_at is None and c.end.kind != ch.OTHER for c in self.channels.values())

    def reachable(self, uniqueids):
        """:return: the people connected with one of these channels, except themselves."""
        seen, todo = set(), [uid for uid in uniqueids if uid in self.channels]
        if not self.bridges:
            return []
        while todo:
            channel = self.channels[todo.pop()]
            if channel.uniqueid in seen or channel.hung_at is not None:
                continue
            seen.add(channel.uniqueid)
            todo += self.bridges.get(channel.bridge, ())
            if pair := self.by_name.get(channel.end.pair):
                todo.append(pair.uniqueid)
        seen.difference_update(uniqueids)
        return [c for c in map(self.channels.get, seen) if c.end.kind in PEOPLE]
