import pytz

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...tools.local_time import utc_of_day

# A change of one of these is shown on the countdown of its person.
SHOWN = frozenset({"deadline_at", "date_deadline", "user_id", "summary", "active"})
# What was promised, and when it is asked about: nobody talks himself out of it.
PROMISED = frozenset({"task_policy_id", "remind_at", "escalate_at"})
HUNG = frozenset({"res_id", "res_model", "res_model_id"})  # where a task stands
# Tasks that prove what was done with a request: they end with a result, not by being deleted.
PROVING = frozenset({"first_call", "no_contact", "assign", "not_assigned"})
CLOSING = object()  # in the context while tasks are closed; no client can send it


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
        vals_list = [dict(vals) for vals in vals_list]
        self._redirect_to_deputies(vals_list)
        for vals in vals_list:
            if moment := fields.Datetime.to_datetime(vals.get("deadline_at")):
                user = Users.browse(vals.get("user_id") or ())
                local = pytz.utc.localize(moment).astimezone(self._zone(user))
                vals["date_deadline"] = local.date()
        self._plan_attention(vals_list)
        activities = super().create(vals_list)
        activities._announce(activities.user_id)
        return activities

    def write(self, vals):
        if not self.env.su and PROMISED & vals.keys():
            raise AccessError(self.env._("Reminders follow the policy of the task."))
        if "active" in vals and not vals["active"]:
            self._check_proving()
        if HUNG & vals.keys() and not self.env.su:
            self._check_moved(vals)
        if not SHOWN & vals.keys():
            return super().write(vals)
        users = self.user_id
        if {"deadline_at", "date_deadline", "user_id"} & vals.keys():
            self._write_timed(dict(vals))
        else:
            super().write(vals)
        self._announce(users | self.user_id)
        return True

    def _write_timed(self, vals):
        if vals.get("user_id"):
            vals.setdefault("stands_for_id", False)
            self._redirect_to_deputies([vals])
        timed = self.filtered(lambda activity: vals.get("deadline_at", activity.deadline_at))
        values = {activity: activity._timed_values(vals) for activity in timed}
        moved = timed.filtered(lambda x: x.deadline_at != values[x]["deadline_at"])
        planned = [
            {**values[activity], "task_policy_id": activity.task_policy_id.id} for activity in moved
        ]
        self._plan_attention(planned, moved=True)
        for activity, plan in zip(moved, planned, strict=True):
            plan["reminded_periods"] = activity._given_periods(plan["deadline_at"])
        values.update(zip(moved, planned, strict=True))
        for activity in timed:
            # pylint: disable-next=super-method-mismatch
            super(MailActivity, activity).write({**vals, **values[activity]})
        # pylint: disable-next=super-method-mismatch
        return super(MailActivity, self - timed).write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_proving(self):
        self._check_proving()

    def _check_proving(self):
        """Nobody does away with the task by which it is proved what became of a request."""
        if self.env.su or self.env.context.get("flow_closing") is CLOSING:
            return
        for task in self.filtered("active").sudo():
            if task.task_policy_id.code in PROVING:
                raise UserError(
                    self.env._(
                        "«%(task)s» cannot be cancelled: close it with a result.",
                        task=task.summary or task.activity_type_id.name,
                    )
                )

    def _check_moved(self, vals):
        """A task is hung on another deal only by those who may change that one.

        Odoo asks about the deal where it stands: a call closed on a foreign deal would count
        there as the contact with the client (G03).
        """
        models = self.env["ir.model"].sudo()
        for task in self.sudo():
            model = models.browse(vals.get("res_model_id", task.res_model_id.id)).model
            model, record_id = vals.get("res_model", model), vals.get("res_id", task.res_id)
            if (model, record_id) == (task.res_model, task.res_id):
                continue
            task.with_env(self.env)._check_proving()
            if model == "crm.lead":
                self.env[model].browse(record_id).check_access("write")

    def unlink(self):
        self._announce(self.user_id)
        return super().unlink()

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
            return {"deadline_at": utc_of_day(day, zone.zone, local.time()), "date_deadline": day}
        return {"deadline_at": moment, "date_deadline": local.date()}

    @api.model
    def _zone(self, user):
        return pytz.timezone(user.sudo().tz or self.env.user.tz or "UTC")

    def _announce(self, users):
        """The countdown of these people asks anew; one notice a person, sent at the commit."""
        if any(activity.deadline_at for activity in self):
            for user in users.sudo():
                user._bus_send("crm_sales_flow.tasks", {})

    def _action_done(self, feedback=False, attachment_ids=None):
        """A first call that a person closes himself counts as a contact, marked «by hand»."""
        calls = self.filtered(
            lambda activity: (
                activity.task_policy_id.sudo().code == "first_call"
                and activity.res_model == "crm.lead"
            )
        )
        leads = self.env["crm.lead"].browse(calls.mapped("res_id"))
        closing = self.with_context(flow_closing=CLOSING)
        # pylint: disable-next=super-method-mismatch
        messages, following = super(MailActivity, closing)._action_done(
            feedback=feedback, attachment_ids=attachment_ids
        )
        leads._register_contact("by_hand", fields.Datetime.now())
        return messages.with_env(self.env), following.with_env(self.env)
