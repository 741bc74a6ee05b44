"""What the modules of the demo share: the environment, the clock, chance, users and teams."""

import random
from contextlib import contextmanager

from demo.clock import Clock
from demo.records import last_ids, ref

SEED = 1917
START = 200  # days ago, when the company began to work with the program
QUIET = {
    "lang": "ru_RU",
    "tz": "Europe/Moscow",
    "mail_notify_force_send": False,
    "no_reset_password": True,
}
# Notes of changes on orders, pickings and invoices: nobody reads them, and they cost a third.
SILENT = {"tracking_disable": True, "mail_create_nosubscribe": True, "skip_sms": True}


class World:
    def __init__(self, env):
        self.env = env(context={**env.context, **QUIET})
        # What is written at the end of a step is written in Russian as well.
        self.env.transaction.default_env = self.env
        self.random = random.Random(SEED)
        self.clock = Clock(self.env)
        self.before = last_ids(self.env)

    @contextmanager
    def running(self):
        with self.clock.running():
            self.clock.set(self.clock.ago(START))
            yield self

    def user(self, login):
        return self.ref(f"user_{login}")

    def ref(self, xmlid):
        return ref(self.env, xmlid)

    def team(self, key):
        return self.env.ref(f"crm_sales_flow.team_{key}")

    def as_user(self, login, record):
        """`record` (or the model of that name) with the rights of a role's user."""
        record = self.env[record] if isinstance(record, str) else record
        return record.with_user(self.user(login)).with_context(**QUIET)

    def silent(self, login, record):
        """The same, without notes of what was changed."""
        return self.as_user(login, record).with_context(**SILENT)
