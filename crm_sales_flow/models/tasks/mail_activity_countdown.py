from datetime import timedelta

from odoo import api, fields, models

SOON = timedelta(hours=8)
SHOWN_AT_ONCE = 40


class MailActivity(models.Model):
    _inherit = "mail.activity"

    @api.readonly
    @api.model
    def flow_countdown(self):
        """My tasks with a minute that are overdue or due soon, for the countdown in the bar (G03).

        The browser counts the minutes itself; it asks anew when it is told that tasks changed.
        """
        user, leads = self.env.user, self.env["crm.lead"]
        # The bar is everybody's; those of the warehouse, say, have a role and see no leads.
        if not user.has_group("crm_sales_flow.group_flow_user") or not leads.has_access("read"):
            return []
        domain = [
            ("deadline_at", "<=", fields.Datetime.now() + SOON),
            ("res_model", "=", "crm.lead"),
            "|",
            ("user_id", "=", user.id),
            ("user_id", "in", self._stood_in_for(user)),
        ]
        tasks = self.search(domain, limit=SHOWN_AT_ONCE, order="deadline_at")
        leads = leads.search_fetch([("id", "in", tasks.mapped("res_id"))], ["name", "partner_id"])
        names = {lead.id: lead for lead in leads}
        return [
            {
                "id": task.id,
                "lead_id": task.res_id,
                "summary": task.display_name,
                "lead": names[task.res_id].name,
                "client": names[task.res_id].partner_id.display_name or "",
                "due_at": fields.Datetime.to_string(task.deadline_at),
            }
            for task in tasks
            if task.res_id in names
        ]

    @api.model
    def _stood_in_for(self, user):
        users = self.env["res.users"].sudo()
        return users.search([("active_deputy_ids", "in", user.ids)]).ids
