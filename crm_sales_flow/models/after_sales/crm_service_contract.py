from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..field_work.project_task import LOT_READERS


class CrmServiceContract(models.Model):
    """A service contract on serial numbers (Q05)."""

    _name = "crm.service.contract"
    _description = "Service Contract"
    _inherit = [
        "flow.kept.right.mixin",
        "mail.thread",
        "mail.activity.mixin",
        "crm.deal.document.mixin",
    ]
    _order = "date_end desc, id desc"

    _kept_right_names = frozenset({"lead_id", "user_id", "company_id"})
    _deal_document_triggers = frozenset({"state", "name", "date_start", "price", "lead_id"})

    name = fields.Char("Number", readonly=True, copy=False, default=lambda self: self.env._("New"))
    active = fields.Boolean(default=True)
    partner_id = fields.Many2one("res.partner", "Client", required=True, index=True, tracking=True)
    lead_id = fields.Many2one("crm.lead", "Deal", index="btree_not_null", ondelete="restrict")
    user_id = fields.Many2one(
        "res.users", "Manager", default=lambda self: self.env.user, tracking=True, index=True
    )
    lot_ids = fields.Many2many(
        "stock.lot",
        "crm_service_contract_lot_rel",
        "contract_id",
        "lot_id",
        "Equipment",
        domain="[('owner_id', 'child_of', partner_id)]",
        groups=LOT_READERS,
    )
    kind = fields.Selection(
        [
            ("maintenance", "Planned maintenance"),
            ("full", "Full service with parts"),
            ("on_call", "Visits on call"),
        ],
        "Kind of Service",
        required=True,
        default="maintenance",
    )
    date_start = fields.Date(
        "From", required=True, default=fields.Date.context_today, tracking=True
    )
    date_end = fields.Date("To", required=True, tracking=True)
    price = fields.Monetary("Price for the Period", tracking=True)
    response_hours = fields.Integer("Response, hours", default=24)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    state = fields.Selection(
        [("draft", "Draft"), ("active", "Active"), ("closed", "Closed")],
        default="draft",
        required=True,
        tracking=True,
        copy=False,
    )
    note = fields.Html("Terms")

    _dates_order = models.Constraint(
        "CHECK (date_end >= date_start)", "A contract cannot end before it begins."
    )
    _numbers_positive = models.Constraint(
        "CHECK (price >= 0 AND response_hours >= 0)", "Price and response time cannot be negative."
    )

    @api.model_create_multi
    def create(self, vals_list):
        self._check_state_by_button({name for vals in vals_list for name in vals})
        for vals in vals_list:
            if not vals.get("name"):
                vals["name"] = self.env["ir.sequence"].next_by_code("crm.service.contract")
        contracts = super().create(vals_list)
        contracts._check_lead_access()
        return contracts

    def _check_lead_access(self):
        """A contract answers a question of its deal: only who works on the deal hangs it there."""
        if not self.env.su:
            self.lead_id.check_access("write")

    def write(self, vals):
        self._check_state_by_button(vals)
        result = super().write(vals)
        if "lead_id" in vals:
            self._check_lead_access()
        return result

    @api.model
    def _check_state_by_button(self, names):
        """A contract comes into force by its button, which checks what it covers."""
        if not self.env.su and ("state" in names or "default_state" in self.env.context):
            raise AccessError(self.env._("A contract is activated and closed by its buttons."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_active(self):
        if self.filtered(lambda contract: contract.state != "draft"):
            raise UserError(
                self.env._("Only a draft of a contract can be deleted; close this one.")
            )

    def action_activate(self):
        for contract in self:
            if not contract.sudo().lot_ids:
                raise UserError(
                    self.env._(
                        "Contract %(name)s covers no equipment: add the serial numbers.",
                        name=contract.name,
                    )
                )
        # Elevated after the check of the right on the contract: the state is written by these
        # buttons only, and an accountant who enters the signed contract need not be able to
        # change the deal.
        self.check_access("write")
        self.sudo().state = "active"
        self.lead_id.sudo()._flow_contract_concluded()

    def action_close(self):
        self.check_access("write")
        self.sudo().state = "closed"

    def _deal_document_type(self):
        return "crm_sales_flow.document_type_service_contract"

    def _deal_document_deals(self):
        return self.lead_id

    def _deal_document_values(self):
        return {
            "name": self.name,
            "date": self.date_start,
            "state": "issued" if self.state == "draft" else "signed",
            "amount": self.price,
        }
