import unicodedata

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.crm_sales_flow.tools.phone import phone_key

from .. import mapper
from ..client import limits

# Of which facts a person may know better than we do, and the field that keeps them.
NAMES = ("mailchimp_first_name", "mailchimp_last_name")
TAKEN = (*NAMES, "phone")
NAME_FIELDS = {"res.partner": "name", "crm.lead": "contact_name"}
LONGEST = 100


class MailchimpMapping(models.Model):
    _inherit = "mailchimp.mapping"

    is_taken_back = fields.Boolean(
        "Take changes of the person",
        help="He may correct his name or telephone number by the link in a letter: then the card "
        "gets it. Where the card was changed as well, the card wins. Nothing is ever cleared.",
    )

    @api.constrains("is_taken_back", "kind", "partner_path", "lead_path")
    def _check_taken_back(self):
        for line in self.filtered("is_taken_back"):
            paths = {line.partner_path, line.lead_path} - {False, ""}
            if line.kind != "field" or not paths <= set(TAKEN):
                raise ValidationError(
                    self.env._("Only the name and the telephone number can be taken back.")
                )


class MailchimpMember(models.Model):
    _inherit = "mailchimp.member"

    fields_sent = fields.Json(help="As sent: where the person corrected it since is seen by it.")


class MailchimpAudience(models.Model):
    """A person corrects his profile at Mailchimp: the card gets it (V03).

    Who wins: what was sent is the common ground. Changed there only: the card gets it. Changed
    here, or in both places: the card wins, and its history says what stood there.
    """

    _inherit = "mailchimp.audience"

    def _fields_to_keep(self):
        """:return: dict merge tag -> line of what persons may correct"""
        return {line.tag: line for line in self.mapping_ids if line.is_taken_back}

    def _profile_bases(self, told, known):
        """:return: dict address as told -> what was sent of that person, by his identity there"""
        if not self._fields_to_keep():
            return {}
        by_id = {row["remote_id"]: row for row in known.values() if row["remote_id"]}
        rows = {
            email: known.get(email) or by_id.get(values["remote_id"])
            for email, (values, _row) in told.items()
        }
        return {email: row["fields_sent"] for email, row in rows.items() if row}

    def _take_profiles(self, told, bases):
        """:param bases: of :meth:`_profile_bases`, from before addresses were followed"""
        lines, found = self._fields_to_keep(), {}
        for email, base in bases.items():
            there = told[email][1].get("merge_fields") or {}
            news = {
                tag: _plain(there.get(tag))
                for tag in base or ()
                if tag in lines and _is_other(lines[tag], there.get(tag), base[tag])
            }
            if news:
                found[email] = news
        if not found:
            return
        domain = [("audience_id", "=", self.id), ("email", "in", list(found))]
        for member in self.env["mailchimp.member"].search(domain):
            self._take_profile(member, found[member.email], bases[member.email], lines)

    def _take_profile(self, member, news, base, lines):
        """One person: what only he changed is written, what we changed too is told."""
        record = member.lead_id or member.partner_id
        record = record.with_context(lang=self.company_id.partner_id.lang)
        member.fields_sent = {**base, **news}
        is_person = record and not (record._name == "res.partner" and record.is_company)
        if not is_person or record.email_normalized != member.email:
            return
        ours = {tag: _fitted(lines[tag], record) for tag in news}
        taken = {tag: value for tag, value in news.items() if ours[tag] == base[tag]}
        lost = {
            tag: value
            for tag, value in news.items()
            if tag not in taken and _is_other(lines[tag], value, ours[tag])
        }
        values = self._profile_values(record, taken, lines)
        if values:
            record.write(values)
            self._tell_profile(record, taken, self.env._("At Mailchimp the client corrected:"))
        if lost:
            heading = self.env._("Changed here and by the client at Mailchimp; ours is kept, his:")
            self._tell_profile(record, lost, heading)

    @staticmethod
    def _profile_values(record, taken, lines):
        """:return: values of the card"""
        path = "lead_path" if record._name == "crm.lead" else "partner_path"
        by_path = {lines[tag][path]: value for tag, value in taken.items() if lines[tag][path]}
        values = {"phone": by_path["phone"]} if by_path.get("phone") else {}
        if set(NAMES) & by_path.keys():
            first, last = (by_path.get(name) or record[name] for name in NAMES)
            old = record._mailchimp_person()
            values[NAME_FIELDS[record._name]] = mapper.renamed(old, first, last)
        return values

    def _tell_profile(self, record, news, heading):
        labels = {tag: line.label or tag for tag, line in self._fields_to_keep().items()}
        words = [f"{labels[tag]}: {value}" for tag, value in sorted(news.items())]
        record._message_log(body=" ".join((heading, "; ".join(words))))


def _plain(value):
    """Text of a stranger on one line, without invisible characters."""
    text = "".join(c for c in str(value or "") if unicodedata.category(c)[0] != "C")
    return " ".join(text.split())[:LONGEST]


def _is_other(line, there, ours):
    """Whether the person wrote something else. Mailchimp writes numbers in its own way, and what
    he cleared may still be right."""
    there, ours = _plain(there), _plain(ours)
    if line.value_type == "phone" or "phone" in (line.partner_path, line.lead_path):
        return bool(phone_key(there)) and phone_key(there) != phone_key(ours)
    return bool(there) and there != ours


def _fitted(line, record):
    values = line._values(record)
    return limits.fit(values[0] if values else "", line.value_type)
