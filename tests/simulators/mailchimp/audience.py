"""An audience: its members, and what Mailchimp lets be done with them."""

import hashlib
import itertools
import re

from simulators.mailchimp.fields import MergeFields
from simulators.mailchimp.problem import Problem, invalid, not_found

ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]{2,}\Z")
WRITABLE = ("subscribed", "unsubscribed", "cleaned", "pending", "transactional")
STOPPED = ("unsubscribed", "cleaned")
FAKE = "looks fake or invalid, please enter a real email address."
numbers = itertools.count(1)


def md5(email):
    return hashlib.md5(email.strip().lower().encode()).hexdigest()


class Audience:
    def __init__(self, clock, list_id, name):
        self.clock, self.id, self.name = clock, list_id, name
        self.double_optin = False
        self.fields = MergeFields()
        self.members, self.forgotten = {}, set()
        self.tags = {}  # name in small letters -> {"id", "name"}
        self.webhooks = {}
        self.writes = {}  # address -> how often it was written through the interface
        self.confirmations = []  # addresses that were asked by letter to confirm

    def shown(self):
        return {"id": self.id, "name": self.name, "double_optin": self.double_optin}

    def get(self, key):
        """By hash, or by plain address as most calls allow."""
        member = self.members.get(key) or self.members.get(md5(key))
        if member is None:
            raise not_found()
        return member

    def of(self, email):
        return self.members.get(md5(email))

    # ------------------------------------------------------------ by people

    def seed(self, email, status="subscribed", **values):
        """Somebody who is there already."""
        member = self._new(email, status)
        member.update(values)
        self.members[member["id"]] = member
        return member

    def unsubscribe(self, email, reason="N/A (Unsubscribed by the person)"):
        """By the link in a letter: only he himself can come back."""
        member = self.get(email)
        self.touch(member, status="unsubscribed", unsubscribe_reason=reason, own_will=True)

    def clean(self, email):
        self.touch(self.get(email), status="cleaned", own_will=True)

    def subscribe_himself(self, email, ip="198.51.100.7"):
        """By a form of Mailchimp, or by the link in the letter of confirmation."""
        member = self.of(email) or self.seed(email)
        self.forgotten.discard(md5(email))
        values = {"timestamp_opt": self.clock.text(), "ip_opt": ip}
        self.touch(member, status="subscribed", own_will=False, **values)

    def change_address(self, old, new):
        member = self.members.pop(md5(old))
        member.update(email_address=new, id=md5(new))
        self.members[md5(new)] = member
        self.touch(member)

    def forget(self, email):
        """delete-permanent"""
        self.members.pop(md5(email), None)
        self.forgotten.add(md5(email))

    def touch(self, member, **values):
        member.update(values, last_changed=self.clock.text())

    # ------------------------------------------------------ by the interface

    def write(self, item, *, create, update, skip_required=False):
        """One person of a batch, or of a PUT.

        :return: (member, whether it is new)
        """
        email = self._address(item)
        member = self.of(email)
        if member is not None and not update:
            detail = f"{email} is already a list member. Use PUT to insert or update list members."
            raise Problem(400, "Member Exists", detail)
        if member is None and not create:
            raise not_found()
        new = member is None
        wanted = item.get("status") or (item.get("status_if_new") if new else None)
        if new and not wanted:
            raise invalid("status_if_new is required", ("status_if_new", "Required"))
        if wanted and wanted not in WRITABLE:
            raise invalid("Invalid status", ("status", "Not a status"))
        base = self._new(email, wanted) if new else member
        values, wrong = self.fields.accept(
            item.get("merge_fields") or {}, skip_required, base["merge_fields"]
        )
        if wrong:
            raise invalid("Your merge fields were invalid.", wrong)
        self._change_status(base, wanted, new)
        base["merge_fields"] = values
        for name in ("language", "ip_signup", "timestamp_signup", "vip"):
            if name in item:
                base[name] = item[name]
        self.members[base["id"]] = base
        self.writes[email.lower()] = self.writes.get(email.lower(), 0) + 1
        self.touch(base)
        return base, new

    def _address(self, item):
        email = str(item.get("email_address") or "").strip()
        if not ADDRESS.match(email):
            raise invalid("Please provide a valid email address.")
        if "fake" in email:
            raise invalid(f"{email} {FAKE}")
        if md5(email) in self.forgotten:
            detail = f"{email} was permanently deleted and cannot be re-imported."
            raise Problem(400, "Forgotten Email Not Subscribed", detail)
        return email

    def _change_status(self, member, wanted, new):
        if new or not wanted or member["status"] == wanted:
            if new and wanted == "pending":
                self.confirmations.append(member["email_address"])
            return
        if wanted == "subscribed" and member["status"] in STOPPED and member["own_will"]:
            detail = f"{member['email_address']} is in a compliance state due to unsubscribe"
            raise Problem(400, "Member In Compliance State", f"{detail}, bounce or review.")
        if wanted == "pending":
            self.confirmations.append(member["email_address"])
        member.update(status=wanted, own_will=False)

    def patch(self, key, body):
        member = self.get(key)
        renamed = body.get("email_address")
        if renamed and md5(renamed) != member["id"]:
            if other := self.of(renamed):
                said = f"{renamed} is already in this list with a status of {other['status']}"
                raise invalid("The resource submitted could not be validated.",
                              ("email_address", said))  # fmt: skip
            self.members.pop(member["id"])
            member.update(email_address=renamed, id=md5(renamed))
            self.members[member["id"]] = member
        item = {**body, "email_address": member["email_address"]}
        return self.write(item, create=False, update=True, skip_required=True)[0]

    def archive(self, key):
        member = self.get(key)
        if member["status"] in ("cleaned", "pending", "archived"):
            detail = "This list member cannot be removed. Can not archive a contact that is "
            raise Problem(405, "Method Not Allowed", f"{detail}bounced, pending or archived.")
        self.touch(member, status="archived")

    def _new(self, email, status):
        number, now = next(numbers), self.clock.text()
        return {
            "id": md5(email),
            "email_address": email,
            "unique_email_id": f"{number:010x}",
            "contact_id": hashlib.md5(f"contact{number}".encode()).hexdigest(),
            "web_id": number,
            "status": status,
            "own_will": False,
            "unsubscribe_reason": "",
            "merge_fields": self.fields.empty(),
            "language": "",
            "tags": [],
            "ip_signup": "",
            "timestamp_signup": "",
            "ip_opt": "",
            "timestamp_opt": now if status == "subscribed" else "",
            "last_changed": now,
            "list_id": self.id,
        }

    # ------------------------------------------------------------------ tags

    def tag(self, name):
        """Compared without regard to case; the first spelling stays."""
        key = name.casefold()
        return self.tags.setdefault(key, {"id": 1000 + len(self.tags), "name": name})

    def add_tags(self, member, names):
        for name in names:
            tag = self.tag(name)
            if tag not in member["tags"]:
                member["tags"].append(tag)
                self.touch(member)

    def drop_tags(self, member, names):
        gone = {name.casefold() for name in names}
        member["tags"] = [tag for tag in member["tags"] if tag["name"].casefold() not in gone]
        self.touch(member)

    def tags_of(self, email):
        return sorted(tag["name"] for tag in self.get(email)["tags"])
