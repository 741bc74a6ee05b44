"""Merge fields of an audience: tags, types, how many, and what a value may be."""

import re

from simulators.mailchimp.problem import invalid

LIMIT, TAG_LENGTH, TEXT_BYTES = 30, 10, 255
TYPES = ("text", "number", "address", "phone", "date", "url", "imageurl", "radio", "dropdown")
TYPES += ("birthday", "zip")
DATE = re.compile(r"(\d{4}[-/]\d\d[-/]\d\d|\d\d-\d\d-\d{4}|\d\d/\d\d/\d{4})\Z")


class MergeFields:
    def __init__(self):
        self.rows = []
        for tag, name in (("FNAME", "First Name"), ("LNAME", "Last Name"), ("PHONE", "Phone")):
            self.add({"tag": tag, "name": name, "type": "phone" if tag == "PHONE" else "text"})
        self.add({"tag": "ADDRESS", "name": "Address", "type": "address"})

    def add(self, body):
        tag, kind = body.get("tag", ""), body.get("type")
        if not body.get("name") or kind not in TYPES:
            raise invalid("The resource submitted could not be validated.", ("type", "Required"))
        if len(self.rows) >= LIMIT:
            raise invalid(f"You can only have {LIMIT} merge fields on a list.")
        if len(tag) > TAG_LENGTH:
            raise invalid("Merge tag is too long.", ("tag", f"At most {TAG_LENGTH} characters"))
        if any(row["tag"] == tag.upper() for row in self.rows):
            raise invalid(f"A Merge Field with the tag {tag} already exists for this list.")
        row = {
            "merge_id": len(self.rows) + 1,
            "tag": tag.upper() or f"MMERGE{len(self.rows) + 1}",
            "name": body["name"],
            "type": kind,
            "required": bool(body.get("required")),
            "options": body.get("options") or {},
        }
        self.rows.append(row)
        return row

    def empty(self):
        return {row["tag"]: "" for row in self.rows}

    def accept(self, given, skip_required, old):
        """:return: (values as kept, None) or (None, (field, message))"""
        known, kept = {row["tag"]: row for row in self.rows}, dict(old)
        for tag, value in given.items():
            if tag not in known:
                continue
            value, wrong = self._value(known[tag], value)
            if wrong:
                return None, (tag, wrong)
            kept[tag] = value
        for row in self.rows:
            if row["required"] and not skip_required and kept.get(row["tag"]) in ("", None):
                return None, (row["tag"], "Please enter a value")
        return kept, None

    @staticmethod
    def _value(row, value):
        kind = row["type"]
        if value == "" or value is None:
            return "", None
        if kind == "address":
            whole = isinstance(value, dict) and all(
                isinstance(value.get(name), str) and value[name]
                for name in ("addr1", "city", "state", "zip")
            )
            return (value, None) if whole else (None, "Please enter a complete address")
        if isinstance(value, (dict, list, bool)):
            return None, "Schema describes string, other found instead"
        if kind == "number":
            number = isinstance(value, (int, float)) or re.fullmatch(r"-?\d+(\.\d+)?", value)
            return (value, None) if number else (None, "Please enter a number")
        if kind == "date" and not DATE.match(str(value)):
            return None, "Please enter the date"
        if kind in ("radio", "dropdown") and value not in row["options"].get("choices", []):
            return None, "Value must be one of the choices"
        raw = str(value).encode()[:TEXT_BYTES]
        return raw.decode(errors="ignore"), None
