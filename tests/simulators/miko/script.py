"""What the exchange would say on its manager interface during a call.

A script moves channels as Asterisk does and writes down the events of each move. It follows the
rules of the exchange (which channels there are, in which order they ring, join and end), with the
headers that the recorded transcripts show.
"""

from dataclasses import dataclass, field

TRUNK = "SIP-TRUNK-1"
FIRST_SECOND = 1_795_277_000


class Ids:
    """Names that are never given twice."""

    def __init__(self, start=FIRST_SECOND, count=0):
        self.second, self.count = start, count

    def next(self):
        self.count += 1
        return self.count


@dataclass
class Channel:
    name: str
    uniqueid: str
    linkedid: str
    number: str = ""
    caller_name: str = "<unknown>"
    exten: str = "s"
    context: str = "all_peers"
    did: str = ""
    bridge: str = ""

    def headers(self, prefix=""):
        found = {
            "Channel": self.name,
            "CallerIDNum": self.number or "<unknown>",
            "CallerIDName": self.caller_name,
            "Context": self.context,
            "Exten": self.exten,
            "Uniqueid": self.uniqueid,
            "Linkedid": self.linkedid,
            "ChanVariable": {"FROM_DID": self.did, "CDR(recordingfile)": ""},
        }
        return {f"{prefix}{name}": value for name, value in found.items()}


@dataclass
class Script:
    ids: Ids = field(default_factory=Ids)
    at: float = 0.0  # seconds since the beginning
    events: list = field(default_factory=list)  # (seconds since the beginning, event)
    start: float = 0.0

    def __post_init__(self):
        self.start = self.start or float(self.ids.second)
        self.bridges = {}

    def wait(self, seconds):
        self.at += seconds

    def say(self, event, headers):
        self.at += 0.0005
        stamp = {"Timestamp": f"{self.start + self.at:.6f}", "SystemName": "mikopbx"}
        self.events.append((self.at, {"Event": event, **stamp, **headers}))

    # ------------------------------------------------------------ channels

    def channel(self, tech, linked=None, **values):
        count = self.ids.next()
        uniqueid = f"mikopbx-{int(self.start)}.{count}"
        name = f"{tech}-{count:08x}"
        channel = Channel(name, uniqueid, linked.linkedid if linked else uniqueid, **values)
        channel.did = values.get("did") or (linked.did if linked else "")
        self.say("Newchannel", channel.headers())
        return channel

    def trunk(self, linked=None, trunk=TRUNK, **values):
        return self.channel(f"PJSIP/{trunk}", linked, context=f"{trunk}-incoming", **values)

    def phone(self, number, linked=None, **values):
        return self.channel(f"PJSIP/{number}", linked, number=number, **values)

    def local(self, number, context, linked=None):
        """:return: the two halves of a Local channel."""
        count = self.ids.next()
        halves = []
        for half in ("1", "2"):
            uniqueid = f"mikopbx-{int(self.start)}.{self.ids.next()}"
            linkedid = linked.linkedid if linked else halves[0].uniqueid if halves else uniqueid
            name = f"Local/{number}@{context}-{count:08x};{half}"
            channel = Channel(name, uniqueid, linkedid, exten=number, context=context)
            channel.did = linked.did if linked else ""
            halves.append(channel)
            self.say("Newchannel", channel.headers())
        one, two = (half.headers() for half in halves)
        pair = {f"LocalOne{k}": v for k, v in one.items()}
        self.say("LocalBridge", pair | {f"LocalTwo{k}": v for k, v in two.items()})
        return halves

    # --------------------------------------------------------------- moves

    def dial(self, source, dest):
        self.say("DialBegin", self._dial(source, dest))

    def dial_end(self, source, dest, status):
        self.say("DialEnd", {**self._dial(source, dest), "DialStatus": status})

    @staticmethod
    def _dial(source, dest):
        return {**(source.headers() if source else {}), **dest.headers("Dest")}

    def bridge(self, *channels):
        """:return: id of the bridge that the channels enter."""
        name = f"bridge-{int(self.start)}-{self.ids.next()}"
        for channel in channels:
            self.enter(channel, name)
        return name

    def enter(self, channel, name):
        self.leave(channel)
        channel.bridge = name
        self.say("BridgeEnter", {"BridgeUniqueid": name, **channel.headers()})

    def leave(self, channel):
        if channel.bridge:
            headers = {"BridgeUniqueid": channel.bridge, **channel.headers()}
            channel.bridge = ""
            self.say("BridgeLeave", headers)

    def hangup(self, *channels, cause=16):
        for channel in channels:
            self.say("HangupRequest", {**channel.headers(), "Cause": str(cause)})
        for channel in channels:
            self.leave(channel)
            self.say("Hangup", {**channel.headers(), "Cause": str(cause)})

    def optimise(self, trunk, halves, phone):
        """With media the pair of Local channels disappears a moment after the answer."""
        one, two = halves
        bridge = phone.bridge
        pair = {"LocalOneChannel": one.name, "LocalTwoChannel": two.name}
        self.say("LocalOptimizationBegin", pair)
        self.leave(trunk)
        self.leave(two)
        self.enter(trunk, bridge)
        self.say("LocalOptimizationEnd", pair)
        self.hangup(one, two)
