"""The simulated exchange and the listener as processes of their own, beside a server of ours."""

import json
import subprocess
import sys
import urllib.request

from ground import paths, postgres
from ground.proc import die_with_parent
from ground.say import Stop

KEY = "0" * 64  # of the REST interface of the simulated exchange
ACCOUNT = ("odoo", "secret")


class Child:
    """A child of ours: it ends with us even when we are killed, and by its own process id."""

    def __init__(self, command, log, **options):
        paths.LOGS.mkdir(parents=True, exist_ok=True)
        self.log = paths.LOGS / log
        with open(self.log, "w") as sink:
            self.process = subprocess.Popen(
                [str(x) for x in command],
                stdin=subprocess.DEVNULL,
                stderr=sink,
                preexec_fn=die_with_parent,
                **{"stdout": sink, "cwd": paths.ROOT, **options},
            )

    def stop(self, patience=30):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(patience)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


class Listener(Child):
    """``odoo miko_listen`` on a database."""

    def __init__(self, database, log):
        command = [paths.ODOO, "miko_listen", "-d", database]
        super().__init__(command, log, env=postgres.env(ODOO_RC=str(paths.CONFIG)))


class Simulator(Child):
    """One of tests/simulators on free ports of the loopback address; `told` is what it says of
    itself when it is ready."""

    def __init__(self, name, module, log, *options):
        command = [sys.executable, "-m", f"simulators.{module}", *options]
        tests = paths.ROOT / "tests"
        super().__init__(command, log, cwd=tests, stdout=subprocess.PIPE, text=True)
        told = self.process.stdout.readline()
        if not told:
            self.stop()
            where = self.log.relative_to(paths.ROOT)
            raise Stop(f"The {name} did not start: read {where}.")
        self.told = json.loads(told)


class Exchange(Simulator):
    def __init__(self, log="exchange.log"):
        super().__init__("simulated exchange", "miko", log)
        self.ports = self.told

    def settings(self):
        """What an exchange's record holds to reach it."""
        return {
            "host": "127.0.0.1",
            "ami_port": self.ports["ami"],
            "ami_username": ACCOUNT[0],
            "ami_secret": ACCOUNT[1],
            "rest_url": self.ports["rest"],
            "rest_key": KEY,
        }


def control(url, name, **values):
    """Ask the simulated exchange for something. :return: what it tells, mostly a linkedid"""
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(f"{url}/control/{name}", json.dumps(values).encode(), headers)
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)["data"]["told"]
