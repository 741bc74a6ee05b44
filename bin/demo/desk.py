"""What waits: requests for sorting, leads for a person and for a call, letters of clients."""

from datetime import timedelta

from demo.letters import letter, process


def stories(world):
    return []
