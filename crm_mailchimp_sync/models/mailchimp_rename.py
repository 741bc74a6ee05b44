from odoo import models
from odoo.exceptions import UserError

from ..client.errors import MailchimpError, NotFound
from .mailchimp_evaluate import CONFLICT


class MailchimpAudience(models.Model):
    """A person has another address there: he changed it himself (V03)."""

    _inherit = "mailchimp.audience"

    def _take_renames(self, told, known):
        """By his identity there, which stays."""
        by_id = {row["remote_id"]: row for row in known.values() if row["remote_id"]}
        for email, (values, _row) in told.items():
            old = by_id.get(values["remote_id"])
            if old and old["email"] != email and old["email"] not in told:
                self._take_rename(old["email"], email, taken=email in known)
                known.pop(old["email"], None)

    def _take_rename(self, old, new, taken):
        """Contacts and leads with the old address get the new one, so that nobody is added anew.

        When the card was changed as well, to a third address, both stay for a person to see.
        """
        member = self._member_of(old)
        winner = member.lead_id or member.partner_id
        here = winner.email_normalized if winner else old
        self.env["mailchimp.consent"]._carry({old: new})
        if taken or here not in (old, new):
            member.write({"remote_status": "gone", "remote_id": False})
        else:
            member.write({"email": new, "sent_hash": False})
        body = self.env._(
            "At Mailchimp the client changed his address from %(old)s to %(new)s.", old=old, new=new
        )
        told = [winner] if winner else []
        for record in self._sources([old]).get(old, ()):
            record._mailchimp_readdress(old, new)
            told += [record] if record not in told else []
        for record in told:
            record._message_log(body=body)
        if here and here not in (old, new):
            self._set_conflict(winner, here, new)
        self.env["mailchimp.change"]._add_emails([old, new])
        self.env["mailchimp.member"].flush_model()

    def _member_of(self, email):
        domain = [("audience_id", "=", self.id), ("email", "=", email)]
        return self.env["mailchimp.member"].search(domain)

    def _set_conflict(self, winner, here, there):
        """The address of the card waits: sent, it would be a second subscription of one person."""
        member = self._member_of(here)
        if member.remote_status or self.env["mailchimp.consent"]._stopped([here]):
            return  # it was there before, or is not mailed anyhow
        member = member or member.create({"audience_id": self.id, "email": here})
        member.write(
            {
                "state": "parked",
                "reason": CONFLICT,
                "detail": there,
                "partner_id": self._partner_of(winner),
                "lead_id": winner.id if winner._name == "crm.lead" else False,
            }
        )

    def _rename_there(self, members):
        """A marketer decided that the cards are right: the people there get their addresses.

        Not an address that said no meanwhile. Each is kept at once: it is done there, too.
        """
        client = self.account_id._client()
        stopped = self.env["mailchimp.consent"]._stopped(members.mapped("email"))
        try:
            for member in members.filtered(lambda member: member.email not in stopped):
                self._rename_one(client, member)
                self._commit()
        finally:
            client.close()

    def _rename_one(self, client, member):
        try:
            row = client.rename(self.list_id, member.detail, member.email)
        except NotFound:
            return  # he left meanwhile: the address of the card is a new one
        except MailchimpError as error:
            why = member._words().get(error.code, (self.account_id._in_words(error.code),))
            raise UserError(why[0]) from error
        self._member_of(member.detail).write({"remote_status": "gone", "remote_id": False})
        member.write({"remote_status": row.get("status"), "remote_id": row.get("contact_id")})
