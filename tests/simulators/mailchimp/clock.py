"""The stand-in's own time: it may be set apart from the machine's, as a real server's is."""

import time
from datetime import datetime, timedelta, timezone


class Clock:
    def __init__(self):
        self.shift = timedelta()

    def now(self):
        return datetime.fromtimestamp(time.time(), timezone.utc) + self.shift

    def text(self, at=None):
        return f"{at or self.now():%Y-%m-%dT%H:%M:%S}+00:00"


def parse(text):
    at = datetime.fromisoformat(text.replace("Z", "+00:00"))
    return at if at.tzinfo else at.replace(tzinfo=timezone.utc)
