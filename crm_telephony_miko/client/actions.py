"""What people make the exchange do: dial for them, send a call on. One short connection each."""

import asyncio

from . import ami
from . import channels as ch
from .errors import Rejected, Unanswered, Unreachable

HURRIED = ami.Timeouts(connect=3.0, action=5.0)  # a person waits for the answer


def originate(address, extension, number, mobile="", timeouts=HURRIED):
    """Ring the employee's phone, and his mobile one beside it; when it is lifted, dial.

    The exchange says «queued» even to what cannot work: how it went is told by the events.

    :param str number: digits only.
    :raise Unanswered: the phone may ring all the same.
    """
    _run(
        address,
        timeouts,
        lambda connection: _told(
            connection,
            "Originate",
            Channel=f"Local/{extension}@{ch.ORIGINATE}",
            Context="all_peers",
            Exten=number,
            Priority="1",
            Variable=f"pt1c_cid={number},__peer_mobile={mobile}",
            Async="true",
        ),
    )


async def _told(connection, name, **headers):
    try:
        return await connection.action(name, **headers)
    except Unreachable as error:
        raise Unanswered(str(error)) from error


def transfer(address, linkedid, extension, to, trunks=frozenset(), timeouts=HURRIED):
    """Send the client on to another extension: from the employee who talks with him, or past the
    phones that still ring.

    :param trunks: providers whose names look like phones.
    :raise Rejected: there is nothing to send on any more.
    """
    _run(
        address,
        timeouts,
        lambda connection: _transfer(connection, linkedid, extension, to, trunks),
    )


async def _transfer(connection, linkedid, extension, to, trunks):
    channels = [c for c in await connection.channels() if c.get("Linkedid") == linkedid]
    ends = [(channel, ch.parse(channel.get("Channel", ""), trunks)) for channel in channels]
    for channel, end in ends:
        if end.kind == ch.EXTENSION and end.number == extension and channel.get("BridgeID"):
            return await connection.action(
                "BlindTransfer",
                Channel=channel["Channel"],
                Context="internal-transfer",
                Exten=to,
            )
    # A queue may have answered the client with music: he talks when a phone is connected.
    talks = any(end.kind == ch.EXTENSION and channel.get("BridgeID") for channel, end in ends)
    for channel, end in ends:
        # The call began with the client's channel; another provider's one is a mobile phone.
        is_client = end.kind == ch.TRUNK and channel.get("Uniqueid") == linkedid
        if is_client and not talks:
            return await connection.action(
                "Redirect",
                Channel=channel["Channel"],
                Context="internal-incoming",
                Exten=to,
                Priority="1",
            )
    raise Rejected("There is no such call any more")


def _run(address, timeouts, method):
    async def connected():
        connection = await ami.connect(address, timeouts)
        try:
            await method(connection)
        finally:
            await connection.close()

    asyncio.run(connected())
