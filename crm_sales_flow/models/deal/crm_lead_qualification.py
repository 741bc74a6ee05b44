from odoo import api, fields, models
from odoo.exceptions import UserError

# What the first contact, or else the channel of the request, says by itself.
CONTACT_BASIS = {"phone": "call", "by_hand": "call", "email": "letter", "meeting": "meeting"}
CHANNEL_BASIS = {"phone": "call", "email": "letter", "site": "letter", "visit": "visit"}


class CrmLead(models.Model):
    """Qualification: is it a lead at all, and on what basis do we say so (H01-H05, E06)."""

    _inherit = "crm.lead"

    qualification_basis = fields.Selection(
        [
            ("call", "Call"),
            ("letter", "Correspondence"),
            ("meeting", "Meeting"),
            ("visit", "Visit to us or exhibition"),
            ("open", "Open sources"),
        ],
        "Basis",
        compute="_compute_qualification_basis",
        store=True,
        readonly=False,
        tracking=True,
        help="From what it is known that the client needs something that we make.",
    )
    qualification_state = fields.Selection(
        [("in_work", "In work"), ("qualified", "Qualified"), ("not_target", "Not a target")],
        "Qualification",
        compute="_compute_qualification_state",
        store=True,
        index=True,
    )
    has_contacts = fields.Boolean("Contacts", compute="_compute_blocks", help="A name and a way.")
    has_company = fields.Boolean("Company data", compute="_compute_blocks")
    has_needs = fields.Boolean("Needs", compute="_compute_blocks")
    has_wishes = fields.Boolean("Wishes", compute="_compute_blocks")
    open_question_count = fields.Integer("Open questions", compute="_compute_blocks")
    disqualify_reason_id = fields.Many2one(
        "crm.disqualify.reason",
        "Why not a target",
        readonly=True,
        copy=False,
        ondelete="restrict",
        index="btree_not_null",
        tracking=True,
    )
    disqualify_kind = fields.Selection(
        related="disqualify_reason_id.kind", string="Kind of not a target", store=True
    )

    @api.depends("first_contact_kind", "request_ids.channel")
    def _compute_qualification_basis(self):
        """The first contact or the request says it, until somebody says otherwise."""
        for lead in self:
            channel = lead.sudo().request_ids[:1].channel
            known = CONTACT_BASIS.get(lead.first_contact_kind) or CHANNEL_BASIS.get(channel)
            lead.qualification_basis = lead.qualification_basis or known

    @api.depends("type", "disqualify_reason_id")
    def _compute_qualification_state(self):
        for lead in self:
            if lead.type == "opportunity":
                lead.qualification_state = "qualified"
            else:
                refused = lead.disqualify_reason_id
                lead.qualification_state = "not_target" if refused else "in_work"

    @api.depends(
        "contact_name",
        "partner_id.is_company",
        "partner_id.parent_id",
        "partner_name",
        "phone",
        "email_from",
        "need_ids.kind",
        "need_ids.state",
    )
    def _compute_blocks(self):
        for lead in self:
            partner = lead.partner_id
            kinds = lead.need_ids.mapped("kind")
            lead.has_contacts = bool(
                (lead.contact_name or partner) and (lead.phone or lead.email_from)
            )
            lead.has_company = bool(lead.partner_name or partner.commercial_partner_id.is_company)
            asked = lead.type == "lead" and lead._flow_need_values  # parses what the client wrote
            lead.has_needs = "need" in kinds or bool(asked and asked())
            lead.has_wishes = "wish" in kinds
            lead.open_question_count = len(
                lead.need_ids.filtered(
                    lambda line: line.kind == "question" and line.state == "open"
                )
            )

    # --------------------------------------------------------------- rules

    def _flow_check_convert(self):
        """A deal begins with a basis and without open questions (H02, E06)."""
        result = super()._flow_check_convert()
        texts = []
        for lead in self.sudo().filtered(lambda lead: lead.type == "lead" and lead.flow_enabled):
            if not lead.qualification_basis:
                texts.append(
                    self.env._(
                        "«%(lead)s»: say on what basis it is qualified (field «Basis»).",
                        lead=lead.name,
                    )
                )
            if lead.open_question_count:
                texts.append(
                    self.env._(
                        "«%(lead)s»: %(count)s questions of the client are open; answer them on "
                        "the page «Needs» or mark them as no longer asked.",
                        lead=lead.name,
                        count=lead.open_question_count,
                    )
                )
        if texts:
            raise UserError("\n".join(texts))
        return result

    def _flow_after_write(self, names):
        result = super()._flow_after_write(names)
        if "active" in names:
            self.sudo()._flow_check_put_away()
        return result

    def _flow_check_put_away(self):
        """A lead leaves the funnel with the reason why it is not a target, and may return."""
        leads = self.filtered(lambda lead: lead.type == "lead" and lead.flow_enabled)
        leads.filtered(lambda lead: lead.active and lead.disqualify_reason_id).write(
            {"disqualify_reason_id": False}
        )
        gone = leads.filtered(lambda lead: not lead.active and not lead.awaits_sorting)
        if unexplained := gone.filtered(lambda lead: not lead.disqualify_reason_id):
            raise UserError(
                self.env._(
                    "«%(lead)s» leaves the funnel only with a reason: press «Not a target».",
                    lead=unexplained[0].name,
                )
            )

    def _flow_check_appointed(self):
        """Primary processing is done by the employee whom the Head appointed (H04)."""
        if free := self.filtered(lambda lead: lead.flow_enabled and not lead.user_id):
            raise UserError(
                self.env._(
                    "«%(lead)s» has no responsible person: the Head of the department assigns "
                    "one first.",
                    lead=free[0].name,
                )
            )

    def _flow_disqualify(self, reason, note=None):
        """Put leads away as not a target; they stay in the statistics (H03)."""
        self._flow_check_appointed()
        self.check_access("write")
        for lead in self if note else ():
            lead.message_post(body=note, subtype_xmlid="mail.mt_note")
        self.sudo().write(
            {
                "disqualify_reason_id": reason.id,
                "active": False,
                "probability": 0,
                "automated_probability": 0,
            }
        )
