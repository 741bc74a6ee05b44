from markupsafe import Markup

from odoo import Command, api, fields, models
from odoo.tools import format_datetime


class MailActivity(models.Model):
    """How people hear of tasks with a minute: on the screen, and by e-mail as they like (G05)."""

    _inherit = "mail.activity"

    def action_notify(self):
        """Of a task with a minute its person is told in one batch, not by a letter for each.

        Who has his notifications in Odoo's inbox gets them there as before.
        """
        timed = self.filtered(lambda task: task.deadline_at and task.user_id)
        inbox = timed.filtered(lambda task: task.user_id.sudo().notification_type == "inbox")
        result = super(MailActivity, self - timed + inbox).action_notify()
        mails = []
        for user, tasks in timed.sudo().grouped("user_id").items():
            texts = tasks.with_context(lang=user.lang or self.env.lang, tz=user.tz)
            notices = [
                {"lead_id": task._leads().id, "title": task._title(), "text": task._due_text()}
                for task in texts
            ]
            self._notify_screen(user, notices)
            if user.flow_mail_assigned and user.email:
                mails += [
                    self._letter_values(
                        user, task._title(), task._due_text(), self._lead_url(task._leads())
                    )
                    for task in texts
                ]
        self._send_letters(mails)
        return result

    @api.model
    def _notify_screen(self, user, notices):
        """The moment goes along, so that a browser that was away shows no old notices."""
        now = fields.Datetime.to_string(fields.Datetime.now())
        user._bus_send("crm_sales_flow.reminder", {"tasks": notices, "sent_at": now})

    def _title(self):
        name = self.summary or self.activity_type_id.name
        return f"{name}: {self.res_name}" if self.res_name else name

    def _due_text(self):
        return self.env._(
            "Due at %(time)s", time=format_datetime(self.env, self.deadline_at, dt_format="short")
        )

    @api.model
    def _lead_url(self, lead):
        base = self.browse().get_base_url()
        path = "leads" if lead.type == "lead" else "deals"  # of the actions with our own form
        return f"{base}/odoo/{path}/{lead.id}" if lead else base

    @api.model
    def _letter_values(self, user, title, text, url):
        """``self`` is in the language of the user; the letter is queued, never sent here."""
        author = self.env.company.partner_id
        return {
            "subject": title,
            "body_html": Markup('<p><a href="%s">%s</a></p><p>%s</p>') % (url, title, text),
            "recipient_ids": [Command.link(user.partner_id.id)],
            "author_id": author.id,
            "email_from": self.env.company.email_formatted or user.email_formatted,
            "reply_to": self.env.company.email_formatted or user.email_formatted,
            "auto_delete": True,
        }

    @api.model
    def _send_letters(self, values):
        if values:
            self.env["mail.mail"].sudo().create(values)
            self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger()
