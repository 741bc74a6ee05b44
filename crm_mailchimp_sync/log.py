"""What the log of the server must not hold: the address that Mailchimp posts to is a secret."""

import logging
import re

TOKEN = re.compile(r"(/crm_mailchimp_sync/webhook/)[^/?\s\"]+")


def without_token(text):
    return TOKEN.sub(r"\1…", text) if isinstance(text, str) else text


def hide_tokens(record):
    """Filter of a logger: each request stands in the log with its address."""
    record.msg = without_token(record.msg)
    if isinstance(record.args, tuple):
        record.args = tuple(map(without_token, record.args))
    return True


def watch_requests():
    """Of the server itself; what a proxy before it writes is set up there."""
    logging.getLogger("werkzeug").addFilter(hide_tokens)
