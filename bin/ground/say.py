"""What the commands tell: steps with elapsed time, and one sentence when they must stop."""

import time
from contextlib import contextmanager

START = time.monotonic()


class Stop(Exception):
    """Ends the command with exit status 1; the text is one sentence with a remedy."""


def clock(seconds=None):
    seconds = int(time.monotonic() - START if seconds is None else seconds)
    return f"{seconds // 60}:{seconds % 60:02}"


def tell(text):
    print(f"[{clock():>5}] {text}", flush=True)


@contextmanager
def step(text):
    """Announce a step and, when it took a while, say how long."""
    tell(f"{text} ...")
    start = time.monotonic()
    yield
    spent = time.monotonic() - start
    if spent >= 2:
        tell(f"{text}: done in {spent:.0f} s")


class Progress:
    """Passes on at most one progress line in `every` seconds, so that logs stay readable."""

    def __init__(self, every=5):
        self.every = every
        self.last = time.monotonic()

    def __call__(self, text):
        now = time.monotonic()
        if now - self.last >= self.every:
            self.last = now
            tell(f"  {text}")
