from datetime import timedelta

from odoo import fields, models

AHEAD = timedelta(hours=12)


class ResUsers(models.Model):
    _inherit = "res.users"

    miko_popup = fields.Selection(
        [("ring", "When my phone rings"), ("answer", "When I have answered"), ("never", "Never")],
        "Card of the caller",
        default="ring",
        required=True,
        help="When the card of the caller comes up on your screen.",
    )

    @property
    def SELF_READABLE_FIELDS(self):
        return super().SELF_READABLE_FIELDS + ["miko_popup"]

    @property
    def SELF_WRITEABLE_FIELDS(self):
        return super().SELF_WRITEABLE_FIELDS + ["miko_popup"]

    def _miko_availability(self):
        """Whether the person can be spoken to now, and if not, when (W14).

        The calendar says only when, never with whom or why, so that anybody may be told.
        """
        self.ensure_one()
        now = fields.Datetime.now()
        talking = [("state", "=", "talking"), ("started_at", ">", now - AHEAD)]
        talking += ["|", ("user_id", "=", self.id), ("last_user_id", "=", self.id)]
        busy, free_at, next_at = False, now, False
        for start, stop in self._miko_meetings(now):
            if start <= free_at:
                busy, free_at = busy or start <= now, max(free_at, stop)
            else:
                next_at = start
                break
        on_phone = bool(self.env["miko.call"].sudo().search_count(talking, limit=1))
        return {
            "availability": "phone" if on_phone else "busy" if busy else "free",
            "free_at": fields.Datetime.to_string(free_at) if busy else False,
            "next_at": fields.Datetime.to_string(next_at) if next_at else False,
        }

    def _miko_meetings(self, now):
        """:return: pairs (begin, end) of what takes the person's time, in order."""
        partner = self.sudo().partner_id
        events = self.env["calendar.event"].sudo().search(
            [
                ("partner_ids", "in", partner.ids),
                ("show_as", "=", "busy"),
                ("start", "<", now + AHEAD),
                ("stop", ">", now),
            ],
            order="start",
        )  # fmt: skip
        declined = events.attendee_ids.filtered(
            lambda attendee: attendee.partner_id == partner and attendee.state == "declined"
        )
        return [(event.start, event.stop) for event in events - declined.event_id]
