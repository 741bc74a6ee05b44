from odoo import api, fields, models
from odoo.tools import format_duration


class CrmTaskReminder(models.Model):
    """A reminder of an overdue task: the log by which anybody can prove that it was given (G04).

    The numbers of the periods that the rows of a task stand for add up to the full periods that
    it was overdue; the unique key keeps a second row for the same period out.
    """

    _name = "crm.task.reminder"
    _description = "Reminder of a task"
    _order = "sent_at desc, id desc"

    activity_id = fields.Many2one(
        "mail.activity", "Task", index=True, ondelete="set null", readonly=True
    )
    lead_id = fields.Many2one("crm.lead", "Deal", index=True, ondelete="cascade", readonly=True)
    user_id = fields.Many2one("res.users", "Reminded", index=True, readonly=True)
    name = fields.Char("What to do", readonly=True)
    due_at = fields.Datetime("Was due at", required=True, readonly=True)
    sent_at = fields.Datetime("Reminded at", required=True, index=True, readonly=True)
    number = fields.Integer(required=True, readonly=True, help="Full periods after the deadline.")
    periods = fields.Integer(
        "Stands for",
        required=True,
        readonly=True,
        help="More than one when reminders were missed, because the system was not working.",
    )
    period_minutes = fields.Integer("Every, minutes", required=True, readonly=True)
    by_email = fields.Boolean("E-mail", readonly=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, readonly=True
    )

    _period_uniq = models.Constraint(
        "UNIQUE (activity_id, due_at, number)", "This reminder has been given already."
    )

    def _deliver(self):
        """Tell each person on the screen, and by e-mail if he wants it; both leave at commit."""
        mails = []
        for user, reminders in self.grouped("user_id").items():
            if not user:
                continue
            texts = reminders.with_context(lang=user.lang or self.env.lang)
            self.env["mail.activity"]._notify_screen(user, [row._notice() for row in texts])
            if user.flow_mail_reminders and user.email:
                reminders.by_email = True
                mails += [row._letter() for row in texts]
        self.env["mail.activity"]._send_letters(mails)

    def _notice(self):
        return {
            "lead_id": self.lead_id.id,
            "title": self._title(),
            "text": self._text(),
            "number": self.number,
        }

    def _title(self):
        return f"{self.name}: {self.lead_id.display_name}" if self.lead_id else self.name

    def _text(self):
        text = self.env._(
            "Overdue by %(time)s of working time",
            time=format_duration(self.number * self.period_minutes / 60),
        )
        if self.periods > 1:
            text += ". " + self.env._(
                "This reminder stands for %(count)s: the others were missed while the system was "
                "not working.",
                count=self.periods,
            )
        return text

    def _letter(self):
        Activity = self.env["mail.activity"]
        url = Activity._lead_url(self.lead_id)
        return Activity._letter_values(self.user_id, self._title(), self._text(), url)

    @api.autovacuum
    def _gc_old(self):
        """Two years are kept: a proof longer than any argument about a lead."""
        old = self.search([("sent_at", "<", "today -2y")], limit=10000)
        old.unlink()
        return len(old), int(len(old) == 10000)
