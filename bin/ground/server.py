"""A real Odoo server as a child process, on the loopback address only."""

import contextlib
import socket
import subprocess
import time
import urllib.error
import urllib.request

from ground import odoo, paths, postgres
from ground.proc import die_with_parent
from ground.say import Stop

HOST = "127.0.0.1"


def is_free(port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
        return True


def free_port():
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


class Server:
    """Threaded Odoo (live messages need no proxy) on one database."""

    def __init__(self, database, port, log, options=()):
        self.database = database
        self.url = f"http://{HOST}:{port}"
        self.log = paths.LOGS / log
        command = [paths.ODOO, "-c", paths.CONFIG, "-d", database, f"--db-filter=^{database}$"]
        command += ["--workers=0", f"--http-interface={HOST}", f"--http-port={port}", *options]
        paths.LOGS.mkdir(parents=True, exist_ok=True)
        with open(self.log, "w") as sink:
            self.process = subprocess.Popen(
                [str(x) for x in command],
                stdin=subprocess.DEVNULL,
                stdout=sink,
                stderr=subprocess.STDOUT,
                env=postgres.env(),
                cwd=paths.ROOT,
                preexec_fn=die_with_parent,
            )

    def wait(self, patience=90):
        """Return when the server answers; stop with its last line when it ends instead."""
        limit = time.monotonic() + patience
        while time.monotonic() < limit:
            if self.process.poll() is not None:
                break
            try:
                with urllib.request.urlopen(f"{self.url}/web/login", timeout=30) as answer:
                    if answer.status == 200:
                        return self
            except (urllib.error.URLError, OSError):
                time.sleep(0.2)
        self.stop()
        lines = [x for x in self.log.read_text(errors="replace").splitlines() if x.strip()]
        last = lines[-1][:300] if lines else "it printed nothing"
        where = self.log.relative_to(paths.ROOT)
        raise Stop(f"The server did not start ({last}): read {where}.")

    def complaints(self):
        return odoo.complaints(self.log.read_text(errors="replace"))

    def stop(self):
        """End our own process: gently, then (Odoo's second signal) at once, then for certain."""
        for end, patience in (("terminate", 3), ("terminate", 5), ("kill", None)):
            if self.process.poll() is None:
                getattr(self.process, end)()
                with contextlib.suppress(subprocess.TimeoutExpired):
                    self.process.wait(patience)
