"""What the account of the manager interface may do: asked in ways that change nothing."""

import asyncio
import time
from dataclasses import dataclass

from . import ami
from .actions import HURRIED
from .errors import ExchangeError, Forbidden, Rejected, Unreachable

# An action that is refused for what it lacks is allowed; one that may not be done is refused first.
NEEDED = (("Status", {}), ("Originate", {}))
NEEDLESS = (
    ("CoreSettings", {}),
    ("Command", {"Command": "core show uptime"}),
    ("ListCategories", {"Filename": "modules.conf"}),
)


@dataclass(frozen=True)
class Rights:
    denied: tuple[str, ...]  # needed and refused
    needless: tuple[str, ...]  # allowed though nobody needs it
    ahead: float | None  # seconds that the clock of the exchange is ahead of ours


def rights(address, timeouts=HURRIED):
    """Log in and ask. :raise ExchangeError: no connection, or the account is refused."""
    return asyncio.run(_rights(address, timeouts))


async def _rights(address, timeouts):
    connection = await ami.connect(address, timeouts)
    try:
        denied = [name for name, head in NEEDED if not await _may(connection, name, head)]
        needless = [name for name, head in NEEDLESS if await _may(connection, name, head)]
        return Rights(tuple(denied), tuple(needless), await _ahead(connection))
    finally:
        await connection.close()


async def _may(connection, name, headers):
    """An answer of any kind but «Permission denied» says that it may."""
    try:
        if name == "Status":
            await connection.channels()
        else:
            await connection.action(name, **headers)
    except Forbidden:
        return False
    except Rejected:
        return True
    return True


async def _ahead(connection):
    begun = time.time()
    try:
        answer = await connection.action("Ping")
        told = float(answer.get("Timestamp") or 0)
    except Unreachable:
        raise
    except (ExchangeError, ValueError):
        return None
    return told - (begun + time.time()) / 2 if told else None
