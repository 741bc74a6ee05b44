from datetime import datetime

import pytz

from odoo import api, fields, models


class MailActivity(models.Model):
    """A task with a minute: ``deadline_at`` stands beside Odoo's date, which follows it.

    The date is written from the moment here and nowhere else, in the time zone of the one who
    does the task. Without ``deadline_at`` an activity behaves as in Odoo.
    """

    _inherit = "mail.activity"

    deadline_at = fields.Datetime(
        "Due at", index="btree_not_null", help="The minute by which the task is to be done."
    )
    task_policy_id = fields.Many2one(
        "crm.task.policy", "Policy", index="btree_not_null", ondelete="set null", readonly=True
    )

    @api.model_create_multi
    def create(self, vals_list):
        Users = self.env["res.users"]
        for vals in vals_list:
            if moment := fields.Datetime.to_datetime(vals.get("deadline_at")):
                user = Users.browse(vals.get("user_id") or ())
                local = pytz.utc.localize(moment).astimezone(self._zone(user))
                vals["date_deadline"] = local.date()
        return super().create(vals_list)

    def write(self, vals):
        if not {"deadline_at", "date_deadline", "user_id"} & vals.keys():
            return super().write(vals)
        timed = self.filtered(lambda activity: vals.get("deadline_at", activity.deadline_at))
        for activity in timed:
            super(MailActivity, activity).write({**vals, **activity._timed_values(vals)})
        return super(MailActivity, self - timed).write(vals)

    def _timed_values(self, vals):
        """The moment and the date that agree with each other after ``vals`` is written.

        Odoo's own screens move a task by its date only: the time of the day stays then.
        """
        moment = fields.Datetime.to_datetime(vals.get("deadline_at", self.deadline_at))
        user = self.env["res.users"].browse(vals.get("user_id", self.user_id.id) or ())
        zone = self._zone(user)
        local = pytz.utc.localize(moment).astimezone(zone)
        if "deadline_at" not in vals and vals.get("date_deadline"):
            day = fields.Date.to_date(vals["date_deadline"])
            local = zone.localize(datetime.combine(day, local.time()))
            moment = local.astimezone(pytz.utc).replace(tzinfo=None)
        return {"deadline_at": moment, "date_deadline": local.date()}

    @api.model
    def _zone(self, user):
        return pytz.timezone(user.sudo().tz or self.env.user.tz or "UTC")

    def _action_done(self, feedback=False, attachment_ids=None):
        """A first call that a person closes himself counts as a contact, marked «by hand»."""
        calls = self.filtered(
            lambda activity: (
                activity.task_policy_id.sudo().code == "first_call"
                and activity.res_model == "crm.lead"
            )
        )
        leads = self.env["crm.lead"].browse(calls.mapped("res_id"))
        result = super()._action_done(feedback=feedback, attachment_ids=attachment_ids)
        leads._register_contact("by_hand", fields.Datetime.now())
        return result
