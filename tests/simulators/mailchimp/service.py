"""The whole account, and the server that answers for it."""

import threading
from http.server import ThreadingHTTPServer

from simulators.mailchimp import batches, calls, hooks, reports
from simulators.mailchimp.audience import Audience
from simulators.mailchimp.clock import Clock
from simulators.mailchimp.handler import Handler
from simulators.mailchimp.problem import Problem, not_found

LIST = "a1b2c3"  # the first audience
CONNECTIONS = 10  # at once; the next gets 429


class Fault:
    """The next answer that fits goes wrong.

    :param status: of the answer; None: the connection is cut.
    :param bare: without a body, as Mailchimp's own limits answer at times.
    :param done: what was asked happens all the same.
    :param seconds: it takes that long, or until ``released`` is set.
    """

    def __init__(self, status=500, match="", bare=True, done=False, seconds=0, times=1):
        self.status, self.match, self.bare = status, match, bare
        self.done, self.seconds, self.times = done, seconds, times
        self.released = threading.Event()

    def fits(self, request):
        return self.times > 0 and self.match in request


class Service:
    """``with Service() as mailchimp: ...`` Its state may be looked at and changed at any time."""

    def __init__(self, key="0123456789abcdef0123456789abcdef-us1", name="Завод"):
        self.key, self.name = key, name
        self.clock = Clock()
        self.audiences, self.campaigns, self.batches, self.downloads = {}, {}, {}, {}
        self.silent_refusal = True  # of whom a batch may not subscribe again
        self.takes_status_if_new = True  # False: the interface of before 2026
        self.signs_webhooks = self.asks_webhooks = True
        self.faults, self.controls = [], {}
        self.requests = []  # «POST lists/x»
        self.sizes = []  # people in each batch
        self.busy = self.busiest = 0
        self.lock = threading.RLock()
        self._server = None

    def start(self, port=0):
        handler = type("Handler", (Handler,), {"service": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", port), handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def stop(self):
        self._server.shutdown()
        self._server.server_close()

    def __enter__(self):
        return self.start()

    def __exit__(self, *_exception):
        self.stop()

    @property
    def url(self):
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    # ------------------------------------------------------------- contents

    def add_audience(self, list_id=LIST, name="Клиенты"):
        self.audiences[list_id] = Audience(self.clock, list_id, name)
        return self.audiences[list_id]

    def audience(self, list_id):
        if list_id not in self.audiences:
            raise not_found()
        return self.audiences[list_id]

    def add_campaign(self, audience, campaign_id="c1", title="Осенняя распродажа"):
        self.campaigns[campaign_id] = reports.Campaign(self.clock, campaign_id, title, audience)
        return self.campaigns[campaign_id]

    def fail(self, status=500, **options):
        self.faults.append(Fault(status, **options))

    def tell(self, audience, kind, at=None, **data):
        """Post an event to every webhook of the audience. :return: statuses"""
        now = self.clock.now()
        body = hooks.body_of(kind, audience.id, at or now, **data)
        return [hooks.post(hook, body, now.timestamp()) for hook in audience.webhooks.values()]

    # -------------------------------------------------------------- answers

    def fault_of(self, request):
        with self.lock:
            fault = next((fault for fault in self.faults if fault.fits(request)), None)
            if fault:
                fault.times -= 1
            return fault

    def answer(self, method, path, params, raw):
        """:return: (status, body or None)"""
        try:
            with self.lock:
                body = calls.decode(raw) if raw else {}
                if isinstance(body.get("members"), list):
                    self.sizes.append(len(body["members"]))
                found = self._call(method, path, params, body)
        except Problem as problem:
            return problem.status, problem.body
        return (204, None) if found is None else (200, found)

    def _call(self, method, path, params, body):
        for verb, pattern, function in calls.ROUTES:
            if verb == method and (match := pattern.match(path)):
                return function(self, params, body, *match.groups())
        raise not_found()

    def archive(self, token):
        return batches.archive(self, token)
