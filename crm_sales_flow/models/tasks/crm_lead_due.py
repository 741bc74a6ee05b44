from odoo import api, fields, models

from .crm_lead import WAIT_FOR_CONTACT


class CrmLead(models.Model):
    """How long a lead may still wait: the clock that its list shows (F08, G01)."""

    _inherit = "crm.lead"

    contact_due_at = fields.Datetime(
        "Due",
        compute="_compute_contact_due_at",
        help="By when the Head assigns the lead, then by when its manager calls the client.",
    )
    is_contact_late = fields.Boolean("Late", compute="_compute_contact_due_at")

    @api.depends("activity_ids.deadline_at", "activity_ids.active")
    def _compute_contact_due_at(self):
        tasks = self._flow_open_tasks(("assign", *WAIT_FOR_CONTACT)).grouped("res_id")
        now = fields.Datetime.now()
        for lead in self:
            moments = filter(None, (task.deadline_at for task in tasks.get(lead._origin.id, ())))
            lead.contact_due_at = due = min(moments, default=False)
            lead.is_contact_late = bool(due) and due < now
