from odoo import models

from ..client import errors


class MailchimpAccount(models.Model):
    """What is wrong with the connection, in the reader's language and with what to do about it."""

    _inherit = "mailchimp.account"

    def _in_words(self, code):
        """:param str code: of a ``MailchimpError``"""
        _ = self.env._
        return {
            errors.KeyRefused.code: _(
                "Mailchimp refuses the key: make a new one there and enter it in the account."
            ),
            errors.Unreachable.code: _(
                "No connection to Mailchimp, or it is down: it goes on by itself."
            ),
            errors.TimedOut.code: _(
                "Mailchimp did not answer in time: it goes on by itself, with smaller portions."
            ),
            errors.Busy.code: _("Mailchimp asks for a pause: it goes on by itself."),
            errors.NotFound.code: _(
                "There is no such audience at Mailchimp any more: was it deleted?"
            ),
            errors.Malformed.code: _(
                "Something else than Mailchimp answers: check the address of the account."
            ),
            errors.BadData.code: _("Mailchimp does not accept this."),
            "no_key": _("Enter the key of the account."),
        }.get(code, code)


class MailchimpMember(models.Model):
    _inherit = "mailchimp.member"

    def _words(self):
        """:return: dict reason -> (why, what to do)"""
        return {**self._words_of_consent(), **self._words_of_data()}

    def _words_of_consent(self):
        _ = self.env._
        return {
            "withdrawn": (
                _("The person does not want mailings."),
                _("Nothing. If he changes his mind, he subscribes by a form himself."),
            ),
            "bounced": (
                _("Letters to this address do not arrive."),
                _("Ask the client for another address and enter it in his card."),
            ),
            "no_consent": (
                _("No consent to mailings is recorded."),
                _("Record the consent with its date and basis in the card of the client."),
            ),
            "not_wanted": (_("No rule of the audience wants this address."), False),
            "opted_out": (
                _("Mailchimp does not let this person be subscribed again."),
                _("He can come back himself only: by a form of Mailchimp."),
            ),
            "forgotten": (
                _("The person was deleted at Mailchimp for ever."),
                _("He can come back himself only: by a form of Mailchimp."),
            ),
        }

    def _words_of_data(self):
        _ = self.env._
        return {
            "archived": (
                _("The person is in the archive of the audience."),
                _("Bring him back at Mailchimp, or ask him by letter."),
            ),
            "gone": (
                _("The person was deleted from the audience at Mailchimp."),
                _("If this was a mistake: Try again."),
            ),
            "bad_address": (
                _("Mailchimp says that such an address does not exist."),
                _("Correct the address in the card of the client: it is sent again by itself."),
            ),
            "bad_data": (
                _("Mailchimp does not accept a value of this person."),
                _("Correct the value in the card: it is sent again by itself."),
            ),
            "address_conflict": (
                _("The address was changed here and at Mailchimp, to different ones."),
                _("Find out which one is right and enter it in the card."),
            ),
            "exists": (
                _("The new address is in the audience already."),
                _("Archive one of the two at Mailchimp."),
            ),
            "too_often": (
                _("It was tried many times without success."),
                _("Try again; if it does not help, tell the administrator."),
            ),
        }
