from odoo import models

from ..client import errors


class MailchimpAccount(models.Model):
    """What is wrong with the connection, in the reader's language and with what to do about it."""

    _inherit = "mailchimp.account"

    def _in_words(self, code):
        """:param str code: of a ``MailchimpError``"""
        told = self.env._
        return {
            errors.KeyRefused.code: told(
                "Mailchimp refuses the key: make a new one there and enter it in the account."
            ),
            errors.Unreachable.code: told(
                "No connection to Mailchimp, or it is down: it goes on by itself."
            ),
            errors.TimedOut.code: told(
                "Mailchimp did not answer in time: it goes on by itself, with smaller portions."
            ),
            errors.Busy.code: told("Mailchimp asks for a pause: it goes on by itself."),
            errors.NotFound.code: told(
                "There is no such audience at Mailchimp any more: was it deleted?"
            ),
            errors.Malformed.code: told(
                "Something else than Mailchimp answers: check the address of the account."
            ),
            errors.BadData.code: told("Mailchimp does not accept this."),
            "no_key": told("Enter the key of the account."),
        }.get(code, code)


class MailchimpMember(models.Model):
    _inherit = "mailchimp.member"

    def _words(self):
        """:return: dict reason -> (why, what to do)"""
        return {**self._words_of_consent(), **self._words_of_data()}

    def _words_of_consent(self):
        told = self.env._
        return {
            "withdrawn": (
                told("The person does not want mailings."),
                told("Nothing. If he changes his mind, he subscribes by a form himself."),
            ),
            "bounced": (
                told("Letters to this address do not arrive."),
                told("Ask the client for another address and enter it in his card."),
            ),
            "no_consent": (
                told("No consent to mailings is recorded."),
                told("Record the consent with its date and basis in the card of the client."),
            ),
            "not_wanted": (told("No rule of the audience wants this address."), False),
            "opted_out": (
                told("Mailchimp does not let this person be subscribed again."),
                told("He can come back himself only: by a form of Mailchimp."),
            ),
            "forgotten": (
                told("The person was deleted at Mailchimp for ever."),
                told("He can come back himself only: by a form of Mailchimp."),
            ),
        }

    def _words_of_data(self):
        told = self.env._
        return {
            "archived": (
                told("The person is in the archive of the audience."),
                told("Bring him back at Mailchimp, or ask him by letter."),
            ),
            "gone": (
                told("The person was deleted from the audience at Mailchimp."),
                told("If this was a mistake: Try again."),
            ),
            "bad_address": (
                told("Mailchimp says that such an address does not exist."),
                told("Correct the address in the card of the client: it is sent again by itself."),
            ),
            "bad_data": (
                told("Mailchimp does not accept a value of this person."),
                told("Correct the value in the card: it is sent again by itself."),
            ),
            "address_conflict": (
                told("The address was changed here and at Mailchimp, to different ones."),
                told("Find out which one is right and enter it in the card."),
            ),
            "exists": (
                told("The new address is in the audience already."),
                told("Archive one of the two at Mailchimp."),
            ),
            "too_often": (
                told("It was tried many times without success."),
                told("Try again; if it does not help, tell the administrator."),
            ),
        }
