from odoo import api, fields, models
from odoo.exceptions import UserError


class CrmClaimRegister(models.TransientModel):
    """A claim of the client, written down by whoever hears of it (S09)."""

    _name = "crm.claim.register"
    _description = "Register a Claim"

    partner_id = fields.Many2one("res.partner", "Client", required=True)
    lot_ids = fields.Many2many("stock.lot", string="Equipment")
    lead_id = fields.Many2one("crm.lead", "Deal", compute="_compute_lead_id", compute_sudo=True)
    user_id = fields.Many2one(
        "res.users",
        "Who answers",
        compute="_compute_user_id",
        store=True,
        readonly=False,
        domain=[("share", "=", False)],
        help="The owner of the claim: the manager of the machine, unless somebody else is chosen.",
    )
    text = fields.Text("What happened", required=True, help="In the words of the client.")

    @api.depends("lot_ids")
    def _compute_lead_id(self):
        for wizard in self:
            wizard.lead_id = wizard.lot_ids._field_work_lead()

    @api.depends("lead_id")
    def _compute_user_id(self):
        for wizard in self:
            wizard.user_id = wizard.user_id or wizard.lead_id.sudo().user_id or self.env.user

    def action_register(self):
        self.ensure_one()
        if not (self.text or "").strip():
            raise UserError(self.env._("Say what happened."))
        task = self.env["project.task"]
        lead = self.lead_id.sudo()
        claim = task._register_claim(self.text, self.partner_id, self.lot_ids, lead, self.user_id)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Claim"),
            "res_model": "project.task",
            "res_id": claim.id,
            "views": [(self.env.ref("crm_sales_flow.claim_view_form").id, "form")],
        }
