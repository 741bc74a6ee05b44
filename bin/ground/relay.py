"""A wire between a browser and a server of ours, on the loopback address, that can be cut.

A browser told to be offline keeps the connections it has, those of its shared workers first of all;
a cut wire is what happens in life. Bytes pass as they are.
"""

import asyncio
import contextlib
import threading
from urllib.parse import urlsplit

from ground.server import HOST

CHUNK = 65536


class Relay:
    """``with Relay(server) as wire``: ``wire.url`` leads to the server until ``wire.cut()``."""

    def __init__(self, server):
        self._to = urlsplit(server.url).port
        self._port, self._server, self._ends = 0, None, set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self):
        self._thread.start()
        self.mend()
        return self

    def __exit__(self, *_error):
        self.cut()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)

    @property
    def url(self):
        return f"http://{HOST}:{self._port}"

    def cut(self):
        """Every connection ends at once, and no new one is taken."""
        self._run(self._cut())

    def mend(self):
        self._run(self._mend())

    def _run(self, coroutine):
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(30)

    async def _mend(self):
        self._server = await asyncio.start_server(self._pass, HOST, self._port)
        self._port = self._server.sockets[0].getsockname()[1]

    async def _cut(self):
        self._server.close()
        for end in list(self._ends):
            end.transport.abort()

    async def _pass(self, reader, writer):
        self._ends.add(writer)
        with contextlib.suppress(OSError):
            far_reader, far_writer = await asyncio.open_connection(HOST, self._to)
            self._ends.add(far_writer)
            both = (_pump(reader, far_writer), _pump(far_reader, writer))
            await asyncio.gather(*both, return_exceptions=True)
            far_writer.close()
            self._ends.discard(far_writer)
        writer.close()
        self._ends.discard(writer)


async def _pump(reader, writer):
    try:
        while data := await reader.read(CHUNK):
            writer.write(data)
            await writer.drain()
    finally:
        with contextlib.suppress(OSError):
            writer.write_eof()
