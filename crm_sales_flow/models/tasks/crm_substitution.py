from odoo import api, models


class CrmSubstitution(models.Model):
    _inherit = "crm.substitution"

    @api.model
    def _after_passed_on(self, users):
        """The one who stands in now has the tasks of the one who did before (W04)."""
        result = super()._after_passed_on(users)
        tasks = self.env["mail.activity"].sudo().search([("stands_for_id", "in", users.ids)])
        for task in tasks.with_context(mail_activity_quick_update=True):
            task.user_id = task.stands_for_id
        return result

    def _after_over(self):
        """What the deputy has not done goes back to whom it was meant for (W04)."""
        result = super()._after_over()
        absent = self.user_id.filtered(lambda user: not user.sudo().active_deputy_ids)
        tasks = self.env["mail.activity"].sudo().search([("stands_for_id", "in", absent.ids)])
        for user, group in tasks.grouped("stands_for_id").items():
            group.with_context(mail_activity_quick_update=True).write(
                {"user_id": user.id, "stands_for_id": False}
            )
        return result
