from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import Command, api, fields, models
from odoo.exceptions import ValidationError

MEETING_LENGTH = timedelta(hours=1)


class CrmTaskChainStep(models.Model):
    _name = "crm.task.chain.step"
    _description = "Step of a chain"
    _order = "chain_id, sequence, id"
    _rec_name = "summary"

    chain_id = fields.Many2one("crm.task.chain", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    policy_id = fields.Many2one(
        "crm.task.policy",
        "Reminders",
        ondelete="set null",
        help="How the step is reminded of; empty: as any agreed step.",
    )
    summary = fields.Char("What to do", required=True, translate=True)
    activity_type_id = fields.Many2one(
        "mail.activity.type",
        "Kind of task",
        required=True,
        ondelete="restrict",
        domain="[('res_model', 'in', (False, 'crm.lead'))]",
        help="A step of a kind «meeting» stands in the calendars of its participants.",
    )
    delay = fields.Integer("After", required=True, default=1)
    delay_unit = fields.Selection(
        [
            ("hours", "working hours"),
            ("days", "working days"),
            ("weeks", "weeks"),
            ("months", "months"),
        ],
        "Of",
        required=True,
        default="days",
        help="Counted from the closing of the step before.",
    )
    responsible = fields.Selection(
        [
            ("owner", "Responsible person of the deal"),
            ("head", "Head of the department"),
            ("user", "A certain person"),
        ],
        required=True,
        default="owner",
    )
    user_id = fields.Many2one("res.users", "Person", domain="[('share', '=', False)]")
    with_head = fields.Boolean("Head takes part", help="The meeting stands in his calendar too.")
    with_client = fields.Boolean("Client is invited", help="He gets an invitation by e-mail.")
    branch_ids = fields.One2many("crm.task.chain.branch", "step_id", "Then")

    _check_delay = models.Constraint("CHECK (delay >= 0)", "A step cannot be due before it began.")

    @api.constrains("responsible", "user_id")
    def _check_user(self):
        if any(step.responsible == "user" and not step.user_id for step in self):
            raise ValidationError(self.env._("Choose the person of the step."))

    def _next(self, outcome):
        """The branch of the outcome; else the one for any other."""
        branches = self.branch_ids
        exact = branches.filtered(lambda branch: outcome and branch.outcome_id == outcome)
        return (exact or branches.filtered(lambda branch: not branch.outcome_id))[:1].next_step_id

    def _plan(self, leads, start=None):
        """Plan the step on each lead: a task, and for a meeting an entry in the calendars."""
        self.ensure_one()
        policy = self.policy_id.sudo() or self.env["crm.task.policy"]._get("agreed_step")
        start = start or fields.Datetime.now()
        due = self._due_at(policy, start)
        tasks = self.env["mail.activity"].sudo()
        values = [self._task_values(lead, policy, due) for lead in leads]
        if self.activity_type_id.category == "meeting":
            events = [
                self._meeting_values(lead, task, due)
                for lead, task in zip(leads, values, strict=True)
            ]
            return self.env["calendar.event"].sudo().create(events).activity_ids
        return tasks.create(values)

    def _due_at(self, policy, start):
        """Hours and days are working ones; weeks and months end in the next working minute."""
        hours = policy._working_calendar().hours_per_day or 8
        if self.delay_unit in ("hours", "days"):
            minutes = self.delay * 60 * (1 if self.delay_unit == "hours" else hours)
        else:
            start, minutes = start + relativedelta(**{self.delay_unit: self.delay}), 0
        return policy._later({self: (start, minutes)})[self]

    def _task_values(self, lead, policy, due):
        values = lead._flow_task_values(policy, due, self._person(lead), False)
        language = self.with_context(lang=self._person(lead).lang or self.env.lang)
        return {
            **values,
            "activity_type_id": self.activity_type_id.id,
            "summary": language.summary,
            "chain_step_id": self.id,
        }

    def _person(self, lead):
        if self.responsible == "head":
            return lead.team_id._flow_leader() or lead.user_id
        return self.user_id if self.responsible == "user" else lead.user_id

    def _meeting_values(self, lead, task, due):
        person = self.env["res.users"].browse(task["user_id"])
        partners = person.partner_id | (lead.partner_id if self.with_client else person.partner_id)
        if self.with_head:
            partners |= lead.team_id._flow_duty_head().partner_id
        return {
            "name": f"{task['summary']}: {lead.name}",
            "start": due,
            "stop": due + MEETING_LENGTH,
            "user_id": person.id,
            "partner_ids": [Command.set(partners.ids)],
            "opportunity_id": lead.id,
            "res_model_id": task["res_model_id"],
            "res_id": lead.id,
            "activity_ids": [Command.create(task)],
        }
