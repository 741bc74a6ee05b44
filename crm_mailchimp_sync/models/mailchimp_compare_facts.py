import re

from odoo import models

from odoo.addons.crm_sales_flow.tools.phone import phone_key


class MailchimpAudience(models.Model):
    """Facts and tags there beside those that were sent: somebody edited them there (V07).

    They are shown and not overwritten: a fact is sent again when it changes here.
    """

    _inherit = "mailchimp.audience"

    def _other_facts(self, rows):
        """:param rows: a page of members
        :return: dict address -> (as it was sent, as it is there), of whoever differs
        """
        there = {str(row.get("email_address") or "").strip().lower(): row for row in rows}
        lines = {line.tag: line for line in self._merge_lines() if line.remote_state == "there"}
        self.env["mailchimp.member"].flush_model()
        self.env.cr.execute(
            """SELECT email, fields_sent, tags_sent, tags_lost FROM mailchimp_member
                WHERE audience_id = %s AND email = ANY(%s) AND state = 'done'""",
            [self.id, list(there)],
        )
        found = {}
        for email, sent, tags, lost in self.env.cr.fetchall():
            row = there[email]
            facts = row.get("merge_fields") or {}
            wrong = [
                (tag, value, facts.get(tag))
                for tag, value in (sent or {}).items()
                if tag in lines and not _is_same(lines[tag], value, facts.get(tag))
            ]
            wrong += self._other_tags(tags or [], lost or [], row)
            if wrong:
                found[email] = tuple(
                    "; ".join(f"{name}: {_shown(pair[side])}" for name, *pair in wrong)
                    for side in (0, 1)
                )
        return found

    def _other_tags(self, sent, lost, row):
        """Only those of our own: the others belong to whoever made them there.

        Mailchimp tells 50 tags of a person: of whoever has more, none counts as missing.
        """
        told = row.get("tags") or []
        is_cut = len(told) < (row.get("tags_count") or 0)
        there = {tag["name"].casefold(): tag["name"] for tag in told}
        ours = {name.casefold(): name for name in sent}
        waiting = {name.casefold() for name in lost}  # they are taken away by the next run
        start = self.tag_prefix.casefold()
        gone = [name for key, name in ours.items() if key not in there and not is_cut]
        missing = [(name, "+", "") for name in gone]
        return missing + [
            (name, "", "+")
            for key, name in there.items()
            if key.startswith(start) and key not in ours and key not in waiting
        ]


def _is_same(line, sent, there):
    """Mailchimp writes telephone numbers, numbers and dates in its own way."""
    sent, there = (" ".join(str("" if v is None else v).split()) for v in (sent, there))
    if sent == there:
        return True
    if line.value_type == "phone" or "phone" in (line.partner_path, line.lead_path):
        return bool(phone_key(sent)) and phone_key(sent) == phone_key(there)
    if line.value_type == "number":
        return bool(sent and there) and float(sent) == _number(there)
    if line.value_type == "date":
        return bool(sent) and _parts(sent) == _parts(there)
    return False


def _shown(value):
    return "—" if value in ("", None) else value


def _number(text):
    try:
        return float(text)
    except ValueError:
        return None


def _parts(text):
    """Year, month and day, in whatever order."""
    return sorted(re.findall(r"\d+", text))
