from datetime import time

from odoo import api, models
from odoo.tools import format_datetime

from ...tools.local_time import utc_of_day
from .crm_lead_delivery import TELL_VISIT


class ProjectTask(models.Model):
    """The client is told when the engineers come, and when that changes (O07)."""

    _inherit = "project.task"

    @api.model_create_multi
    def create(self, vals_list):
        tasks = super().create(vals_list)
        tasks._visit_date_told({})
        return tasks

    def write(self, vals):
        before = {}
        if {"date_deadline", "user_ids"} & vals.keys():
            before = {task.id: task._visit_agreed_at() for task in self.sudo()}
        result = super().write(vals)
        if before:
            self._visit_date_told(before)
        return result

    def _visit_agreed_at(self):
        """Hook: the moment that the client is told; while nobody has taken the visit, its date is
        only a plan."""
        told = ("installation", "attestation", "visit")
        return self.field_work_type in told and bool(self.user_ids) and self.date_deadline

    @api.model
    def _visit_morning(self, company, day):
        """:return: ten o'clock of ``day`` where the company works, as naive UTC"""
        return utc_of_day(day, company.resource_calendar_id.tz, time(10))

    def _visit_date_told(self, before):
        """Elevated: the engineer who moves a visit may not write on the deal.

        :param before: dict task id -> moment that was agreed before.
        """
        for task in self.sudo():
            moment = task._visit_agreed_at()
            lead = task.lead_id._flow_in_work()
            if not moment or moment == before.get(task.id) or not lead:
                continue
            reader = lead.with_context(lang=lead.user_id.lang, tz=lead.user_id.tz)
            when = format_datetime(reader.env, moment, dt_format="short")
            text = reader.env._("%(visit)s: %(time)s", visit=task.name, time=when)
            lead._flow_offer_letter(TELL_VISIT, text)

    def _act_signed(self):
        """They have been there: nobody needs to tell the day any more."""
        result = super()._act_signed()
        lead = self.lead_id.sudo()
        if lead and not lead.next_visit_at:
            lead._flow_settle_tasks(TELL_VISIT, self.env._("The visit has taken place."))
        return result
