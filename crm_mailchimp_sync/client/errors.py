"""What can go wrong between Mailchimp and us, by what is to be done about it.

The text of an error never holds a key and never an address: Mailchimp's own ``detail`` names the
person, so only the ``title`` is kept.
"""


class MailchimpError(Exception):
    """Any of these. ``code`` is what the database keeps; people read it in their own words."""

    code = "unknown"


class Unreachable(MailchimpError):
    """No connection, or it broke, or Mailchimp is down: try again later."""

    code = "unreachable"


class TimedOut(Unreachable):
    """No answer in time. What was asked may still happen, and holds a connection meanwhile."""

    code = "timed_out"


class Busy(MailchimpError):
    """Too many requests or connections: be silent for a while."""

    code = "busy"


class KeyRefused(MailchimpError):
    """The key is wrong, revoked, or its owner lost his rights: a person has to set it right."""

    code = "key_refused"


class NotFound(MailchimpError):
    """The audience or the person is gone."""

    code = "not_found"


class Rejected(MailchimpError):
    """Mailchimp understood and said no."""

    code = "rejected"

    def __init__(self, title="", fields=()):
        super().__init__(title)
        self.fields = tuple(fields)  # (name of the field, what is wrong with it)


class BadData(Rejected):
    """A value of the person is not accepted: the others can be sent."""

    code = "bad_data"


class BadAddress(BadData):
    """The address looks fake or invalid to Mailchimp."""

    code = "bad_address"


class Exists(Rejected):
    """The address is in the audience already."""

    code = "exists"


class OptedOut(Rejected):
    """The person unsubscribed himself, bounced or was reviewed: only he can come back."""

    code = "opted_out"


class Forgotten(OptedOut):
    """The person was deleted for ever: only a form of Mailchimp can take him back."""

    code = "forgotten"


class NotAllowed(Rejected):
    """The state of the thing forbids it, for instance archiving what is archived."""

    code = "not_allowed"


class Malformed(MailchimpError):
    """The answer is not what the interface promises: is it Mailchimp at all?"""

    code = "malformed"


class NoStatusIfNew(Rejected):
    """People are not taken as it is documented: the fault is in none of their values."""

    code = "no_status_if_new"


OF_ONE_PERSON = (BadData, Exists, OptedOut, NoStatusIfNew)  # others can be sent
STATUS_FIELDS = ("status", "status_if_new")


# Of one row of a batch: Mailchimp tells the reason in words only.
ROW_MARKS = (
    ("compliance", OptedOut),
    ("cannot be subscribed", OptedOut),
    ("unsubscribe", OptedOut),
    ("bounced", OptedOut),
    ("permanently deleted", Forgotten),
    ("forgotten", Forgotten),
    ("fake or invalid", BadAddress),
    ("valid email", BadAddress),
    ("already a list member", Exists),
    ("merge field", BadData),
)


def of_row(row):
    """:param dict row: of the list «errors» in the answer to a batch. :return: MailchimpError"""
    said = f"{row.get('error', '')} {row.get('field_message', '')}".lower()
    fields = [(str(row["field"])[:60], str(row.get("field_message") or "")[:200])] if row.get(
        "field"
    ) else []  # fmt: skip
    unknown = NoStatusIfNew if _is_of_status(fields) else BadData
    kind = next((kind for mark, kind in ROW_MARKS if mark in said), unknown)
    return kind(kind.code, fields)


def of_problem(status, problem):
    """:param dict problem: body of ``application/problem+json``."""
    title = str(problem.get("title") or "")[:100]
    detail = str(problem.get("detail") or "").lower()
    fields = [
        (str(line.get("field") or "")[:60], without_addresses(str(line.get("message") or "")))
        for line in problem.get("errors") or []
        if isinstance(line, dict)
    ]
    if title == "Member In Compliance State":
        return OptedOut(title)
    if title == "Forgotten Email Not Subscribed":
        return Forgotten(title)
    if _is_of_status(fields):
        return NoStatusIfNew(title, fields)
    messages = " ".join(message for _name, message in fields).lower()
    if title == "Member Exists" or "already in this list" in f"{detail} {messages}":
        return Exists(title)
    if "fake or invalid" in detail or "valid email" in detail:
        return BadAddress(title, fields)
    if status == 404:
        return NotFound(title)
    if status == 405:
        return NotAllowed(title)
    return BadData(title, fields)


def _is_of_status(fields):
    """By the last part: «members.item:7.status_if_new»."""
    return any(name.rpartition(".")[2] in STATUS_FIELDS for name, _message in fields)


def without_addresses(text):
    """What may be kept and shown: the words, not the person."""
    return " ".join("…" if "@" in word else word for word in text.split())[:200]
