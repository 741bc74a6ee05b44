"""What is sent of a person, in one canonical form, so that equal data are sent once."""

import hashlib
import json

SUBSCRIBED, PENDING, TRANSACTIONAL = "subscribed", "pending", "transactional"
UNSUBSCRIBED, CLEANED, ARCHIVED = "unsubscribed", "cleaned", "archived"
STOPPED = (UNSUBSCRIBED, CLEANED)
MAILED = (SUBSCRIBED, PENDING)
UPSERT, STOP, ARCHIVE = "upsert", "stop", "archive"  # what is to be done with a member


def subscriber_hash(email):
    """The name under which Mailchimp knows an address."""
    return hashlib.md5(email.strip().lower().encode(), usedforsecurity=False).hexdigest()


def canonical(fields, tags=(), language=""):
    """:param dict fields: merge tag -> fitted value. :return: dict, the same for the same data"""
    tags = {name.casefold(): name for name in sorted(tags)}
    return {
        "merge_fields": {name: fields[name] for name in sorted(fields)},
        "tags": [tags[key] for key in sorted(tags)],
        "language": language or "",
    }


def digest(payload):
    """Changes when, and only when, what is to be sent changes."""
    text = json.dumps(payload, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def upsert_item(email, payload, status_if_new, signup=None):
    """A row of a batch. ``status_if_new`` only: whoever is in the audience keeps his status.

    :param tuple signup: when and from which address the person agreed, as evidence.
    """
    item = {
        "email_address": email,
        "status_if_new": status_if_new,
        "merge_fields": payload["merge_fields"],
    }
    if payload["tags"]:
        item["tags"] = payload["tags"]
    if payload["language"]:
        item["language"] = payload["language"]
    if signup:
        item["timestamp_signup"] = signup
    return item


def back_item(item):
    """Whom we took out ourselves comes out of the archive only when the row names a status."""
    status = item.pop("status_if_new")
    return {**item, "status": status}


def stop_item(email):
    """The person does not want our letters."""
    return {"email_address": email, "status": UNSUBSCRIBED}


def lost_tags(sent, wanted, prefix):
    """Tags of our own namespace that a person had and has no more; foreign ones are not ours."""
    keep = {name.casefold() for name in wanted}
    start = prefix.casefold()
    return sorted(
        name for name in sent if name.casefold().startswith(start) and name.casefold() not in keep
    )
