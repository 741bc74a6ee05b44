from odoo import fields, models


class CrmRequestMisroute(models.Model):
    """A request that came to the wrong department and was returned by its Head (F05)."""

    _name = "crm.request.misroute"
    _description = "Misrouted request"
    _order = "returned_at desc, id desc"
    _rec_name = "request_id"

    request_id = fields.Many2one(
        "crm.request", required=True, index=True, ondelete="cascade", readonly=True
    )
    from_team_id = fields.Many2one(
        "crm.team", "Returned by department", required=True, ondelete="restrict", readonly=True
    )
    to_team_id = fields.Many2one(
        "crm.team",
        "Went to",
        ondelete="restrict",
        readonly=True,
        help="The department that got the request afterwards; empty while it waits.",
    )
    reason = fields.Text(required=True, readonly=True)
    user_id = fields.Many2one("res.users", "Returned by", required=True, readonly=True)
    returned_at = fields.Datetime("Returned", required=True, readonly=True)
    sorter_id = fields.Many2one(
        "res.users",
        "Sorted by",
        readonly=True,
        help="Empty when the program recognised the client.",
    )
    rule_id = fields.Many2one(
        "crm.routing.rule", "Rule of sorting", readonly=True, ondelete="set null"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    subject = fields.Char(related="request_id.subject")

    def _tell_sorters(self):
        """On the screen, and by e-mail to who wants it."""
        Activity, mails = self.env["mail.activity"], []
        for row in self:
            for user in row.sorter_id._flow_on_duty():
                text = row.request_id.with_context(lang=user.lang or self.env.lang)
                notice = text._return_text(row.from_team_id, row.reason)
                title = text.display_name
                Activity._notify_screen(user, [{"lead_id": False, "title": title, "text": notice}])
                if user.flow_mail_reminders and user.email:
                    url = f"{self.get_base_url()}/odoo/sorting-desk"
                    mails.append(Activity._letter_values(user, title, notice, url))
        Activity._send_letters(mails)
