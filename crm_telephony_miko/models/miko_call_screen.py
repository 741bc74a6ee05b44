from datetime import timedelta

from odoo import api, fields, models

from ..client import facts as f
from ..mapper import moment

TOPIC = "crm_telephony_miko.call"
UNREACHED = "crm_telephony_miko.unreached"
RINGS = timedelta(minutes=10)  # nobody lets a phone ring for longer: its end was not heard
TALKS = timedelta(hours=6)


class MikoCall(models.Model):
    """The card of the caller on the screens of those whose phones ring (B07).

    Each change is told in whole: who rings and who talks now. A screen shows the card to these and
    closes it for all others, so that a message which came late or twice does no harm.
    """

    _inherit = "miko.call"

    def _screen(self):
        """:return dict: what the screens are told of a call, None when it is none of theirs."""
        if self.counterpart not in ("client", "hidden"):
            return None
        rings, talks = self._rings(), self._talks()
        return {
            "id": self.id,
            "state": self.state,
            "direction": self.direction,
            "number": self.number or "",
            "line": self.line_id.name or "",
            "rings": rings.filtered(lambda user: user.miko_popup == "ring").ids,
            "talks": talks.filtered(lambda user: user.miko_popup in ("ring", "answer")).ids,
        }

    def _rings(self):
        """Whose phones ring now; who calls out waits for the client in the same way."""
        if self.state == "ended":
            return self.env["res.users"]
        if self.direction == "outbound":
            return self.user_id.sudo() if self.state == "ringing" else self.env["res.users"]
        numbers = (self.ringing_numbers or "").split(", ")
        return self.leg_ids.sudo().filtered(lambda leg: leg.number in numbers).user_id

    def _talks(self):
        return self._spoke().sudo() if self.state == "talking" else self.env["res.users"]

    def _tell_screens(self, before):
        """:param before: what the screens were told last; None when nothing."""
        now = self._screen()
        if now == before or not now or (before is None and self.state == "ended"):
            return
        people = self.leg_ids.user_id | self.user_id | self.last_user_id
        people._bus_send(TOPIC, now)

    @api.model
    def _tell_unreached(self, pbx, call):
        """Who dialled from his screen and did not lift his own phone hears of it (B08). The
        exchange makes calls by itself as well: nobody waits for those."""
        if call.result != f.NO_EMPLOYEE:
            return
        users = self.env["miko.extension"]._users_of(pbx, [call.employee])
        user = users.get(call.employee, self.env["res.users"])
        dials, at = self.env["miko.dial"].sudo(), moment(call.started_at)
        if user and dials._clicked(user, call.number, at):
            user._bus_send(UNREACHED, {"number": call.number})

    @api.model
    @api.readonly
    def live(self):
        """What this user's screen should show now: asked for at the start and after the connection
        was lost, so that no card stays which belongs to nothing."""
        if not self.has_access("read"):
            return []
        now, mine = fields.Datetime.now(), self.env.uid
        domain = [("state", "in", ("ringing", "talking")), ("started_at", ">", now - TALKS)]
        domain += ["|", "|", ("user_id", "=", mine), ("last_user_id", "=", mine)]
        calls = self.search([*domain, ("leg_ids.user_id", "in", [mine])])
        calls = calls.filtered(lambda c: c.state == "talking" or c.started_at > now - RINGS)
        told = [screen for call in calls if (screen := call._screen())]
        return [screen for screen in told if mine in screen["rings"] + screen["talks"]]
