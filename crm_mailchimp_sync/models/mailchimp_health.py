from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..client.api import Mailchimp
from ..client.errors import Busy, KeyRefused, MailchimpError, Unreachable
from ..client.transport import Server, pause


class MailchimpAccount(models.Model):
    """Whether Mailchimp can be reached, and when to try again."""

    _inherit = "mailchimp.account"

    error_text = fields.Char("What to do", compute="_compute_error_text")

    @api.depends("error", "api_key")
    def _compute_error_text(self):
        for account in self:
            key = account.sudo().api_key
            account.error_text = account._in_words(account.error if key else "no_key")

    def write(self, vals):
        """Another key, another chance."""
        if "api_key" in vals or "base_url" in vals:
            vals = {"state": "new", "error": False, "pause_until": False, **vals}
        return super().write(vals)

    def _client(self):
        """:return: client.api.Mailchimp; the caller closes it"""
        account = self.sudo()
        if not account.api_key:
            raise UserError(self._in_words("no_key"))
        return Mailchimp(Server(account.api_key, account.base_url or ""))

    def action_test(self):
        """Button: does the key open the account? (V02)"""
        self.ensure_one()
        self.check_access("write")
        client = self._client()
        try:
            told = client.account()
            self._remember_clock(client)
        except MailchimpError as error:
            state = "refused" if isinstance(error, KeyRefused) else self.state
            self.write({"state": state, "error": error.code})
        else:
            name = str(told.get("account_name") or "")[:100]
            self.write({"state": "connected", "error": False, "account_name": name,
                        "pause_until": False, "failures": 0})  # fmt: skip
            self._fetch_audiences(client)
        finally:
            client.close()
        return True

    def _fetch_audiences(self, client):
        """Audiences of the account; which of them are synchronised is chosen by a person."""
        known = {audience.list_id: audience for audience in self.audience_ids}
        for row in client.audiences():
            values = {"name": row.get("name"), "double_optin": bool(row.get("double_optin"))}
            if audience := known.get(row["id"]):
                audience.name = values["name"]
            else:
                values.update(account_id=self.id, list_id=row["id"])
                self.env["mailchimp.audience"].create(values)

    def _remember_clock(self, client):
        if at := client.server_time:
            shift = int((at - fields.Datetime.now()).total_seconds())
            if abs(shift - self.clock_shift) > 2:
                self.clock_shift = shift

    def _now_there(self):
        """The later of the two clocks: a withdrawal here is never older than it is (V03)."""
        return fields.Datetime.now() + timedelta(seconds=max(0, self.clock_shift))

    @api.model
    def _now_of_all(self):
        """As :meth:`_now_there`, where no audience is in question."""
        shifts = self.search_fetch([("clock_shift", ">", 0)], ["clock_shift"]).mapped("clock_shift")
        return fields.Datetime.now() + timedelta(seconds=max([0, *shifts]))

    def _is_open(self):
        """Whether anything may be asked now."""
        self.ensure_one()
        paused = self.pause_until and fields.Datetime.now() < self.pause_until
        return bool(
            self.active and self.sudo().api_key and self.state == "connected" and not paused
        )

    def _fail(self, error):
        """Remember what went wrong, and when to try again."""
        self.ensure_one()
        values = {"error": error.code}
        if isinstance(error, KeyRefused):
            values["state"] = "refused"
        elif isinstance(error, (Busy, Unreachable)):
            seconds = pause(self.failures + 3)
            values["failures"] = min(self.failures + 1, 10)
            values["pause_until"] = fields.Datetime.now() + timedelta(seconds=seconds)
        self.write(values)

    def _succeed(self):
        if self.error or self.failures or self.pause_until:
            self.write({"error": False, "failures": 0, "pause_until": False})
