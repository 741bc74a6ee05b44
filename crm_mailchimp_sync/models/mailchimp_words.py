from odoo import models

from ..client import errors


class MailchimpAccount(models.Model):
    """What is wrong with the connection, in the reader's language and with what to do about it."""

    _inherit = "mailchimp.account"

    def _in_words(self, code):
        """:param str code: of a ``MailchimpError``"""
        return {
            errors.KeyRefused.code: self.env._(
                "Mailchimp refuses the key: make a new one there and enter it in the account."
            ),
            errors.Unreachable.code: self.env._(
                "No connection to Mailchimp, or it is down: it goes on by itself."
            ),
            errors.TimedOut.code: self.env._(
                "Mailchimp did not answer in time: it goes on by itself, with smaller portions."
            ),
            errors.Busy.code: self.env._("Mailchimp asks for a pause: it goes on by itself."),
            errors.NotFound.code: self.env._(
                "There is no such audience at Mailchimp any more: was it deleted?"
            ),
            errors.Malformed.code: self.env._(
                "Something else than Mailchimp answers: check the address of the account."
            ),
            errors.BadData.code: self.env._("Mailchimp does not accept this."),
            "no_key": self.env._("Enter the key of the account."),
        }.get(code, code)


class MailchimpMember(models.Model):
    _inherit = "mailchimp.member"

    def _words(self):
        """:return: dict reason -> (why, what to do)"""
        return {**self._words_of_consent(), **self._words_of_data()}

    def _words_of_consent(self):
        return {
            "withdrawn": (
                self.env._("The person does not want mailings."),
                self.env._("Nothing. If he changes his mind, he subscribes by a form himself."),
            ),
            "bounced": (
                self.env._("Letters to this address do not arrive."),
                self.env._("Ask the client for another address and enter it in his card."),
            ),
            "no_consent": (
                self.env._("No consent to mailings is recorded."),
                self.env._("Record the consent with its date and basis in the card of the client."),
            ),
            "not_wanted": (self.env._("No rule of the audience wants this address."), False),
            "opted_out": (
                self.env._("Mailchimp does not let this person be subscribed again."),
                self.env._("He can come back himself only: by a form of Mailchimp."),
            ),
            "forgotten": (
                self.env._("The person was deleted at Mailchimp for ever."),
                self.env._("He can come back himself only: by a form of Mailchimp."),
            ),
        }

    def _words_of_data(self):
        return {
            "archived": (
                self.env._("The person is in the archive of the audience."),
                self.env._("Bring him back at Mailchimp, or ask him by letter."),
            ),
            "gone": (
                self.env._("The person was deleted from the audience at Mailchimp."),
                self.env._("If this was a mistake: Try again."),
            ),
            "bad_address": (
                self.env._("Mailchimp says that such an address does not exist."),
                self.env._(
                    "Correct the address in the card of the client: it is sent again by itself."
                ),
            ),
            "bad_data": (
                self.env._("Mailchimp does not accept a value of this person."),
                self.env._("Correct the value in the card: it is sent again by itself."),
            ),
            "address_conflict": (
                self.env._("The address was changed here and at Mailchimp, to different ones."),
                self.env._(
                    "Find out which one is right: enter that of Mailchimp in the card, or press Try"
                    " again if the card is right."
                ),
            ),
            "exists": (
                self.env._("The new address is in the audience already."),
                self.env._("Archive one of the two at Mailchimp."),
            ),
            "no_status_if_new": (
                self.env._("Mailchimp does not take new people from programs."),
                self.env._(
                    "Add the person to the audience at Mailchimp, then press Try again: from then"
                    " on he is kept up to date from here."
                ),
            ),
            "too_often": (
                self.env._("It was tried many times without success."),
                self.env._("Try again; if it does not help, tell the administrator."),
            ),
        }
