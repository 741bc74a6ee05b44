"""The long-lived process between the exchange and the database: ``odoo miko_listen``."""

import asyncio
import logging
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import psycopg2

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.sql_db import db_connect

from .client.watch import Watch

_logger = logging.getLogger(__name__)

LOCK = 0x6D696B6F  # «miko»: one listener for a database
BEAT = 10.0  # seconds between two looks at the settings and the lock
LAST = 20.0  # seconds to write down what was heard when the process is to stop
QUEUE = 50_000  # changes that wait for the database; then the exchange waits
BATCH = 200
BUSY = 0.2  # seconds to leave to another process that draws them
FOLLOW = 5  # calls whose consequences are drawn in one transaction
UNAVAILABLE = (psycopg2.OperationalError, psycopg2.InterfaceError)


class Store:
    """What the listener asks of the database, all of it in one thread."""

    def __init__(self, dbname):
        self.dbname, self._registry, self._lock = dbname, None, None

    def run(self, method):
        """``method(env)`` in a transaction of its own, on the registry as it is now."""
        self._registry = (self._registry or Registry(self.dbname)).check_signaling()
        with self._registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            return retrying(partial(method, env), env)

    def lock(self):
        """:return: True when this process is the one that listens, False when another one is,
        None while the database cannot be asked."""
        try:
            if self._lock is None:
                self._lock = db_connect(self.dbname).cursor()
                self._lock.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
                if not self._lock.fetchone()[0]:
                    self.unlock()
                    return False
            else:
                self._lock.execute("SELECT 1")
            self._lock.commit()
        except UNAVAILABLE:
            self.unlock()
            return None
        return True

    def unlock(self):
        """The lock is held by a connection, which must end with it."""
        cursor, self._lock = self._lock, None
        if cursor is None:
            return
        try:
            cursor.execute("SELECT pg_advisory_unlock_all()")
            cursor.commit()
            cursor.close()
        except UNAVAILABLE:
            _logger.info("The connection that held the lock is gone")


class Listener:
    """Two threads ask the database: what rings is not to wait for what follows from the calls
    before."""

    def __init__(self, store, timeouts=None, beat=BEAT):
        self._store, self._timeouts, self._beat = store, timeouts, beat
        self._after = Store(store.dbname)
        self._threads = {which: _thread(which) for which in (self._store, self._after)}
        self._ended = asyncio.Event()  # something may follow
        self._changes = asyncio.Queue(QUEUE)
        self._watches = {}  # id of the exchange -> (settings, Watch, task)
        self._waiting_told = False

    async def run(self, stop):
        """:param asyncio.Event stop: set by a signal."""
        while not stop.is_set():
            held = await self._ask(self._store.lock)
            if held:
                _logger.info("Listening")
                await self._listen(stop)
            elif held is False and not self._waiting_told:
                self._waiting_told = True
                _logger.info("Another listener is at work: waiting")
            await self._pause(stop)
        await self._ask(self._store.unlock)
        for thread in self._threads.values():
            thread.shutdown()

    async def _listen(self, stop):
        tasks = [asyncio.create_task(self._write()), asyncio.create_task(self._follow())]
        try:
            while not stop.is_set() and await self._ask(self._store.lock) is not False:
                await self._look()
                await self._pause(stop)
        finally:
            for exchange in list(self._watches):
                await self._leave(exchange)
            if stop.is_set():
                await asyncio.wait([asyncio.create_task(self._changes.join())], timeout=LAST)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            self._changes = asyncio.Queue(QUEUE)  # another listener knows better by now

    async def _pause(self, stop):
        try:
            await asyncio.wait_for(stop.wait(), self._beat)
        except (asyncio.TimeoutError, TimeoutError):
            return

    async def _ask(self, method, *arguments, store=None):
        loop = asyncio.get_running_loop()
        thread = self._threads[store or self._store]
        return await loop.run_in_executor(thread, partial(method, *arguments))

    # ----------------------------------------------------------- exchanges

    async def _look(self):
        """Follow the settings, and say that we are alive."""
        try:
            settings = await self._ask(self._store.run, _settings)
            for exchange in self._watches.keys() - settings.keys():
                await self._leave(exchange)
            for exchange, wanted in settings.items():
                await self._keep(exchange, *wanted)
            states = {key: watch for key, (watch, _task) in self._watches.items()}
            await self._ask(self._store.run, partial(_tell_health, states))
        except UNAVAILABLE:
            _logger.info("The database is not there: calls are kept until it is")
        except Exception:  # whatever is wrong with the settings, calls that ring are heard
            _logger.exception("The settings could not be read")

    async def _keep(self, exchange, address, plan):
        """The same watch as long as the address is the same: it knows the calls that go on."""
        watch, task = self._watches.get(exchange, (None, None))
        if task and task.done():
            _logger.error("The watch over exchange %s broke", exchange, exc_info=task.exception())
        if task and (task.done() or watch.address != address):
            await self._leave(exchange)
        if exchange not in self._watches:
            self._join(exchange, address, plan)
        elif watch.plan != plan:
            watch.follow(plan)

    def _join(self, exchange, address, plan):
        async def tell(changes):
            for change in changes:
                await self._changes.put((exchange, change, time.monotonic()))

        async def resumed(what):
            await self._changes.put((exchange, what, time.monotonic()))

        watch = Watch(address, plan, tell, self._timeouts, resumed)
        self._watches[exchange] = (watch, asyncio.create_task(watch.run()))

    async def _leave(self, exchange):
        _watch, task = self._watches.pop(exchange)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    # ------------------------------------------------------------- changes

    async def _write(self):
        """Write down what was heard."""
        while True:
            heard = [await self._changes.get()]
            while len(heard) < BATCH and not self._changes.empty():
                heard.append(self._changes.get_nowait())
            batch = [(exchange, change) for exchange, change, _at in heard]
            await self._surely(partial(_record, batch), batch)
            self._note_lag(heard)
            for _change in heard:
                self._changes.task_done()
            self._ended.set()

    def _note_lag(self, heard):
        """How long the oldest change of a batch waited for its row: told with the state."""
        now, oldest = time.monotonic(), {}
        for exchange, _change, at in heard:
            oldest.setdefault(exchange, at)
        for exchange, at in oldest.items():
            if exchange in self._watches:
                self._watches[exchange][0].lag = now - at

    async def _follow(self):
        """Draw the consequences of the calls that are over, a few in each transaction."""
        while True:
            while (more := await self._surely(_follow, store=self._after)) is not False:
                if more is None:
                    await asyncio.sleep(BUSY)
            await self._ended.wait()
            self._ended.clear()

    async def _surely(self, method, batch=(), store=None):
        """Wait for a database that is away; what it can never take is left to the history."""
        pause = 1.0
        while True:
            try:
                which = store or self._store
                return await self._ask(which.run, method, store=which)
            except UNAVAILABLE as error:
                _logger.info("The database is not there: %s", str(error).strip().split("\n")[0])
                await asyncio.sleep(pause)
                pause = min(pause * 2, 30.0)
            # Whatever a change holds or the code behind it raises, the calls after it are heard:
            # the one that fails is logged, and the history of the exchange brings it again.
            except Exception:
                if len(batch) <= 1:
                    _logger.exception("The calls could not be written or followed")
                    return False
                for change in batch:
                    await self._surely(partial(_record, [change]), [change])
                return False


def _thread(store):
    return ThreadPoolExecutor(1, "store", initializer=_name_thread, initargs=(store,))


def _name_thread(store):
    """The log names the database of a thread."""
    threading.current_thread().dbname = store.dbname


def _settings(env):
    return {
        pbx.id: pbx._listening()
        for pbx in env["miko.pbx"].search([("active", "=", True)])
        if pbx._listening()
    }


def _tell_health(watches, env):
    for exchange, watch in watches.items():
        env["miko.health"]._of(env["miko.pbx"].browse(exchange))._tell(watch)


def _record(batch, env):
    """The last state of each call of the batch, and which calls were parts of others; then the
    end of those that were lost while nobody listened."""
    calls, merged, alive = {}, [], {}
    for exchange, change in batch:
        if change.kind == "resumed":
            alive[exchange] = change.alive
        elif change.kind == "merged":
            merged.append((exchange, change))
        else:
            calls[exchange, change.call.linkedid] = change.call
    for (exchange, _linkedid), call in calls.items():
        env["miko.call"]._record(env["miko.pbx"].browse(exchange), [call])
    for exchange, change in merged:
        pbx = env["miko.pbx"].browse(exchange)
        env["miko.call"]._record_merged(pbx, change.call.linkedid, change.into)
    for exchange, known in alive.items():
        heard = {linkedid for other, linkedid in calls if other == exchange}
        env["miko.call"]._end_lost(env["miko.pbx"].browse(exchange), known | heard)
    return True


def _follow(env):
    """:return: whether there may be more, None while another process is at it."""
    taken = env["miko.call"]._process_waiting(FOLLOW)
    return taken if taken is None else taken == FOLLOW


def listen(dbname):
    """Until SIGTERM or SIGINT; what was heard by then is written down first."""
    asyncio.run(_listen(dbname))


async def _listen(dbname):
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    await Listener(Store(dbname)).run(stop)
    _logger.info("Stopped")
