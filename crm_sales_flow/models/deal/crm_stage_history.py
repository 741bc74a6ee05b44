from datetime import timezone

from odoo import api, fields, models

from ...tools.working_minutes import minutes_between


class CrmStageHistory(models.Model):
    """One row per visit of a stage; the rows of a deal tile its life without gap or overlap.

    The funnel is computed from it. Losing a deal closes the row and opens one of kind *lost*,
    reviving it opens a new one (design section 3).
    """

    _name = "crm.stage.history"
    _description = "Visit of a stage"
    _order = "entered_at desc, id desc"

    lead_id = fields.Many2one(
        "crm.lead", "Deal", required=True, index=True, ondelete="cascade", readonly=True
    )
    stage_id = fields.Many2one(
        "crm.stage", required=True, index=True, ondelete="restrict", readonly=True
    )
    kind = fields.Selection(
        [("stage", "Stage"), ("lost", "Lost"), ("outside", "Out of the process")],
        required=True,
        default="stage",
        readonly=True,
    )
    team_id = fields.Many2one("crm.team", "Department", readonly=True)
    manager_id = fields.Many2one("res.users", readonly=True)
    user_id = fields.Many2one("res.users", "Moved by", readonly=True)
    entered_at = fields.Datetime("In", required=True, readonly=True)
    left_at = fields.Datetime("Out", readonly=True)
    working_minutes = fields.Integer(readonly=True, aggregator="avg")
    override_ids = fields.One2many("crm.stage.override", "history_id", "Exceptions", readonly=True)
    is_imported = fields.Boolean(
        "By import", readonly=True, help="An administrator's import set the stage, past its gates."
    )
    merged_from = fields.Char(readonly=True, help="Name of the deal that was merged into this one.")
    merged_lead_id = fields.Integer("Merged deal ID", readonly=True, aggregator=None)
    company_id = fields.Many2one(related="lead_id.company_id")

    _open_uniq = models.UniqueIndex("(lead_id) WHERE left_at IS NULL AND merged_from IS NULL")

    @api.model
    def _record(self, leads):
        """Close the open visits of ``leads`` and open one for the place where each stands now."""
        now = fields.Datetime.now()
        self.search([("lead_id", "in", leads.ids), ("left_at", "=", False)])._close(now)
        imported = leads._flow_gates_waived()
        return self.create(
            [
                {
                    "lead_id": lead.id,
                    "stage_id": lead.stage_id.id,
                    "kind": self._kind_of(lead),
                    "team_id": lead.team_id.id,
                    "manager_id": lead.user_id.id,
                    "user_id": self.env.uid,
                    "entered_at": now,
                    "is_imported": imported,
                }
                for lead in leads
                if lead.stage_id
            ]
        )

    @staticmethod
    def _kind_of(lead):
        if lead.type != "opportunity" or not lead.team_id.flow_enabled:
            return "outside"
        return "lost" if lead.won_status == "lost" else "stage"

    def _move_to(self, lead):
        """Hand the visits of deals that are merged over to ``lead``; their life ends here."""
        self.filtered(lambda visit: not visit.left_at)._close(fields.Datetime.now())
        for visit in self:
            origin = visit.lead_id
            values = {"lead_id": lead.id}
            if not visit.merged_lead_id:
                values.update(merged_from=origin.name, merged_lead_id=origin.id)
            visit.write(values)

    def _close(self, moment):
        if not self:
            return
        minutes = self._working_minutes(moment)
        for spent, visits in self.grouped(lambda visit: minutes[visit.id]).items():
            visits.write({"left_at": moment, "working_minutes": spent})
        # The unique index of open visits is checked by the database row by row.
        self.flush_recordset(["left_at"])

    def _working_minutes(self, moment):
        """Working minutes of each visit up to ``moment``, by the clock of the first call."""
        calendar = self.env["crm.task.policy"]._get("first_call")._working_calendar()
        if not calendar:
            return {
                visit.id: int((moment - visit.entered_at).total_seconds() // 60) for visit in self
            }
        left = moment.replace(tzinfo=timezone.utc)
        entered = {visit.id: visit.entered_at.replace(tzinfo=timezone.utc) for visit in self}
        work = calendar._work_intervals_batch(min(entered.values()), left)[False]
        intervals = [(opens, closes) for opens, closes, _attendance in work]
        return {key: int(minutes_between(start, left, intervals)) for key, start in entered.items()}
