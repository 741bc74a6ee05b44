"""Waiting for what other processes do: until a condition holds, never for a fixed time."""

import threading
import time

LOOK_EVERY = 0.05


def until(condition, seconds=60):
    """:return bool: whether the condition came true before the deadline; it is asked at once."""
    limit, pause = time.monotonic() + seconds, threading.Event()
    while not condition():
        if time.monotonic() >= limit:
            return False
        pause.wait(LOOK_EVERY)
    return True
