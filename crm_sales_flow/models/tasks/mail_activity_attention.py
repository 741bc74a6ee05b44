from datetime import timedelta

from odoo import api, fields, models

# One batch is one transaction: what is written, and what is told, becomes true together.
BATCH = 1000


class MailActivity(models.Model):
    """What happens while a task with a minute is overdue: reminders, then the Head (G03-G06).

    ``remind_at`` and ``escalate_at`` are the next moments at which something is to be done, so
    that a pass over many open tasks, none of which is due, is one look into two small indexes.

    A pass locks the rows it found (other workers pass them by), counts the full periods that
    went by, writes one ``crm.task.reminder`` and at most one queued letter for each task and
    moves ``remind_at``, all in one transaction. The letter itself is sent by Odoo's queue and
    the notice on the screen by the bus, both after the commit. A pass that is killed half-way
    has therefore told nobody anything, and the next one tells everybody once.
    """

    _inherit = "mail.activity"

    remind_at = fields.Datetime("Next reminder", readonly=True, copy=False)
    reminded_periods = fields.Integer(
        readonly=True, copy=False, help="Full periods after the deadline that were reminded of."
    )
    escalate_at = fields.Datetime("The superior is told at", readonly=True, copy=False)
    reminder_ids = fields.One2many("crm.task.reminder", "activity_id", "Reminders")

    _remind_idx = models.Index("(remind_at) WHERE active AND remind_at IS NOT NULL")
    _escalate_idx = models.Index("(escalate_at) WHERE active AND escalate_at IS NOT NULL")

    # ---------------------------------------------------------------- plan

    @api.model
    def _plan_attention(self, vals_list, moved=False):
        """Add to the values when the reminders begin and when the Head is told.

        :param moved: the tasks are there already; moving them does not put off the Head.
        """
        moments = set()
        policies = self.env["crm.task.policy"].sudo()
        by_policy = {}
        for vals in vals_list:
            if vals.get("deadline_at") and vals.get("task_policy_id"):
                by_policy.setdefault(vals["task_policy_id"], []).append(vals)
        for policy_id, group in by_policy.items():
            policy = policies.browse(policy_id)
            starts = [fields.Datetime.to_datetime(vals["deadline_at"]) for vals in group]
            # Of what is late from its beginning no reminder was missed.
            gone = dict.fromkeys(starts, 0) if moved else policy._full_periods(starts)
            remind = policy._later({x: (x, (gone[x] + 1) * policy.remind_minutes) for x in starts})
            # The deadline is so many minutes after the beginning already.
            rest = max(policy.escalate_minutes - policy.delay_minutes, 0)
            tell = policy._later({x: (x, rest) for x in starts})
            for vals, start in zip(group, starts, strict=True):
                vals["reminded_periods"] = gone[start]
                vals["remind_at"] = remind[start] if policy.remind_minutes else False
                if policy.escalate_minutes and not moved:
                    vals["escalate_at"] = tell[start]
                moments |= {vals["remind_at"], vals.get("escalate_at")}
        self._wake_reminders(moments - {False, None})

    @api.model
    def _wake_reminders(self, moments):
        """The cron wakes to the minute at each of the moments; every 5 minutes it does anyway."""
        minutes = {
            moment.replace(second=0) + timedelta(minutes=bool(moment.second)) for moment in moments
        }
        if minutes:
            cron = self.env.ref("crm_sales_flow.ir_cron_reminders").sudo()
            cron._trigger(at=sorted(minutes))

    def _given_periods(self, moment):
        """What was reminded of when the task was due at that moment already: a task that is moved
        away and back is not reminded of the same hour twice."""
        given = self.sudo().reminder_ids.filtered(lambda row: row.due_at == moment)
        return max(given.mapped("number"), default=0)

    # ---------------------------------------------------------------- pass

    @api.model
    def _cron_remind(self):
        cron = self.env["ir.cron"]
        while True:
            now = fields.Datetime.now()
            domain = ["|", ("remind_at", "<=", now), ("escalate_at", "<=", now)]
            due = self.search(domain, limit=BATCH, order="id")
            claimed = due.try_lock_for_update()
            claimed._attend(now)
            full = len(due) == BATCH and claimed == due
            if not cron._commit_progress(len(claimed), remaining=int(full)) or not full:
                break

    def _attend(self, now):
        """Remind of, and escalate, tasks that are due for it; the caller has locked them.

        The hours of a lead that is lost, put away or gone from the database pass in silence.
        """
        leads = self._leads().exists()
        leads.mapped("display_name")  # read once for all; Odoo asks for them one by one
        asleep = set(self._leads().ids) - set(leads.filtered("active").ids)
        silent = self.filtered(lambda task: task.res_model == "crm.lead" and task.res_id in asleep)
        late = self.filtered(lambda task: task.escalate_at and task.escalate_at <= now)
        self._remind(now, silent)
        late.write({"escalate_at": False})
        (late - silent)._escalate()

    def _leads(self):
        ids = self.filtered(lambda task: task.res_model == "crm.lead").mapped("res_id")
        return self.env["crm.lead"].browse(ids)

    def _remind(self, now, silent):
        rows, again = [], set()
        for policy, tasks in self.filtered("remind_at").grouped("task_policy_id").items():
            period = policy.remind_minutes
            if not period:  # switched off since
                tasks.write({"remind_at": False})
                continue
            passed = policy._elapsed(set(tasks.mapped("deadline_at")), now)
            counts = {task: int(passed[task.deadline_at] // period) for task in tasks}
            following = policy._later(
                {task: (task.deadline_at, (counts[task] + 1) * period) for task in tasks}
            )
            for task, count in counts.items():
                if count > task.reminded_periods and task not in silent:
                    rows.append(task._reminder_values(count, now))
                moment = max(following[task], now + timedelta(minutes=1))
                # A longer period has fewer of them: what was given is not given again.
                given = max(count, task.reminded_periods)
                task.write({"remind_at": moment, "reminded_periods": given})
                again.add(moment)
        self.env["crm.task.reminder"].create(rows)._deliver()
        self._wake_reminders(again)

    def _reminder_values(self, count, now):
        """One reminder stands for all the periods since the last one, and says how many."""
        return {
            "activity_id": self.id,
            "user_id": (self.user_id or self._leads().team_id.user_id)._flow_on_duty().id,
            "lead_id": self._leads().id,
            # Of a deal the reminder shows the name anew, whatever it is then.
            "name": self.summary or self.activity_type_id.name if self._leads() else self._title(),
            "due_at": self.deadline_at,
            "number": count,
            "periods": count - self.reminded_periods,
            "period_minutes": self.task_policy_id.remind_minutes,
            "sent_at": now,
        }

    def _escalate(self):
        """The Head gets one task «Lead without contact», whatever is late on the lead (G06); of a
        lead that he has given to nobody the director gets one (F09)."""
        leads = self._leads()
        free = leads.filtered(lambda lead: not lead.user_id)
        free._flow_schedule("not_assigned", user=self._director())
        for team, group in (leads - free).grouped("team_id").items():
            group._flow_schedule("no_contact", user=team._flow_leader() or self._director())

    def _director(self):
        group = self.env.ref("crm_sales_flow.group_director").sudo()
        people = group.all_user_ids.filtered(lambda user: user.active and not user.share)
        return people[:1]
