from odoo import models

POLICY = "meeting_result"


class CalendarEvent(models.Model):
    """A meeting with the client that took place has a result (J08).

    A meeting planned as a task is closed with its result anyway; one that was only entered in the
    calendar gets a task, which reminds until somebody says what came of it.
    """

    _inherit = "calendar.event"

    def _ask_result(self):
        """Once for each meeting, of the person who held it."""
        Activity = self.env["mail.activity"].sudo().with_context(active_test=False)
        known = Activity.search(
            ["|", ("calendar_event_id", "in", self.ids), ("held_meeting_id", "in", self.ids)]
        )
        known = known.calendar_event_id | known.held_meeting_id
        for event in self - known:
            deal = event.sudo().opportunity_id
            if not (deal.flow_enabled and deal.active and deal.won_status == "pending"):
                continue
            task = deal._flow_schedule(
                POLICY, user=event.user_id or deal.user_id, note=event.name, once=False
            )
            task.held_meeting_id = event

    def _take_back(self):
        """It did not take place: nothing came of it, and nobody is asked."""
        tasks = self.env["mail.activity"].sudo().search([("held_meeting_id", "in", self.ids)])
        tasks.unlink()
        return super()._take_back()
