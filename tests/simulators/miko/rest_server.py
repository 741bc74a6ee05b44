"""The REST interface of the simulated exchange, version 3, with its traps and faults on demand."""

import json
import re
import secrets
import threading
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from simulators.miko.history import MOSCOW, History
from simulators.miko.routing import BASE as ROUTING
from simulators.miko.routing import RoutingModule

BASE = "/pbxcore/api/v3/"
NARROWING = ("dateFrom", "dateTo", "linkedid", "src_num", "dst_num", "search", "did")


class RestServer:
    def __init__(self, key="0" * 64, history=None):
        self.key, self.history = key, history or History()
        self.faults = []  # status codes for the next answers
        self.twice = set()  # ids of rows that come twice
        self.hidden = set()  # ids of rows that a module hides
        self.recordings = {}  # UNIQUEID -> bytes; a row without one has no link yet
        self.tokens, self.requests = {}, []
        self.now = None  # the exchange's idea of now; None: the clock
        self.wide = False  # whether the key may do more than read calls
        self.routing = RoutingModule()
        self.controls = {}  # what ``POST /control/NAME`` does
        self._server = None

    def start(self, port=0):
        handler = type("Handler", (_Handler,), {"exchange": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", port), handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    @property
    def url(self):
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def stop(self):
        self._server.shutdown()
        self._server.server_close()

    # ------------------------------------------------------------- answers

    def cdr(self, params):
        limit, since = int(params.get("limit", 50)), int(params.get("idFrom", 0))
        rows = [row for row in self.history.rows if row["id"] not in self.hidden]
        if not any(params.get(name) for name in NARROWING):
            oldest = (self.now or datetime.now(MOSCOW)) - timedelta(days=30)
            params["dateFrom"] = f"{oldest:%Y-%m-%d %H:%M:%S}"
        rows = [row for row in rows if row["id"] > since and self._fits(row, params)]
        rows.sort(key=lambda row: row["id"], reverse=params.get("order", "DESC") == "DESC")
        page = rows[:limit]
        records = [self._shown(row) for row in page for _n in range(1 + (row["id"] in self.twice))]
        last = page[-1]["id"] if page else since
        paging = {"total": len(rows), "limit": limit, "hasMore": len(rows) > limit, "lastId": last}
        return {"records": records, "pagination": paging}

    @staticmethod
    def _fits(row, params):
        return (
            row["start"] >= params.get("dateFrom", "")
            and row["start"] <= params.get("dateTo", "~")
            and params.get("linkedid", row["linkedid"]) == row["linkedid"]
        )

    def _shown(self, row):
        if row["UNIQUEID"] not in self.recordings:
            return {**row, "recordingfile": "", "playback_url": "", "download_url": ""}
        token = secrets.token_hex(16)
        self.tokens[token] = row["UNIQUEID"]
        links = {
            f"{kind}_url": f"{BASE}cdr:{kind}?token={token}" for kind in ("playback", "download")
        }
        return {**row, **links}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_args):
        """Tests read no log."""

    def do_GET(self):
        address = urlsplit(self.path)
        params = {name: values[-1] for name, values in parse_qs(address.query).items()}
        self.exchange.requests.append((address.path, params, dict(self.headers)))
        if self.exchange.faults:
            status = self.exchange.faults.pop(0)
            return self._send(status, b"<html>nginx</html>", {"Content-Type": "text/html"})
        if address.path == f"{BASE}cdr:playback":
            return self._play(params)
        if self.headers.get("Authorization") != f"Bearer {self.exchange.key}":
            return self._json(401, [], "The user isn't authenticated.")
        if address.path == f"{BASE}cdr":
            return self._json(200, self.exchange.cdr(params))
        if address.path.startswith(ROUTING):
            return self._route(address.path, None)
        if address.path.startswith(BASE):
            wide = self.exchange.wide
            return self._json(200 if wide else 403, [], None if wide else "Access denied")
        return self._json(404, [], "Not found")

    def _route(self, path, rows):
        """The module's paths want the key too."""
        if self.headers.get("Authorization") != f"Bearer {self.exchange.key}":
            return self._json(401, [], "The user isn't authenticated.")
        if not self.exchange.routing.installed:
            return self._json(404, [], "Not found")
        return self._json(200, self.exchange.routing.answer(path, rows))

    def do_POST(self):
        """The module; the rest is not of the exchange: how a test or a newcomer makes a call."""
        length = int(self.headers.get("Content-Length", 0))
        wanted = json.loads(self.rfile.read(length) or b"{}")
        if self.path.startswith(ROUTING):
            self.exchange.requests.append((self.path, wanted, dict(self.headers)))
            if self.exchange.faults:
                status = self.exchange.faults.pop(0)
                return self._send(status, b"<html>nginx</html>", {"Content-Type": "text/html"})
            return self._route(self.path, wanted)
        control = self.exchange.controls.get(self.path.removeprefix("/control/"))
        if control is None:
            return self._json(404, [], "Not found")
        return self._json(200, {"told": control(**wanted)})

    def _json(self, status, data, error=None):
        body = {
            "result": error is None,
            "data": data,
            "messages": {"error": [error] if error else [], "warning": []},
            "meta": {"timestamp": self._now().isoformat(timespec="seconds")},
        }
        self._send(status, json.dumps(body).encode(), {"Content-Type": "application/json"})

    def _now(self):
        return self.exchange.now or datetime.now(MOSCOW)

    def _play(self, params):
        unique = self.exchange.tokens.get(params.get("token"))
        sound = self.exchange.recordings.get(unique)
        if sound is None:
            return self._json(403, [], "Bad token")
        kind = "audio/wav" if sound.startswith(b"RIFF") else "audio/mpeg"
        head = {"Content-Type": kind, "Accept-Ranges": "bytes"}
        if not (asked := self.headers.get("Range")):
            return self._send(200, sound, head)
        match = re.fullmatch(r"bytes=(\d+)-(\d*)", asked)
        end = int(match[2]) if match and match[2] else len(sound) - 1
        if not match or end >= len(sound) or int(match[1]) > end:
            return self._send(416, b"", head)
        head["Content-Range"] = f"bytes {match[1]}-{end}/{len(sound)}"
        return self._send(206, sound[int(match[1]) : end + 1], head)

    def _send(self, status, body, headers):
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
