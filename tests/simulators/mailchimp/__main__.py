"""The stand-in as a process of its own: ``python -m simulators.mailchimp``.

Prints one line of JSON with its address, key and process id, and runs until it is ended by that
id. ``POST /control/unsubscribe`` with ``{"email": "a@b.ru"}`` has a person unsubscribe; who set a
webhook up is told of it.
"""

import argparse
import json
import os
import signal
import threading
from datetime import timedelta

from simulators.mailchimp import hooks
from simulators.mailchimp.service import Service


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--seed", type=int, default=0, help="strangers in the audience")
    options = parser.parse_args()
    service = Service()
    audience = service.add_audience()
    for number in range(options.seed):
        audience.seed(f"subscriber{number}@example.com")
    service.controls = controls(service, audience)
    service.start(options.port)
    told = {"url": service.url, "key": service.key, "list": audience.id, "pid": os.getpid()}
    print(json.dumps(told), flush=True)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_arguments: stop.set())
    stop.wait()
    service.stop()


def controls(service, audience):
    return {
        "unsubscribe": lambda email: unsubscribe(service, audience, email),
        "clean": lambda email: audience.clean(email),
        "subscribe": lambda email: audience.subscribe_himself(email),
        "fail": lambda **values: service.fail(**values),
        "state": lambda: state(service, audience),
        "requests": lambda: len(service.requests),
        "hurry": lambda minutes: hurry(service, minutes),
        "forget_all": lambda: audience.members.clear(),
        "campaign": lambda title: campaign(service, audience, title),
    }


def unsubscribe(service, audience, email):
    """:return: what the addresses of the webhooks answered"""
    audience.unsubscribe(email)
    data = hooks.member_data(audience.get(email), action="unsub", reason="manual")
    return service.tell(audience, "unsubscribe", **data)


def hurry(service, minutes):
    """Its clock goes on."""
    service.clock.shift += timedelta(minutes=minutes)


def state(service, audience):
    members = {row["email_address"]: row["status"] for row in audience.members.values()}
    return {"members": members, "writes": audience.writes, "requests": len(service.requests)}


def campaign(service, audience, title):
    """A campaign goes to everybody who is subscribed; the first third opens it, some click."""
    number = f"c{len(service.campaigns) + 1}"
    sent = service.add_campaign(audience, number, title)
    people = [m["email_address"] for m in audience.members.values() if m["status"] == "subscribed"]
    sent.send(people)
    for place, email in enumerate(people[: len(people) // 3 + 1]):
        sent.happen(email, "open")
        if place % 2 == 0:
            sent.happen(email, "click", url="https://example.com/catalogue")
    return number


if __name__ == "__main__":
    main()
