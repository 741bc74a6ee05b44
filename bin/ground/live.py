"""A real server on a fresh copy of a template database, for tests and benches."""

import contextlib
import itertools
import json
import shutil
import urllib.request

from ground import databases, paths, templates
from ground.letters import Letterbox
from ground.server import Server, free_port

NUMBERS = itertools.count()


class Live(Server):
    """A server with a way to ask it things as a user, over the web client's own requests."""

    def session(self, login, password=None):
        return Session(self.url, self.database, login, password or login)


class Session:
    def __init__(self, url, database, login, password):
        self.url = url
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
        credentials = {"db": database, "login": login, "password": password}
        self.info = self.post("/web/session/authenticate", credentials)

    def post(self, path, params):
        body = json.dumps({"jsonrpc": "2.0", "method": "call", "params": params}).encode()
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(self.url + path, body, headers)
        with self.opener.open(request, timeout=120) as answer:
            result = json.load(answer)
        if "error" in result:
            raise RuntimeError(result["error"]["data"]["message"])
        return result.get("result")

    def call(self, model, method, *args, **kwargs):
        """Call a public method, such as call("crm.lead", "search_read", [], fields=["name"])."""
        params = {"model": model, "method": method, "args": args, "kwargs": kwargs}
        return self.post(f"/web/dataset/call_kw/{model}/{method}", params)


@contextlib.contextmanager
def serve(letter, options=("--max-cron-threads=0",)):
    """Copy template `letter` (a, b or c; made if needed), serve it, drop it afterwards.

    Scheduled jobs do not run by themselves, so that tests see what they did and nothing else.
    `server.letters()` are the letters it has sent. A WARNING or ERROR line of its log fails, unless
    it holds one of the texts in `server.expected`: Odoo logs each refusal shown to a user.
    """
    name = f"{databases.scratch('live')}_{next(NUMBERS)}"
    templates.lend(letter, name)
    try:
        letterbox = Letterbox(paths.STATE / "tmp" / name)
        options = [*options, *letterbox.options()]
        server = Live(name, free_port(), f"{name}.log", options)
        server.letters, server.expected = letterbox.letters, []
        try:
            yield server.wait()
        finally:
            server.stop()
            letterbox.stop()
            shutil.rmtree(letterbox.folder)
    finally:
        databases.discard(name)
    complaints = [x for x in server.complaints() if not any(y in x for y in server.expected)]
    assert not complaints, "\n".join(complaints)
    server.log.unlink()
