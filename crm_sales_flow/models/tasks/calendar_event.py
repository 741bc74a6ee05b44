import logging

from psycopg2 import OperationalError

from odoo import api, fields, models

_logger = logging.getLogger(__name__)

BATCH = 200


class CalendarEvent(models.Model):
    """A meeting with the client that was held is a contact like a call (design section 6)."""

    _inherit = "calendar.event"

    flow_held = fields.Selection(
        [
            ("held", "Took place"),
            ("missed", "Did not take place"),
            ("inside", "Without the client"),
        ],
        "Meeting with the client",
        copy=False,
        tracking=True,
        help="Filled by itself when the meeting is over and nobody cancelled or declined it. Where "
        "only colleagues were invited, say yourself that the client was there.",
    )

    _flow_over_idx = models.Index(
        "(stop) WHERE active AND flow_held IS NULL AND opportunity_id IS NOT NULL"
    )

    @api.model_create_multi
    def create(self, vals_list):
        events = super().create(vals_list)
        events._check_deal_read()
        return events

    def write(self, vals):
        undone = self.browse()
        if vals.get("flow_held", "held") != "held":
            undone = self.filtered(lambda event: event.flow_held == "held")
        result = super().write(vals)
        if "opportunity_id" in vals:
            self._check_deal_read()
        if vals.get("flow_held") == "held":
            self._register_held()
        undone._take_back()
        return result

    def _check_deal_read(self):
        """A meeting that was held counts as a contact (G03): nobody arranges one with a deal that
        he does not see."""
        deals = self.sudo().opportunity_id.filtered("team_id.flow_enabled")
        if deals and not self.env.su:
            deals.with_env(self.env).check_access("read")

    @api.model
    def _cron_held_meetings(self):
        """Meetings that are over; a declined one did not take place, and of one to which only
        colleagues were invited a person says whether the client was there."""
        cron = self.env["ir.cron"]
        domain = [
            ("opportunity_id", "!=", False),
            ("flow_held", "=", False),
            ("stop", "<=", fields.Datetime.now()),
        ]
        over = self.search(domain, limit=BATCH, order="id").try_lock_for_update()
        declined = over.filtered(lambda event: event._is_declined())
        declined.write({"flow_held": "missed"})
        inside = (over - declined).filtered(lambda event: not event._has_client())
        inside.write({"flow_held": "inside"})
        (over - declined - inside)._hold()
        cron._commit_progress(len(over), remaining=int(len(over) == BATCH))

    def _hold(self):
        """All at once; where that fails one by one, so that one of them does not stop the rest."""
        try:
            with self.env.cr.savepoint():
                self.write({"flow_held": "held"})
        except OperationalError:
            raise  # the database asks to try again
        except Exception:  # of whatever a lead or its tasks refuse
            if len(self) == 1:
                _logger.warning("Meeting %s could not be registered", self.id, exc_info=True)
                return
            for event in self:
                event._hold()

    def _is_declined(self):
        """By the one who holds it, or by everybody else who was invited."""
        own = self.attendee_ids.filtered(lambda row: row.partner_id == self.user_id.partner_id)
        others = self.attendee_ids - own
        return own.state == "declined" or bool(
            others and all(row.state == "declined" for row in others)
        )

    def _has_client(self):
        return any(self.attendee_ids.partner_id.mapped("partner_share"))

    def _register_held(self):
        for event in self.filtered("opportunity_id"):
            at = min(event._contact_at(), fields.Datetime.now())
            event.opportunity_id._register_contact("meeting", at, source=event.name)
        self._ask_result()

    def _contact_at(self):
        """A meeting that is entered afterwards is known since then, and not from its beginning."""
        return max(self.start, self.create_date)

    def _take_back(self):
        """It did not take place after all: where it was the first contact, a call is due again."""
        for event in self.sudo():
            lead = event.opportunity_id
            known = (lead.first_contact_kind, lead.first_contact_at)
            if known == ("meeting", event._contact_at()):
                lead.write({"first_contact_at": False, "first_contact_kind": False})
                lead._flow_schedule("first_call")
