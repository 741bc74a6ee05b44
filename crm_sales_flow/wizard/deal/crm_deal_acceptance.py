from odoo import api, fields, models
from odoo.exceptions import UserError


class CrmDealAcceptance(models.TransientModel):
    """The client said yes: the day, how, and the paper that proves it; the order follows (K03)."""

    _name = "crm.deal.acceptance"
    _inherit = "crm.deal.order.wizard.mixin"
    _description = "The client's acceptance"

    order_id = fields.Many2one(
        string="Accepted proposal", help="It is confirmed and becomes the order."
    )
    date = fields.Date("Accepted on", required=True, default=fields.Date.context_today)
    way = fields.Selection(selection="_way_selection", string="How", required=True)
    file = fields.Binary("Evidence", attachment=False)
    file_name = fields.Char()
    signer = fields.Char("Who accepted", help="Name and post of the client's person.")

    @api.model
    def _way_selection(self):
        """The ways that leave a paper; a signature online comes from the portal by itself."""
        ways = self.env["crm.lead"]._fields["acceptance_way"]._description_selection(self.env)
        return [(way, label) for way, label in ways if way != "online"]

    def action_apply(self):
        self.ensure_one()
        if not self.file:
            raise UserError(
                self.env._("Attach the evidence: the signed contract, the letter or the protocol.")
            )
        # A selection made by a method is not checked by the field.
        if self.way not in dict(self._way_selection()):
            raise UserError(self.env._("A signature online is given by the client on his page."))
        if self.date > fields.Date.context_today(self):
            raise UserError(self.env._("The client cannot have accepted in the future."))
        self.lead_id._register_acceptance(
            self.date, self.way, signer=self.signer, file=self.file, file_name=self.file_name
        )
        if self.order_id.state in ("draft", "sent"):
            self.order_id.action_confirm()
        return {"type": "ir.actions.act_window_close"}
