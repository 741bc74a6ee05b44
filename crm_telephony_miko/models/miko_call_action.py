from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.crm_sales_flow.tools.phone import phone_key, phone_to_dial

from ..client import actions
from ..client.errors import ExchangeError, Unanswered

AGAIN = timedelta(seconds=5)  # a second click is not a second call
MINUTE, MOST = timedelta(minutes=1), 10  # calls of one person in a minute: more are a mistake
DIAL_LOCK = 0x6469616C  # «dial»: with the id of the user


class MikoCall(models.Model):
    """What people make the exchange do from their screens (B05, B08)."""

    _inherit = "miko.call"

    @api.model
    def dial(self, number, model=None, res_id=None):
        """Ring the phone of this user, and then the number.

        :param model: with ``res_id`` the record whose number was clicked: the call belongs to it.
        :return str: what to tell the user.
        """
        extension = self.env["miko.extension"]._mine()
        if not extension:
            raise UserError(self.env._("Your phone is not in the list of extensions yet."))
        key = phone_key(number)
        if not key:
            raise UserError(self.env._("There is no phone number in «%(text)s».", text=number))
        if not self._dials_alone():
            return self.env._("Your phone is being called already.")
        if self._may_dial(key):
            lead = self._dialled_lead(model, res_id)
            values = {"user_id": self.env.uid, "phone_key": key, "lead_id": lead.id}
            self.env["miko.dial"].sudo().create(values)
            if not self._originate(extension, phone_to_dial(number)):
                return self.env._(
                    "The exchange has not answered in time. Your phone %(own)s may ring all the"
                    " same: wait a little before you dial again.",
                    own=extension.number,
                )
        return self.env._("Lift your phone %(own)s: it dials %(number)s", own=extension.number,
                          number=number)  # fmt: skip

    @api.model
    def _dials_alone(self):
        """Others see the click when its transaction ends; until then this lock tells them."""
        self.env.cr.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [DIAL_LOCK, self.env.uid])
        return self.env.cr.fetchone()[0]

    @api.model
    def _may_dial(self, key):
        """:return: False when this number was dialled just now."""
        now = fields.Datetime.now()
        mine = [("user_id", "=", self.env.uid), ("dialled_at", ">", now - MINUTE)]
        dials = self.env["miko.dial"].sudo().search(mine)
        if dials.filtered(lambda dial: dial.phone_key == key and dial.dialled_at > now - AGAIN):
            return False
        if len(dials) >= MOST:
            raise UserError(self.env._("Too many calls in one minute: wait a little."))
        return True

    @api.model
    def _originate(self, extension, number):
        """:return: False when the exchange was told and has not answered: the click is kept, for
        the phone may ring all the same."""
        mobile = phone_to_dial(extension.mobile or "")
        try:
            self._command(extension.pbx_id, actions.originate, extension.number, number, mobile)
        except UserError as error:
            if isinstance(error.__cause__, Unanswered):
                return False
            raise
        return True

    @api.model
    def _dialled_lead(self, model, res_id):
        lead = self.env["crm.lead"].browse(res_id if model == "crm.lead" else None)
        return lead.exists()._filtered_access("read")

    def _choose_lead(self, leads):
        """The deal from whose form the number was dialled, before any other."""
        if self.direction == "outbound":
            dialled = self.env["miko.dial"].sudo()._of_call(self).lead_id
            if dialled:
                return dialled.with_env(leads.env)
        return super()._choose_lead(leads)

    def transfer(self):
        """Button of the card: the client goes on to his manager or to the manager's deputy."""
        self.ensure_one()
        self._check_takes_part()
        if self.state == "ringing" and self.direction != "inbound":
            raise UserError(self.env._("Wait until the client answers."))
        partner, leads = self._sender(self.number)
        user = self._responsible(partner, leads)
        person = user.sudo()._flow_on_duty()
        extension = self.env["miko.extension"]._of_user(self.pbx_id, person)
        if not extension:
            raise UserError(self.env._("The manager of this client has no extension."))
        own = self.env["miko.extension"]._of_user(self.pbx_id, self.env.user).number
        trunks = self.pbx_id._plan().trunks
        self._command(self.pbx_id, actions.transfer, self.linkedid, own, extension.number, trunks)
        return self.env._("The call goes to %(name)s", name=person.name)

    @api.model
    def _command(self, pbx, method, *arguments):
        listening = pbx._listening()
        if not listening:
            raise UserError(self.env._("The exchange is not set up yet."))
        try:
            method(listening[0], *arguments)
        except ExchangeError as error:
            raise UserError(pbx._in_words(str(error))) from error
