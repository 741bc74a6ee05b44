from odoo import api, fields, models

PREPARE = "prepare_proposal"


class CrmLead(models.Model):
    """The proposals of a deal with their versions, and what became of each (J06, J07)."""

    _inherit = "crm.lead"

    proposal_ids = fields.Many2many(
        "sale.order",
        string="Proposals",
        compute="_compute_proposal_ids",
        help="Every version that the client was offered, the newest first.",
    )

    def _flow_after_move(self, moves):
        """Who comes to the stage of the proposal gets it within two working days (J09)."""
        result = super()._flow_after_move(moves)
        reached = self.browse(
            [lead.id for lead, _origin, target in moves if target.flow_step == "proposal"]
        )
        if not self._flow_gates_waived():
            unsent = reached.filtered(
                lambda lead: lead.active and not any(lead.order_ids.mapped("proposal_sent_at"))
            )
            unsent._flow_schedule(PREPARE)
        return result

    def _proposal_was_sent(self):
        """The task ends; where it is a step of a chain, only its reminders do: what the client
        says of the proposal decides how the chain goes on."""
        tasks = self._flow_open_tasks(PREPARE)
        steps = tasks.filtered("chain_step_id")
        steps.write({"remind_at": False})
        if rest := tasks - steps:
            rest.action_feedback(feedback=self.env._("The proposal was sent."))

    @api.depends("order_ids.previous_version_id", "order_ids.state")
    def _compute_proposal_ids(self):
        for lead in self:
            lead.proposal_ids = lead.order_ids.sorted(
                lambda order: order._origin.id or 0, reverse=True
            )

    def message_post(self, **kwargs):
        """A letter of the client about the deal answers the proposal that he has got."""
        message = super().message_post(**kwargs)
        if message.message_type == "email":
            latest = self.sudo().order_ids.filtered(lambda order: order.state == "sent")
            if latest._is_of_client(message):
                latest._proposal_answered(message.date)
        return message
