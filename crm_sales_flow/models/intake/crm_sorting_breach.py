from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import format_datetime

NAMED = 5  # requests named in an alert


class CrmSortingBreach(models.Model):
    """A request that was not sorted in time (F03): the key keeps a second row for a slot out."""

    _name = "crm.sorting.breach"
    _description = "Request not sorted in time"
    _order = "due_at desc, id desc"
    _rec_name = "request_id"

    request_id = fields.Many2one(
        "crm.request", required=True, index=True, ondelete="cascade", readonly=True
    )
    slot_id = fields.Many2one(
        "crm.sorting.slot", "Sorting", required=True, ondelete="restrict", readonly=True, index=True
    )
    due_at = fields.Datetime("Was due at", required=True, readonly=True, index=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    channel = fields.Selection(related="request_id.channel", store=True)
    subject = fields.Char(related="request_id.subject")
    registered_at = fields.Datetime(related="request_id.registered_at")
    sorted_at = fields.Datetime(related="request_id.sorted_at")
    team_id = fields.Many2one(related="request_id.team_id", store=True)
    late_hours = fields.Float("Late by", compute="_compute_late_hours")

    _request_uniq = models.Constraint(
        "UNIQUE (request_id, due_at)", "This breach has been counted already."
    )

    @api.depends("due_at", "sorted_at")
    def _compute_late_hours(self):
        now = fields.Datetime.now()
        for breach in self:
            passed = (breach.sorted_at or now) - breach.due_at
            breach.late_hours = max(passed / timedelta(hours=1), 0)

    @api.model
    def _record(self, slot, start, end):
        """Count the requests that came before ``start`` and were not sorted at ``end``.

        One statement for all; what has been counted already is not returned again.
        """
        self.env["crm.request"].flush_model()
        self.env.cr.execute(
            """
            INSERT INTO crm_sorting_breach
                   (request_id, slot_id, due_at, company_id, channel, team_id,
                    create_uid, write_uid, create_date, write_date)
            SELECT r.id, %(slot)s, %(end)s, r.company_id, r.channel, r.team_id,
                   %(uid)s, %(uid)s, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
              FROM crm_request r
             WHERE (r.company_id = %(company)s OR %(company)s IS NULL)
               AND COALESCE(r.returned_at, r.registered_at) < %(start)s
               AND (r.state IN ('new', 'broken')
                    OR (r.sorted_at > %(end)s AND r.sorted_by_id IS NOT NULL))
            ON CONFLICT DO NOTHING
            RETURNING id
            """,
            {
                "slot": slot.id,
                "company": slot.company_id.id or None,
                "start": start,
                "end": end,
                "uid": self.env.uid,
            },
        )
        self.env["crm.request"].invalidate_model(["breach_ids"])
        return self.browse([row[0] for row in self.env.cr.fetchall()])

    def _alert_texts(self):
        """:return: title and text of the alert; the requests longest waiting are named."""
        requests = self.request_id.sorted("registered_at")
        due = format_datetime(self.env, max(self.mapped("due_at")), dt_format="short")
        title = self.env._(
            "Not sorted by %(time)s: %(count)s requests", time=due, count=len(requests)
        )
        names = ", ".join(requests[:NAMED].mapped("display_name"))
        return title, f"{names}…" if len(requests) > NAMED else names
