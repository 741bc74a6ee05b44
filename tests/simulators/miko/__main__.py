"""The simulated exchange as a process of its own: ``python -m simulators.miko``.

Prints one line of JSON with its ports and its process id, and runs until it is ended by that id.
``POST /control/call`` with ``{"name": "inbound_answered", "speed": 1}`` on the REST port makes a
call.
"""

import argparse
import json
import os
import signal
import threading

from simulators.miko.exchange import Exchange


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ami-port", type=int, default=0)
    parser.add_argument("--rest-port", type=int, default=0)
    parser.add_argument("--username", default="odoo")
    parser.add_argument("--secret", default="secret")
    parser.add_argument("--key", default="0" * 64)
    options = parser.parse_args()
    exchange = Exchange((options.username, options.secret), options.key)
    exchange.recorded = True
    exchange.start(options.ami_port, options.rest_port)
    ports = {"ami": exchange.ami.port, "rest": exchange.rest.url, "pid": os.getpid()}
    print(json.dumps(ports), flush=True)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_arguments: stop.set())
    stop.wait()
    exchange.stop()


if __name__ == "__main__":
    main()
