"""HTTP of the stand-in: who asks, how many at once, and what goes wrong on purpose."""

import base64
import json
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qs, unquote, urlsplit

PROBLEM = "application/problem+json; charset=utf-8"
LIMIT = 10  # connections at once


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    service = None
    disable_nagle_algorithm = True
    wbufsize = 65536

    def log_message(self, *_args):
        """Tests read no log."""

    def date_time_string(self, timestamp=None):
        return super().date_time_string(timestamp or self.service.clock.now().timestamp())

    def do_GET(self):
        self._serve()

    do_POST = do_PUT = do_PATCH = do_DELETE = do_GET

    def _serve(self):
        service = self.service
        with service.lock:
            service.busy += 1
            service.busiest = max(service.busy, service.busiest)
            crowded = service.busy > LIMIT
        try:
            self._answer(crowded)
        finally:
            with service.lock:
                service.busy -= 1

    def _answer(self, crowded):
        address = urlsplit(self.path)
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if address.path.startswith("/control/"):
            return self._control(address.path.removeprefix("/control/"), raw)
        if address.path.startswith("/download/"):
            return self._download(address.path.removeprefix("/download/"))
        path = unquote(address.path.removeprefix("/3.0").strip("/"))
        request = f"{self.command} {path}"
        self.service.requests.append(request)
        if crowded:
            return self._send(429, b"")
        if not self._known():
            body = {"title": "API Key Invalid", "status": 401, "detail": "Your API key may be "
                    "invalid, or you've attempted to access the wrong datacenter."}  # fmt: skip
            return self._json(401, body)
        params = {name: values[-1] for name, values in parse_qs(address.query).items()}
        if fault := self.service.fault_of(request):
            return self._go_wrong(fault, path, params, raw)
        self._json(*self.service.answer(self.command, path, params, raw))

    def _known(self):
        kind, _blank, token = self.headers.get("Authorization", "").partition(" ")
        if kind == "Basic":
            token = base64.b64decode(token).decode("utf-8", "replace").partition(":")[2]
        return kind in ("Basic", "Bearer") and token == self.service.key

    def _go_wrong(self, fault, path, params, raw):
        fault.released.wait(fault.seconds)
        answer = (fault.status, {"title": "Error", "status": fault.status, "detail": ""})
        if fault.done:
            done = self.service.answer(self.command, path, params, raw)
            answer = done if fault.status == 200 else answer
        if fault.status is None:
            self.close_connection = True
            self.connection.close()
        elif fault.bare and fault.status != 200:
            self._send(fault.status, b"")
        else:
            self._json(*answer)

    def _download(self, token):
        """Elsewhere, and without a key: who sends one shows it to strangers."""
        found = None if "Authorization" in self.headers else self.service.archive(token)
        self._send(200 if found else 403, found or b"", "application/gzip")

    def _control(self, name, raw):
        """Not of Mailchimp: how a newcomer has a person do something (bin/run)."""
        control = self.service.controls.get(name)
        if control is None:
            return self._send(404, b"")
        told = control(**json.loads(raw or b"{}"))
        self._json(200, {"told": told})

    def _json(self, status, body):
        if body is None:
            return self._send(status, b"", "application/json")
        raw = json.dumps(body, ensure_ascii=False).encode()
        self._send(status, raw, PROBLEM if status >= 400 else "application/json; charset=utf-8")

    def _send(self, status, body, kind="text/html"):
        try:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("X-Request-Id", "00000000-0000-0000-0000-000000000000")
            self.end_headers()
            self.wfile.write(body)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True
