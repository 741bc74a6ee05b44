from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .crm_deal_document_type import DOCUMENT_STATES, STATE_ORDER

# What follows the document of the program and is not changed in its row.
FOLLOWED = frozenset(
    {
        "type_id",
        "name",
        "date",
        "deal_ids",
        "amount",
        "res_model",
        "res_id",
        "required_type_id",
        "is_cancelled",
        "source_state",
    }
)
# What is said of a paper and not of the requirement that it fulfils.
PAPER_FACTS = (
    "name",
    "date",
    "amount",
    "order_id",
    "file",
    "file_name",
    "signer",
    "date_signed",
    "sent_to",
)


class CrmDealDocument(models.Model):
    """A document of one or several deals: a paper, or the Odoo record it stands for (N01-N05).

    Rows of Odoo's own documents are kept by ``crm.deal.document.mixin``; people only say how far
    the paper is (sent, signed). A paper or a payment of an outside accounting system is entered
    by hand and counts the same.
    """

    _name = "crm.deal.document"
    _description = "Document of a deal"
    _inherit = ["mail.thread"]
    _order = "date desc, id desc"

    name = fields.Char("Number")
    type_id = fields.Many2one("crm.deal.document.type", required=True, index=True)
    date = fields.Date()
    state = fields.Selection(DOCUMENT_STATES, required=True, default="issued", tracking=True)
    source_state = fields.Selection(
        DOCUMENT_STATES,
        "State of the record",
        readonly=True,
        help="What the document of the program said last; people may have taken the paper further.",
    )
    deal_ids = fields.Many2many(
        "crm.lead", "crm_deal_document_lead_rel", "document_id", "lead_id", "Deals", index=True
    )
    required_type_id = fields.Many2one(
        "crm.deal.document.type",
        "Stands in the required list as",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    is_required = fields.Boolean(
        "In the required list", compute="_compute_is_required", store=True, readonly=True
    )
    is_satisfied = fields.Boolean("Complete", compute="_compute_is_satisfied", store=True)
    is_cancelled = fields.Boolean(
        "Cancelled", readonly=True, help="The document was cancelled after somebody worked on it."
    )
    amount = fields.Monetary(help="Counts as paid when the type is a payment.")
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    file = fields.Binary(attachment=True)
    file_name = fields.Char()
    signer = fields.Char("Signed by", help="Name and post of the person who signed for the client.")
    date_signed = fields.Date("Signed on", tracking=True)
    # Originals that travel (N05)
    date_sent = fields.Date(
        "Sent on",
        compute="_compute_travel_dates",
        store=True,
        readonly=False,
        tracking=True,
        copy=False,
    )
    sent_to = fields.Char("Sent to", copy=False, help="Address, courier or number of the parcel.")
    date_returned = fields.Date(
        "Returned on",
        compute="_compute_travel_dates",
        store=True,
        readonly=False,
        tracking=True,
        copy=False,
        help="Day the signed original came back.",
    )
    return_due = fields.Date(
        "Return by",
        compute="_compute_return_due",
        store=True,
        help="Day by which the signed original is expected; the term is a setting of the company.",
    )
    res_model = fields.Char("Record's model", readonly=True)
    res_id = fields.Many2oneReference("Record", model_field="res_model", readonly=True)
    is_automatic = fields.Boolean(compute="_compute_is_automatic")
    is_payment = fields.Boolean(related="type_id.is_payment")
    partner_ids = fields.Many2many("res.partner", compute="_compute_partner_ids", string="Clients")

    _record_uniq = models.UniqueIndex(
        "(res_model, res_id, type_id) WHERE res_id IS NOT NULL AND res_id > 0"
    )

    @api.depends("required_type_id")
    def _compute_is_required(self):
        for document in self:
            document.is_required = bool(document.required_type_id)

    @api.depends("state", "type_id.satisfied_state", "is_cancelled")
    def _compute_is_satisfied(self):
        for document in self:
            enough = STATE_ORDER.get(document.type_id.satisfied_state, 1)
            document.is_satisfied = (
                not document.is_cancelled and STATE_ORDER.get(document.state, 0) >= enough
            )

    @api.depends("state")
    def _compute_travel_dates(self):
        """The state moves the dates; what a person entered stays while it fits the state."""
        today = fields.Date.context_today(self)
        for document in self:
            if document.state in ("required", "issued"):
                document.date_sent = document.date_returned = False
            elif document.state == "sent":
                document.date_sent = document.date_sent or today
                document.date_returned = False
            elif document.date_sent:
                document.date_returned = document.date_returned or today

    @api.depends(
        "state",
        "date_sent",
        "type_id.satisfied_state",
        "is_cancelled",
        "company_id.document_return_days",
    )
    def _compute_return_due(self):
        for document in self:
            travels = document.type_id.satisfied_state == "signed" and not document.is_cancelled
            if travels and document.state == "sent" and document.date_sent:
                document.return_due = fields.Date.add(
                    document.date_sent, days=document.company_id.document_return_days
                )
            else:
                document.return_due = False

    @api.depends("res_id")
    def _compute_is_automatic(self):
        for document in self:
            document.is_automatic = bool(document.res_id)

    @api.depends("deal_ids.partner_id")
    def _compute_partner_ids(self):
        for document in self:
            document.partner_ids = document.deal_ids.partner_id.commercial_partner_id

    @api.depends("type_id.name", "name")
    def _compute_display_name(self):
        for document in self:
            document.display_name = " ".join(filter(None, (document.type_id.name, document.name)))

    @api.constrains("type_id", "deal_ids", "res_id")
    def _check_payment_of_one_deal(self):
        for document in self:
            if document.type_id.is_payment and not document.res_id and len(document.deal_ids) > 1:
                raise ValidationError(
                    self.env._(
                        "A payment entered by hand belongs to one deal: "
                        "enter a row with its share for each of the deals."
                    )
                )

    @api.constrains("date_sent", "date_returned")
    def _check_returned_after_sent(self):
        for document in self:
            if (
                document.date_sent
                and document.date_returned
                and document.date_returned < document.date_sent
            ):
                raise ValidationError(
                    self.env._(
                        "%(document)s cannot come back before it was sent.",
                        document=document.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        self._flow_check_facts({name for vals in vals_list for name in vals}, creating=True)
        documents = super().create(vals_list)
        documents._check_authority()
        documents._flow_paid()
        documents._flow_fulfil()
        return documents

    def write(self, vals):
        if not self.env.su and FOLLOWED & vals.keys() and self.filtered("res_id"):
            raise UserError(
                self.env._(
                    "This row follows a document of the program: change the document itself."
                )
            )
        self._flow_check_facts(vals)
        if not self.env.su:
            self._check_stays(vals)
        payments = self.filtered("type_id.is_payment")
        result = super().write(vals)
        if "state" in vals:
            self._check_draft_stays()
        if vals.keys() & {"type_id", "deal_ids", "amount", "date", "state"}:
            (self | payments)._check_authority(payments)
            self._flow_paid()
            self._flow_fulfil()
        return result

    def _flow_fulfil(self):
        """A paper entered beside the waiting row of the required list takes its place (N03).

        Elevated: the accountant who enters it may not change the list itself.
        """
        papers = self.filtered(
            lambda row: not (row.required_type_id or row.res_id or row.state == "required")
        )
        papers.sudo()._absorb_waiting()

    def _is_money(self):
        """A payment that was received: a draft of the program is none."""
        return self.type_id.is_payment and self.state != "required" and not self.is_cancelled

    def _flow_paid(self):
        """Who paid is a client, from then on (E01).

        Elevated: the accountant enters payments and does not change clients.
        """
        paid = self.filtered(lambda row: row._is_money())
        paid.sudo().deal_ids.partner_id._flow_become_client()

    def action_open_record(self):
        """Open what the row stands for: the Odoo document, or the row itself."""
        self.ensure_one()
        if self.res_model and self.res_id:
            record = self.env[self.res_model].browse(self.res_id).exists()
            if record:
                return record.get_formview_action()
        return self._get_records_action()

    def action_mark_sent(self):
        self.filtered(lambda document: document.state in ("required", "issued")).state = "sent"

    def action_clear(self):
        """Take out a paper entered by mistake: its row waits for the right one again (N04)."""
        papers = self.filtered(lambda row: row.required_type_id and not row.res_id)
        papers._check_not_of_won()
        papers.write(
            {
                "state": "required",
                **dict.fromkeys(PAPER_FACTS, False),
            }
        )
        for paper in papers:
            paper.message_post(body=self.env._("The paper was taken out: it is awaited again."))

    def action_mark_signed(self):
        self.write({"state": "signed", "date_signed": fields.Date.context_today(self)})
