"""All that a call passes, for bin/bench: the simulated exchange, a listener, a server, a browser;
on the database of an environment, which knows nothing of them before."""

import contextlib

from playwright.sync_api import sync_playwright

from ground import debian, live, telephony
from ground.server import free_port
from ground.wait import until
from simulators.miko import load
from simulators.miko.exchange import Exchange

PHONES = ("201", "202")


class Stage:
    """``with Stage(env) as stage, stage.looks() as looks``"""

    def __init__(self, env):
        self.env, self.database = env, env.cr.dbname
        self.stack = contextlib.ExitStack()
        self.exchange = None

    def __enter__(self):
        with contextlib.ExitStack() as stack:
            self.exchange = stack.enter_context(Exchange())
            pbx = self._set_up()
            stack.callback(self._forget, pbx)
            listener = telephony.Listener(self.database, f"{self.database}_listener.log")
            stack.callback(listener.stop)
            assert until(lambda: self.exchange.ami.sessions), "nobody listens"
            self.stack = stack.pop_all()
        return self

    def __exit__(self, *_error):
        self.stack.close()

    def _set_up(self):
        env, exchange = self.env, self.exchange
        account = {"host": "127.0.0.1", "ami_port": exchange.ami.port, "ami_username": "odoo"}
        history = {"rest_url": exchange.rest.url, "rest_key": exchange.rest.key}
        values = {"name": "Stage", "ami_secret": "secret", **account, **history}
        pbx = env["miko.pbx"].create({**values, "history_from": "2026-01-01"})
        admin = {"pbx_id": pbx.id, "user_id": env.ref("base.user_admin").id}
        env["miko.extension"].create([{**admin, "number": number} for number in PHONES])
        if not env["res.partner"].search([("phone_key", "=", load.number(0))], limit=1):
            env["res.partner"].create(load.clients())
        env.cr.commit()
        return pbx

    def _forget(self, pbx):
        pbx.active = False
        self.env.cr.commit()

    def looks(self):
        return load.Looks(self.database, self.exchange)

    @contextlib.contextmanager
    def window(self):
        """:return: a window of Chromium that hears messages."""
        port, options = free_port(), ("--max-cron-threads=0",)
        server = live.Live(self.database, port, f"{self.database}_stage.log", options)
        try:
            server.wait()
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(
                    executable_path=debian.browser(), args=["--no-sandbox"]
                )
                page = browser.new_page(base_url=server.url)
                page.goto("/web/login")
                for name in ("login", "password"):
                    page.locator(f"#{name}").fill("admin")
                page.locator("form.oe_login_form button[type=submit]").click()
                page.locator(".o_main_navbar").wait_for(timeout=60_000)
                yield load.ready(page)
                browser.close()
        finally:
            server.stop()

    def ring(self):
        """A call of a client that the database knows."""
        return self.exchange.begin(members=PHONES, client=load.number(0), did="74950000900")

    def hang_up(self, linkedid):
        self.exchange.move(linkedid, "hang_up")
