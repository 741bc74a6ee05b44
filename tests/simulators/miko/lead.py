"""An incoming call as it goes by itself: it rings, somebody answers, they talk, it ends."""

import asyncio


async def lead(ami, linkedid, ring=15.0, talk=60.0, missed=False):
    """Whoever it is sent on to answers as well; a missed one rings in vain."""
    await asyncio.sleep(ring)
    call = ami.live.get(linkedid)
    if call and not missed:
        while call.phones:
            await ami.move(linkedid, "answer", next(iter(call.phones)))
            await _talk(call, talk)
            if call.phones:
                await asyncio.sleep(min(ring, 5.0))
    if linkedid in ami.live:
        await ami.move(linkedid, "hang_up")


async def _talk(call, seconds):
    """For so long, or until the client is sent on."""
    while seconds > 0 and not call.phones:
        await asyncio.sleep(min(seconds, 0.5))
        seconds -= 0.5
