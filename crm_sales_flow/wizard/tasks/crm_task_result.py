from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_datetime

from ...models.tasks.mail_activity_result import WAYS


class CrmTaskResult(models.TransientModel):
    """«Result of the call»: how it ended, and what is next (G07, G08).

    The same window without a task plans the next step of a deal that has none.
    """

    _name = "crm.task.result"
    _description = "Result of a task"

    activity_id = fields.Many2one("mail.activity", "Task", readonly=True, ondelete="cascade")
    lead_id = fields.Many2one("crm.lead", "Deal", required=True, ondelete="cascade")
    phone = fields.Char(related="lead_id.phone")
    outcome_id = fields.Many2one("crm.task.outcome", domain="[('activity_type_id', '=', False)]")
    way = fields.Selection(WAYS, default="phone", string="How")
    note = fields.Text("What was said", help="Stays in the history of the deal.")
    is_reached = fields.Boolean(related="outcome_id.is_reached")
    chain_text = fields.Char("By the chain", compute="_compute_chain_text")
    next_state = fields.Selection(
        [("hidden", ""), ("optional", ""), ("needed", ""), ("again", "")],
        compute="_compute_chain_text",
        export_string_translation=False,
    )
    next_type_id = fields.Many2one(
        "mail.activity.type",
        "Next step",
        domain="[('res_model', 'in', (False, 'crm.lead')), ('category', '!=', 'upload_file')]",
        default=lambda self: self.env.ref("mail.mail_activity_data_call", False),
    )
    next_summary = fields.Char("What to do")
    next_at = fields.Datetime("When")

    @api.depends("outcome_id", "activity_id")
    def _compute_chain_text(self):
        for wizard in self:
            step = wizard._chain_step()
            wizard.chain_text = bool(step) and self.env._(
                "%(step)s, %(time)s",
                step=step.summary,
                time=format_datetime(
                    self.env,
                    step._due_at(
                        self.env["crm.task.policy"]._get("agreed_step"), fields.Datetime.now()
                    ),
                    dt_format="short",
                ),
            )
            wizard.next_state = wizard._next_state(step)

    def _chain_step(self):
        step = self.activity_id.sudo().chain_step_id
        if not self.outcome_id or not self.outcome_id.is_reached:
            return step.browse()
        return step._next(self.outcome_id)

    def _next_state(self, step):
        if not self.activity_id:
            return "needed"
        if not self.outcome_id:
            return "hidden"
        if not self.outcome_id.is_reached:
            return "again"
        if step or not self.outcome_id.needs_next or self._another_open():
            return "optional"
        return "needed"

    def _another_open(self):
        """A deal that has another open task has its next step."""
        tasks = self.lead_id.activity_ids - self.activity_id
        return bool(tasks)

    def action_save(self):
        self.ensure_one()
        self.lead_id.check_access("read")
        if self.activity_id and not self.outcome_id:
            raise UserError(self.env._("Choose the outcome."))
        if self.next_state in ("needed", "again") and not self.next_at:
            raise UserError(
                self.env._("Say when the next step is due: no deal goes on without one.")
            )
        if self.next_state == "again":
            self._try_again()
        else:
            self._close()
            self._plan_next()
        return {"type": "ir.actions.act_window_close"}

    def _try_again(self):
        """Not reached: the attempt is noted, the task stays and so does the clock of the Head."""
        self.lead_id.message_post(
            body=self.env._(
                "%(task)s: %(outcome)s. %(note)s",
                task=self.activity_id.display_name,
                outcome=self.outcome_id.name,
                note=self.note or "",
            ),
            subtype_xmlid="mail.mt_note",
        )
        self.activity_id.deadline_at = self.next_at

    def _close(self):
        if not self.activity_id:
            return
        # The person closes his task; outcome and way are written by this window only.
        self.activity_id.check_access("write")
        self.activity_id.sudo().write({"outcome_id": self.outcome_id.id, "way": self.way})
        way = dict(self._fields["way"]._description_selection(self.env)).get(self.way)
        parts = [self.outcome_id.name, way, self.note]
        self.activity_id.action_feedback(feedback=". ".join(part for part in parts if part))

    def _plan_next(self):
        if not self.next_at or self.next_state == "hidden":
            return
        policy = self.env["crm.task.policy"]._get("agreed_step")
        lead = self.lead_id
        task = self.activity_id
        # Of a task that a deputy does, the next step is that of the absent person, too (W04).
        owner = task.stands_for_id or task.user_id or lead.user_id or self.env.user
        values = lead._flow_task_values(policy, self.next_at, owner, False)
        self.env["mail.activity"].create(
            {
                **values,
                "activity_type_id": self.next_type_id.id,
                "summary": self.next_summary or self.next_type_id.name,
                "automated": False,
            }
        )
