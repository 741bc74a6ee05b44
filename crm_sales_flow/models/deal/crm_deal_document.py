from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .crm_deal_document_type import DOCUMENT_STATES

STATE_ORDER = {state: rank for rank, (state, _label) in enumerate(DOCUMENT_STATES)}


class CrmDealDocument(models.Model):
    """A document of one or several deals: a paper, or the Odoo record it stands for (N01-N05).

    Rows of Odoo's own documents are kept by ``crm.deal.document.mixin`` and only read by people;
    a paper or a payment of an outside accounting system is entered by hand and counts the same.
    """

    _name = "crm.deal.document"
    _description = "Document of a deal"
    _inherit = ["mail.thread"]
    _order = "date desc, id desc"

    name = fields.Char("Number")
    type_id = fields.Many2one("crm.deal.document.type", required=True, index=True)
    date = fields.Date()
    state = fields.Selection(DOCUMENT_STATES, required=True, default="issued", tracking=True)
    deal_ids = fields.Many2many(
        "crm.lead", "crm_deal_document_lead_rel", "document_id", "lead_id", "Deals", index=True
    )
    is_required = fields.Boolean("In the required list", readonly=True)
    is_satisfied = fields.Boolean("Complete", compute="_compute_is_satisfied", store=True)
    amount = fields.Monetary(help="Counts as paid when the type is a payment.")
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    file = fields.Binary(attachment=True)
    file_name = fields.Char()
    signer = fields.Char("Signed by", help="Name and post of the person who signed for the client.")
    date_signed = fields.Date("Signed on", tracking=True)
    res_model = fields.Char("Record's model", readonly=True)
    res_id = fields.Many2oneReference("Record", model_field="res_model", readonly=True)
    is_automatic = fields.Boolean(compute="_compute_is_automatic")

    _record_uniq = models.UniqueIndex(
        "(res_model, res_id, type_id) WHERE res_id IS NOT NULL AND res_id > 0"
    )

    @api.depends("state", "type_id.satisfied_state")
    def _compute_is_satisfied(self):
        for document in self:
            enough = STATE_ORDER.get(document.type_id.satisfied_state, 1)
            document.is_satisfied = STATE_ORDER.get(document.state, 0) >= enough

    @api.depends("res_id")
    def _compute_is_automatic(self):
        for document in self:
            document.is_automatic = bool(document.res_id)

    @api.depends("type_id.name", "name")
    def _compute_display_name(self):
        for document in self:
            document.display_name = " ".join(filter(None, (document.type_id.name, document.name)))

    @api.model_create_multi
    def create(self, vals_list):
        documents = super().create(vals_list)
        documents._check_authority()
        return documents

    def write(self, vals):
        protected = {"type_id", "deal_ids", "amount", "res_model", "res_id", "is_required"}
        if not self.env.su and protected & vals.keys() and self.filtered("res_id"):
            raise UserError(
                self.env._(
                    "This row follows a document of the program: change the document itself."
                )
            )
        payments = self.filtered("type_id.is_payment")
        result = super().write(vals)
        if vals.keys() & {"type_id", "deal_ids", "amount", "state"}:
            (self | payments)._check_authority(payments)
        return result

    def _check_authority(self, payments=None):
        """Money is entered by accounting; a document serves only deals that its author works on.

        :param payments: documents that were payments before the change.
        """
        if self.env.su:
            return
        user = self.env.user
        accountant = user.has_group("crm_sales_flow.group_accountant")
        if not accountant and not user.has_group("crm_sales_flow.group_director"):
            if payments or self.filtered("type_id.is_payment"):
                raise AccessError(
                    self.env._("A payment is entered by the accountant or by a director.")
                )
        self.deal_ids.check_access("read" if accountant else "write")

    @api.ondelete(at_uninstall=False)
    def _unlink_except_automatic(self):
        if not self.env.su and self.filtered("res_id"):
            raise UserError(
                self.env._("This row follows a document of the program and cannot be deleted.")
            )

    def action_open_record(self):
        """Open what the row stands for: the Odoo document, or the row itself."""
        self.ensure_one()
        if self.res_model and self.res_id:
            record = self.env[self.res_model].browse(self.res_id)
            return record._get_records_action()
        return self._get_records_action()

    def action_mark_sent(self):
        self.filtered(lambda document: document.state in ("required", "issued")).state = "sent"

    def action_mark_signed(self):
        self.write({"state": "signed", "date_signed": fields.Date.context_today(self)})
