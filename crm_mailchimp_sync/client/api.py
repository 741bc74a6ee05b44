"""The calls of Mailchimp's Marketing interface that we use, and no more."""

import io
import json
import tarfile
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone

from . import errors
from .payload import subscriber_hash
from .transport import CONNECTIONS, Transport

PAGE = 1000  # the default would be 10
BATCH = 500
OPERATIONS = 1000
ONE_BY_ONE = 25  # people at once, where batches are not taken: seconds, not minutes
REPORT_PAGE = 500  # 1000 gives time-outs
FIELDS = ("email_address", "status", "contact_id", "web_id", "last_changed", "timestamp_opt")
FIELDS += ("ip_opt", "unsubscribe_reason", "tags", "merge_fields")
MEMBER_FIELDS = ",".join(f"members.{name}" for name in FIELDS) + ",total_items"


class Mailchimp:
    """``Server`` and what tests give, as of :class:`transport.Transport`."""

    def __init__(self, server, **options):
        self.transport = Transport(server, **options)

    def close(self):
        self.transport.close()

    @property
    def requests(self):
        return self.transport.requests

    @property
    def server_time(self):
        """Naive UTC, as the database keeps times, by Mailchimp's clock: ours may be wrong."""
        at = self.transport.server_time
        return at and at.replace(tzinfo=None)

    # ------------------------------------------------------------- account

    def account(self):
        return self.transport.get("", fields="account_id,account_name,role")

    def audiences(self):
        answer = self.transport.get(
            "lists", count=PAGE, fields="lists.id,lists.name,lists.double_optin"
        )
        return _listed(answer, "lists")

    def merge_fields(self, list_id):
        path = f"lists/{list_id}/merge-fields"
        return _listed(self.transport.get(path, count=PAGE), "merge_fields")

    def add_merge_field(self, list_id, tag, name, kind):
        body = {"tag": tag, "name": name, "type": kind, "required": False, "public": False}
        return self.transport.post(f"lists/{list_id}/merge-fields", body)

    # ------------------------------------------------------------- reading

    def changes(self, list_id, since=None, status=None, fields=MEMBER_FIELDS):
        """Pages of members in the order of their last change.

        By key and not by offset, which would shift while people come and go; an offset only within
        one second, of which a bulk import may have thousands. Mailchimp compares «later than», so
        each page begins a second earlier: rows may come twice.
        """
        since, offset = since, 0
        params = {"count": PAGE, "fields": fields, "sort_field": "last_changed", "sort_dir": "ASC"}
        if status:
            params["status"] = status
        while True:
            params["offset"] = offset
            if since:
                params["since_last_changed"] = moment(since)
            rows = _listed(self.transport.get(f"lists/{list_id}/members", **params), "members")
            if rows:
                yield rows
            if len(rows) < PAGE:
                return
            last = when(rows[-1].get("last_changed"))
            if last is None:
                raise errors.Malformed("A member without the time of its last change")
            before = last - timedelta(seconds=1)
            since, offset = (
                (before, 0) if since is None or before > since else (since, offset + PAGE)
            )

    def count(self, list_id, status=None):
        """How many there are; without a wish for a status the archived do not count."""
        params = {"count": 1, "fields": "total_items", **({"status": status} if status else {})}
        total = self.transport.get(f"lists/{list_id}/members", **params).get("total_items")
        if not isinstance(total, int):
            raise errors.Malformed("An answer without total_items")
        return total

    def member(self, list_id, email):
        return self.transport.get(f"lists/{list_id}/members/{subscriber_hash(email)}")

    # ------------------------------------------------------------- writing

    def write_batch(self, list_id, items):
        """Add and change up to 500 people at once; whoever is there keeps his status.

        :return: dict address -> member as it is now, dict address -> MailchimpError
        :raise NoStatusIfNew: of many people, none of whom was written: to be sent in smaller parts
        """
        path, body = f"lists/{list_id}", {"members": items, "update_existing": True}
        options = {"skip_merge_validation": True, "skip_duplicate_check": True}
        try:
            answer = self.transport.call("POST", path, options, body)
        except errors.NoStatusIfNew:
            if len(items) > ONE_BY_ONE:
                raise
            return self._write_singly(list_id, items)
        done = {
            _key(row): row
            for row in [*answer.get("new_members", ()), *answer.get("updated_members", ())]
        }
        failed = {_key(row): errors.of_row(row) for row in answer.get("errors", ())}
        if not done and not failed and items:
            raise errors.Malformed("An answer to a batch without rows")
        return done, failed

    def _write_singly(self, list_id, items):
        """An account that takes no ``status_if_new`` in batches takes it of one person: never may a
        ``status`` stand in its place, which would subscribe anew who left meanwhile."""
        done, failed = {}, {}
        for item in items:
            try:
                done[_key(item)] = self._write_one(list_id, item)
            except errors.OF_ONE_PERSON as error:
                failed[_key(item)] = error
        return done, failed

    def _write_one(self, list_id, item):
        """Tags have an address of their own; ``is_syncing`` keeps what waits for them silent."""
        path = f"lists/{list_id}/members/{subscriber_hash(item['email_address'])}"
        body = {name: value for name, value in item.items() if name != "tags"}
        member = self.transport.put(path, body, skip_merge_validation=True)
        if names := item.get("tags"):
            tags = [{"name": name, "status": "active"} for name in names]
            self.transport.post(f"{path}/tags", {"tags": tags, "is_syncing": True})
        return member

    def ask_again(self, list_id, email):
        """Mailchimp asks the person by letter whether he wants to come back."""
        path = f"lists/{list_id}/members/{subscriber_hash(email)}"
        return self.transport.patch(path, {"status": "pending"})

    def rename(self, list_id, old, new):
        """The address of a person changed; his history stays with him."""
        path = f"lists/{list_id}/members/{subscriber_hash(old)}"
        return self.transport.patch(path, {"email_address": new})

    def archive(self, list_id, email):
        """:return: whether he was there; else archived, bounced or gone already"""
        try:
            self.transport.delete(f"lists/{list_id}/members/{subscriber_hash(email)}")
        except (errors.NotAllowed, errors.NotFound):
            return False
        return True

    def tags(self, list_id, prefix):
        """:return: dict name in small letters -> id, of the tags that begin with ``prefix``"""
        path = f"lists/{list_id}/tag-search"
        rows = _listed(self.transport.get(path, name=prefix), "tags")
        return {str(row["name"]).casefold(): row["id"] for row in rows}

    def remove_tag(self, list_id, tag_id, emails):
        """From up to 500 people at once; other tags are not touched."""
        body = {"members_to_remove": list(emails)}
        return self.transport.post(f"lists/{list_id}/segments/{tag_id}", body)

    # -------------------------------------------------------- at Mailchimp

    def submit(self, operations):
        """A batch that Mailchimp works off by itself. :return: its id"""
        return self.transport.post("batches", {"operations": operations})["id"]

    def batch(self, batch_id):
        return self.transport.get(f"batches/{batch_id}")

    def results(self, url):
        """:return: dict operation_id -> (status, answer)"""
        raw, found = self.transport.download(url), {}
        with tarfile.open(fileobj=io.BytesIO(raw), mode="r:gz") as archive:
            for entry in archive:
                if entry.isfile():
                    for row in json.load(archive.extractfile(entry)):
                        answer = json.loads(row.get("response") or "{}")
                        found[row["operation_id"]] = (row["status_code"], answer)
        return found

    def webhooks(self, list_id):
        return _listed(self.transport.get(f"lists/{list_id}/webhooks"), "webhooks")

    def add_webhook(self, list_id, url):
        """What we write ourselves is not told back: ``api`` is off."""
        kinds = ("subscribe", "unsubscribe", "profile", "cleaned", "upemail", "campaign")
        body = {
            "url": url,
            "events": dict.fromkeys(kinds, True),
            "sources": {"user": True, "admin": True, "api": False},
        }
        return self.transport.post(f"lists/{list_id}/webhooks", body)

    def remove_webhook(self, list_id, webhook_id):
        return self.transport.delete(f"lists/{list_id}/webhooks/{webhook_id}")

    # ------------------------------------------------------------- reports

    def reports(self, since):
        answer = self.transport.get("reports", count=REPORT_PAGE, since_send_time=moment(since))
        return _listed(answer, "reports")

    def report(self, campaign_id):
        return self.transport.get(f"reports/{campaign_id}")

    def sent_to(self, campaign_id):
        fields = "sent_to.email_address,sent_to.status,total_items"
        return self._pages(f"reports/{campaign_id}/sent-to", "sent_to", PAGE, fields=fields)

    def activity(self, campaign_id):
        """What people did, machines that open every letter left out."""
        fields = "emails.email_address,emails.activity,total_items"
        path = f"reports/{campaign_id}/email-activity"
        try:
            yield from self._pages(path, "emails", REPORT_PAGE, filter_bots=True, fields=fields)
        except errors.BadData:  # it leaves no machines out: its openings say nothing then
            for rows in self._pages(path, "emails", REPORT_PAGE, fields=fields):
                yield [{**row, "activity": _without_opens(row)} for row in rows]

    def unsubscribed(self, campaign_id):
        path = f"reports/{campaign_id}/unsubscribed"
        return self._pages(path, "unsubscribes", PAGE)

    def _pages(self, path, name, count, **params):
        offset = 0
        while True:
            rows = _listed(self.transport.get(path, count=count, offset=offset, **params), name)
            if rows:
                yield rows
            if len(rows) < count:
                return
            offset += count


def _without_opens(row):
    return [event for event in row.get("activity") or () if event.get("action") != "open"]


class Pool:
    """At most four requests at once; the caller keeps the database to himself."""

    def __init__(self):
        self._executor = ThreadPoolExecutor(CONNECTIONS, thread_name_prefix="mailchimp")

    def __enter__(self):
        return self

    def __exit__(self, *_exception):
        self._executor.shutdown(wait=True, cancel_futures=True)

    def submit(self, method, *arguments):
        return self._executor.submit(method, *arguments)


def moment(at):
    """Naive UTC -> as Mailchimp writes it."""
    return f"{at:%Y-%m-%dT%H:%M:%S}+00:00"


def when(text):
    """As Mailchimp writes it -> naive UTC without fractions, or None."""
    try:
        at = datetime.fromisoformat(str(text).replace("Z", "+00:00"))
    except ValueError:
        return None
    if at.tzinfo:
        at = at.astimezone(timezone.utc).replace(tzinfo=None)
    return at.replace(microsecond=0)


def _key(row):
    return str(row.get("email_address") or "").strip().lower()


def _listed(answer, name):
    rows = answer.get(name)
    if not isinstance(rows, list):
        raise errors.Malformed(f"An answer without {name}")
    return [row for row in rows if isinstance(row, dict)]
