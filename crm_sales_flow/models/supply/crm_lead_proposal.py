from odoo import api, fields, models


class CrmLead(models.Model):
    """The proposals of a deal with their versions, and what became of each (J06, J07)."""

    _inherit = "crm.lead"

    proposal_ids = fields.Many2many(
        "sale.order",
        string="Proposals",
        compute="_compute_proposal_ids",
        help="Every version that the client was offered, the newest first.",
    )

    @api.depends("order_ids.previous_version_id", "order_ids.state")
    def _compute_proposal_ids(self):
        for lead in self:
            lead.proposal_ids = lead.order_ids.sorted(
                lambda order: order._origin.id or 0, reverse=True
            )

    def message_post(self, **kwargs):
        """A letter of the client about the deal answers the proposal that he has got."""
        message = super().message_post(**kwargs)
        orders = self.env["sale.order"]
        if message.message_type == "email" and orders._is_of_client(message):
            latest = self.sudo().order_ids.filtered(lambda order: order.state == "sent")
            latest._proposal_answered(message.date)
        return message
