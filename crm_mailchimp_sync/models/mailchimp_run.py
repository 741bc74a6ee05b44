from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_datetime

KEPT_DAYS, EMPTY_DAYS = 180, 1
NOTHING = [("looked", "=", 0), ("sent", "=", 0), ("parked", "=", 0), ("state", "=", "done")]


class MailchimpRun(models.Model):
    """One synchronisation of an audience, with its counts (V06)."""

    _name = "mailchimp.run"
    _description = "Synchronisation"
    _order = "id desc"

    audience_id = fields.Many2one(
        "mailchimp.audience", required=True, index=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="audience_id.company_id", store=True)
    user_id = fields.Many2one("res.users", "Started by", readonly=True)
    state = fields.Selection(
        [("running", "Running"), ("done", "Done"), ("paused", "Waits"), ("failed", "Stopped")],
        default="running",
        required=True,
        readonly=True,
        index=True,
    )
    phase = fields.Selection(
        [
            ("pull", "Reading what changed there"),
            ("look", "Looking at our changes"),
            ("tags", "Taking tags away"),
            ("push", "Sending"),
            ("leave", "Archiving who left"),
            ("end", "Finished"),
        ],
        default="pull",
        required=True,
        readonly=True,
    )
    started_at = fields.Datetime("Began at", default=fields.Datetime.now, readonly=True)
    ended_at = fields.Datetime("Ended at", readonly=True)
    error = fields.Char(readonly=True, export_string_translation=False)
    error_text = fields.Char("What to do", compute="_compute_error_text")
    pulled = fields.Integer("Read", readonly=True)
    looked = fields.Integer("Looked at", readonly=True)
    total = fields.Integer("To send", readonly=True)
    sent = fields.Integer(readonly=True)
    stopped = fields.Integer("Unsubscribed there", readonly=True)
    archived = fields.Integer(readonly=True)
    parked = fields.Integer("Set aside", readonly=True)
    requests = fields.Integer(readonly=True)
    progress = fields.Float(compute="_compute_progress")

    def _compute_display_name(self):
        for run in self:
            began = format_datetime(self.env, run.started_at)
            run.display_name = f"{run.audience_id.name}, {began}"

    def _compute_progress(self):
        """Of a hundred; reading and looking are the first tenth."""
        for run in self:
            if run.state == "done":
                run.progress = 100
            elif run.phase in ("pull", "look") or not run.total:
                run.progress = 5
            else:
                run.progress = 10 + 90 * min(1, (run.sent + run.parked) / run.total)

    def _compute_error_text(self):
        for run in self:
            run.error_text = run.audience_id.account_id._in_words(run.error)

    def _count(self, **more):
        """Add to the counts of the run."""
        self.write({name: self[name] + value for name, value in more.items() if value})

    @api.autovacuum
    def _gc_runs(self):
        """A run each five minutes: those that found nothing to do are not kept."""
        now = fields.Datetime.now()
        old = Domain("started_at", "<", now - timedelta(days=KEPT_DAYS))
        empty = Domain(NOTHING) & Domain("started_at", "<", now - timedelta(days=EMPTY_DAYS))
        self.search(old | empty, limit=10_000).unlink()
