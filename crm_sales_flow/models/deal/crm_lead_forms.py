from odoo import models


class CrmLead(models.Model):
    """What the printed forms of a deal are made from, and their way to the client."""

    _inherit = "crm.lead"

    def _form_order(self):
        """The order that documents are made from: the last confirmed one, else the last offer."""
        orders = self.order_ids.filtered(lambda order: order.state != "cancel")
        confirmed = orders.filtered(lambda order: order.state == "sale")
        return (confirmed or orders).sorted("id")[-1:]

    def message_post(self, **kwargs):
        """A letter that carries documents to the client marks them as sent."""
        message = super().message_post(**kwargs)
        sent = self.env.context.get("flow_sent_document_ids")
        if sent and kwargs.get("message_type") == "comment":
            documents = self.env["crm.deal.document"].browse(sent)
            documents &= self.document_ids
            documents.action_mark_sent()
            documents.filtered(lambda row: not row.sent_to).sent_to = ", ".join(
                filter(None, message.partner_ids.mapped("email"))
            )
        return message
