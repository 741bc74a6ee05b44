"""The history of the simulated exchange: one row for each phone that rang, as MikoPBX keeps it."""

import itertools
from datetime import datetime, timedelta, timezone

MOSCOW = timezone(timedelta(hours=3))


def stamp(at):
    """Local time of the exchange, with milliseconds: «2026-04-13 10:15:02.118»."""
    return f"{datetime.fromtimestamp(at, MOSCOW):%Y-%m-%d %H:%M:%S.%f}"[:-3] if at else ""


def legs(events):
    """The dials of phones and providers among the events of one call."""
    found, hung = {}, {}
    for event in events:
        at, name = float(event["Timestamp"]), event["Event"]
        dest = event.get("DestUniqueid")
        if name == "Hangup":
            hung[event["Uniqueid"]] = at
        elif dest and event.get("DestChannel", "").startswith("Local/"):
            continue
        elif name == "DialBegin":
            found[dest] = {"event": event, "start": at, "answer": 0.0, "status": "", "end": 0.0}
        elif name == "DialEnd" and dest in found:
            answered = event["DialStatus"] == "ANSWER"
            found[dest] |= {"status": event["DialStatus"], "end": at}
            found[dest]["answer"] = at if answered else 0.0
    for uniqueid, leg in found.items():
        leg["end"] = hung.get(uniqueid, leg["end"]) if leg["answer"] else leg["end"]
    return found


class History:
    """Rows get ascending ids as calls end."""

    def __init__(self, start=10_000):
        self.rows = []
        self._ids = itertools.count(start + 1)

    def add_call(self, events):
        """:return: the new rows. A call by command that no employee lifted leaves none."""
        first = next(event for event in events if event["Event"] == "Newchannel")
        dials = legs(events)
        if first["Channel"].startswith("Local/"):
            dials = {k: v for k, v in dials.items() if "TRUNK" in v["event"]["DestChannel"]}
        # A phone that was to take the call over counts when it did.
        dials = {
            key: leg
            for key, leg in dials.items()
            if leg["answer"] or leg["event"]["Linkedid"] == first["Linkedid"]
        }
        if not dials and not first["Channel"].startswith("Local/"):
            return [self._application(first, events)]
        ended = sorted(dials.items(), key=lambda dial: dial[1]["end"])  # ids in this order
        return [self._leg(first, uniqueid, leg) for uniqueid, leg in ended]

    def _leg(self, first, uniqueid, leg):
        event, spoken = leg["event"], leg["answer"] and leg["end"] - leg["answer"]
        outbound = not first["Channel"].startswith("PJSIP/SIP-TRUNK")
        source = event if outbound else first
        number = event["Exten"] if "TRUNK" in event["DestChannel"] and outbound else None
        return self.add(
            linkedid=first["Linkedid"],
            UNIQUEID=f"{uniqueid}_aBcDeF",
            start=stamp(leg["start"]),
            answer=stamp(leg["answer"]),
            endtime=stamp(leg["end"]),
            src_chan=source.get("Channel", ""),
            src_num=source.get("CallerIDNum", "") if not outbound else _phone(event["Channel"]),
            dst_chan=event["DestChannel"],
            dst_num=number or event["DestCallerIDNum"],
            did="" if outbound else first["ChanVariable"]["FROM_DID"],
            disposition="ANSWERED" if spoken else leg["status"].replace("CANCEL", "NOANSWER"),
            dialstatus=leg["status"],
            duration=round(leg["end"] - leg["start"]),
            billsec=round(spoken or 0),
            recordingfile=f"/monitor/{uniqueid}_aBcDeF.webm" if spoken else "",
        )

    def _application(self, first, events):
        start, end = float(first["Timestamp"]), float(events[-1]["Timestamp"])
        voicemail = any(event["Event"] == "MessageWaiting" for event in events)
        return self.add(
            linkedid=first["Linkedid"],
            UNIQUEID=f"{first['Uniqueid']}_aBcDeF",
            start=stamp(start),
            answer=stamp(start),
            endtime=stamp(end),
            src_chan=first["Channel"],
            src_num=first["CallerIDNum"],
            dst_chan="VOICEMAIL" if voicemail else "App:000",
            dst_num="VOICEMAIL" if voicemail else "000",
            did=first["ChanVariable"]["FROM_DID"],
            disposition="ANSWERED",
            dialstatus="ANSWER",
            duration=round(end - start),
            billsec=round(end - start),
            is_app="1",
        )

    def add(self, **values):
        row = {
            "id": next(self._ids),
            "src_name": "",
            "dst_name": "",
            "recordingfile": "",
            "from_account": "",
            "to_account": "",
            "appname": "",
            "transfer": "0",
            "is_app": "0",
            "work_completed": "1",
        } | values
        self.rows.append(row)
        return row


def _phone(channel):
    return channel.removeprefix("PJSIP/").rpartition("-")[0]
