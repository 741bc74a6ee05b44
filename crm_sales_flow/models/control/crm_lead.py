from odoo import api, fields, models

FIRST_CALL = "first_call"


class CrmLead(models.Model):
    """The promise of the first contact as it was given, and what became of it (Z06)."""

    _inherit = "crm.lead"

    contact_promised_at = fields.Datetime(
        "Contact promised by",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The first deadline of the first call. A call that is put off does not move it.",
    )
    contact_minutes = fields.Integer(
        "First contact after, minutes",
        compute="_compute_contact_minutes",
        store=True,
        aggregator="avg",
        help="Working minutes from the registration to the first contact.",
    )

    def _flow_after_merge(self, tail):
        result = super()._flow_after_merge(tail)
        calls = self.env["crm.control.call"].sudo()
        calls.search([("lead_id", "in", tail.ids)]).lead_id = self
        return result

    def _flow_schedule(self, policy_code, start=None, user=None, note=None, once=True):
        tasks = super()._flow_schedule(policy_code, start, user, note, once)
        if policy_code == FIRST_CALL and tasks:
            self.sudo()._control_promise(dict(zip(self.ids, tasks.sudo(), strict=True)))
        return tasks

    def _control_promise(self, tasks):
        """:param tasks: dict lead id -> its first call."""
        unpromised = self.filtered(lambda lead: not lead.contact_promised_at)
        for deadline, leads in unpromised.grouped(lambda lead: tasks[lead.id].deadline_at).items():
            leads.contact_promised_at = deadline

    def _merge_first_times(self, tail):
        result = super()._merge_first_times(tail)
        if promised := (self | tail).filtered("contact_promised_at").mapped("contact_promised_at"):
            self.contact_promised_at = min(promised)
        return result

    @api.depends("first_contact_at", "registered_at")
    def _compute_contact_minutes(self):
        """By the clock of the first call; the working hours of a month are read once."""
        reached = self.filtered("first_contact_at")
        (self - reached).contact_minutes = False
        if not reached:
            return
        policy = self.env["crm.task.policy"]._get(FIRST_CALL)
        months = reached.grouped(lambda lead: lead._control_waited()[0].strftime("%Y-%m"))
        for leads in months.values():
            waited = {lead: lead._control_waited() for lead in leads}
            for lead, minutes in policy._control_minutes(waited).items():
                lead.contact_minutes = minutes

    def _control_waited(self):
        """:return: (registered at, first contact at); a contact before it means no waiting."""
        contact = self.first_contact_at
        return min(self.registered_at or contact, contact), contact
