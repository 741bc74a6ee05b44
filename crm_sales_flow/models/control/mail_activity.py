from odoo import api, fields, models
from odoo.exceptions import UserError


class MailActivity(models.Model):
    """When a task was done, to the minute: Odoo keeps the day only (A10)."""

    _inherit = "mail.activity"

    done_at = fields.Datetime("Done at", compute="_compute_done_at", store=True)

    @api.depends("active")
    def _compute_done_at(self):
        opened = self.filtered("active")
        opened.done_at = False
        (self - opened).filtered(lambda task: not task.done_at).done_at = fields.Datetime.now()

    # ------------------------------------------------------- control calls

    def _control_calls(self):
        """The control calls that these tasks still wait for (A09)."""
        tasks = self.filtered(lambda task: task.task_policy_id.sudo().code == "control_call")
        if not tasks:
            return self.env["crm.control.call"]
        domain = [("activity_id", "in", tasks.ids), ("state", "=", "planned")]
        return self.env["crm.control.call"].sudo().search(domain)

    def action_result(self):
        """A control call ends with its score, not with the outcome of a talk about the deal."""
        if call := self._control_calls().with_env(self.env):
            return call.action_score()
        return super().action_result()

    def _check_result(self):
        result = super()._check_result()
        if call := self._control_calls()[:1]:
            raise UserError(
                self.env._(
                    "The control call of «%(client)s» ends with a score: press «Mark Done».",
                    client=call.partner_id.display_name,
                )
            )
        return result

    def _check_proving(self):
        """The manager whose work is asked about does not call the question off."""
        result = super()._check_proving()
        if not self.env.su and self.filtered("active")._control_calls():
            self._check_result()
        return result
