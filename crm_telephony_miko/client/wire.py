"""The text of the manager interface: bytes <-> messages."""

import re

MAX_LINE = 64 * 1024  # the rest of a longer line is thrown away, the message stays
MAX_MESSAGE = 1024 * 1024  # a longer message is thrown away
END = b"\r\n\r\n"

_VARIABLES = ("ChanVariable", "DestChanVariable")
_HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]*\Z")


class Framer:
    """Cuts the stream into messages, whatever it is fed: halves, garbage, endless lines."""

    def __init__(self):
        self._buffer = bytearray()
        self._cutting = self._skipping = False
        self.dropped = 0  # messages that were too long

    def feed(self, data):
        """:return: list of messages, see :func:`parse`."""
        self._buffer += self._cut(data)
        messages, start = [], 0
        while (end := self._buffer.find(END, start)) >= 0:
            if not self._skipping and (message := parse(bytes(self._buffer[start:end]))):
                messages.append(message)
            self._skipping = False
            start = end + len(END)
        del self._buffer[:start]
        self._limit()
        return messages

    def _cut(self, data):
        """Throw away the rest of a line that is too long."""
        if self._cutting:
            newline = data.find(b"\r\n")
            if newline < 0:
                return b"\r" if data.endswith(b"\r") and not self._buffer.endswith(b"\r") else b""
            self._cutting, data = False, data[newline:]
            if self._buffer.endswith(b"\r"):
                del self._buffer[-1:]
        return data

    def _limit(self):
        if len(self._buffer) > MAX_MESSAGE:
            self.dropped += not self._skipping
            self._skipping = True
            del self._buffer[: -len(END)]
        tail = len(self._buffer) - (self._buffer.rfind(b"\r\n") + 1)
        if tail > MAX_LINE:
            del self._buffer[MAX_LINE - tail :]
            self._cutting = True


def parse(block):
    """Headers of a message; the first of equal ones counts, variables become a dict.

    Bytes that are no UTF-8 are replaced; NUL, which no database text can hold, is left out.
    """
    message = {}
    for line in block.decode("utf-8", "replace").replace("\0", "").split("\r\n"):
        name, colon, value = line.partition(":")
        if not colon:
            continue
        value = value.removeprefix(" ")
        if name in _VARIABLES:
            variable, _equals, value = value.partition("=")
            message.setdefault(name, {})[variable] = value
        else:
            message.setdefault(name, value)
    return message


def encode(action, headers):
    """:raise ValueError: a value would smuggle in another header or action."""
    lines = [f"Action: {action}"]
    for name, value in headers.items():
        for item in value if isinstance(value, (list, tuple)) else (value,):
            lines.append(f"{name}: {item}")
    for line in lines:
        if "\r" in line or "\n" in line or "\0" in line:
            raise ValueError("A value of an action must be one line")
        if not _HEADER.match(line.partition(":")[0]):
            raise ValueError("Not the name of a header")
    return "\r\n".join([*lines, "", ""]).encode()
