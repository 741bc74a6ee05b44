from odoo import models

MAY_NOT = "The account may not do «"


class MikoPbx(models.Model):
    """What is wrong with the connection, in the reader's language and with what to do about it."""

    _inherit = "miko.pbx"

    def _in_words(self, text):
        """:param text: of an ``ExchangeError``; the exchange's own words stay as they are."""
        if text and text.startswith(MAY_NOT):
            return self.env._(
                "The account of the manager interface has too few rights: read call, user, agent;"
                " write call, originate."
            )
        return {**self._words_of_events(), **self._words_of_history()}.get(text, text)

    def _words_of_events(self):
        lost = self.env._("The connection to the exchange broke; it is being made anew.")
        return {
            "No connection to the exchange": self.env._(
                "No connection to the exchange: check the address, the port and its firewall."
            ),
            "Another service than the manager interface answers here": self.env._(
                "Another program answers at this address and port: the manager interface has port"
                " 5038 as a rule."
            ),
            "The exchange refuses the account of the manager interface": self.env._(
                "The exchange refuses the account: check name and password, and the addresses the"
                " account may come from."
            ),
            "The exchange does not answer": self.env._("The exchange does not answer."),
            "The connection broke": lost,
            "The connection was closed": lost,
            "The exchange closed the connection": lost,
            "There is no such call any more": self.env._("This call is over already."),
        }

    def _words_of_history(self):
        strange = self.env._("The exchange answers in an unusual way: is it MikoPBX 2025 or later?")
        return {
            "The address must begin with https://": self.env._(
                "The REST address begins with https://"
            ),
            "The certificate of the exchange is not trusted": self.env._(
                "The certificate of the exchange is not trusted: install its authority, or do not"
                " check the certificate."
            ),
            "The exchange refuses the key of its REST interface": self.env._(
                "The exchange refuses the REST key: make a new one and enter it here."
            ),
            "The key may not do this, or the firewall of the exchange forbids it": self.env._(
                "The REST key may not read the calls (/api/v3/cdr), or the firewall of the exchange"
                " forbids it."
            ),
            "The exchange sends to another address: use its https:// address": self.env._(
                "The exchange sends to another address: enter its https:// address."
            ),
            "There is no REST interface of version 3 at this address": self.env._(
                "There is no REST interface of version 3 at this address: MikoPBX 2025 or later is"
                " needed."
            ),
            "Enter the address and the key of the REST interface.": self.env._(
                "Enter the address and the key of the REST interface."
            ),
            "The exchange has no module that rings managers": self.env._(
                "Install and switch on the module «Smart IVR interception» on the exchange."
            ),
            "The exchange asks for a pause": self.env._(
                "The exchange asks for a pause: the comparison goes on by itself."
            ),
            "The exchange is overloaded": self.env._("The exchange is overloaded."),
            "The exchange does not give out the recording": self.env._(
                "The exchange does not give out the recording."
            ),
            "The exchange answered something else than its interface promises": strange,
            "The exchange gave an unusual link to a recording": strange,
            "The exchange has no list of calls": strange,
            "The history of the exchange does not go on": strange,
            "The history of the exchange has no pages": strange,
        }
