"""Names of Asterisk channels: who stands behind one."""

import re
from dataclasses import dataclass
from typing import NamedTuple

TRUNK = "trunk"  # a provider: the outside world
EXTENSION = "extension"  # a phone of an employee
LOCAL = "local"  # one half of a pair that exists inside the exchange only
OTHER = "other"  # announcements, failed spool files: nobody

ORIGINATE = "internal-originate"  # context of a call that the exchange makes by command

# «PJSIP/201-0000002b», «PJSIP/SIP-TRUNK-1-0000002a», «IAX2/...»; «201-WS» is a phone in a browser.
_DEVICE = re.compile(r"(?:PJSIP|SIP|IAX2)/(.+?)(?:-[0-9a-f]{4,})?$")
_PHONE = re.compile(r"([0-9]{2,8})(?:-WS)?$")
_LOCAL = re.compile(r"Local/([^@]*)@([^;]*?)(?:-[0-9a-f]{4,})?;([12])$")
_MEMBER = re.compile(r"(?:Local|PJSIP|SIP|IAX2)/\+?([0-9]+)")


class Endpoint(NamedTuple):
    kind: str
    number: str = ""  # of the phone; of a Local channel the number it was made to ring
    context: str = ""  # of a Local channel
    pair: str = ""  # name of the other half of a Local channel


NOBODY = Endpoint(OTHER)


def parse(name, trunks=frozenset()):
    """:param trunks: endpoints that are providers although their name looks like a phone."""
    if match := _LOCAL.match(name):
        other = "2" if match[3] == "1" else "1"
        return Endpoint(LOCAL, match[1], match[2], f"{name[:-1]}{other}")
    if match := _DEVICE.match(name):
        phone = _PHONE.match(match[1])
        if phone and match[1] not in trunks:
            return Endpoint(EXTENSION, phone[1])
        return Endpoint(TRUNK, match[1])
    return NOBODY


def member_number(interface):
    """Number of a queue's member: «Local/203@internal/n» is 203."""
    match = _MEMBER.match(interface)
    return match[1] if match else ""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is known of the exchange's numbers."""

    extensions: frozenset = frozenset()  # when empty, the length of a number decides
    trunks: frozenset = frozenset()  # providers whose names look like phones
    internal_digits: int = 4

    def is_internal(self, number):
        digits = number.lstrip("+")
        if self.extensions:
            return digits in self.extensions
        return 0 < len(digits) <= self.internal_digits
