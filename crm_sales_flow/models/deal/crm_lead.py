from odoo import api, fields, models
from odoo.fields import Domain


class CrmLead(models.Model):
    """In our models and texts a *deal* is a ``crm.lead`` of type opportunity."""

    _inherit = "crm.lead"

    # Who changed what, and when, stands in the chatter (E09).
    name = fields.Char(tracking=True)
    source_id = fields.Many2one(tracking=True)
    date_deadline = fields.Date(tracking=True)
    flow_step = fields.Selection(related="stage_id.flow_step", string="Step")
    contact_id = fields.Many2one(
        "res.partner",
        "Contact person",
        compute="_compute_contact_id",
        store=True,
        readonly=False,
        tracking=True,
        index="btree_not_null",
        help="The person the manager talks to; the client is the organisation.",
    )
    site_id = fields.Many2one(
        "res.partner",
        domain="['|', ('id', '=', partner_id), ('id', 'child_of', partner_id)]",
        help="Where the equipment is delivered and installed, when it is not the client's address.",
    )
    need_ids = fields.One2many("crm.deal.need", "lead_id", "Needs and wishes")
    obligation_ids = fields.One2many("crm.deal.obligation", "lead_id", "Obligations")
    obligations_open_count = fields.Integer(
        "Open obligations", compute="_compute_obligations_open_count", store=True
    )
    history_ids = fields.One2many("crm.stage.history", "lead_id", readonly=True)
    cooperation_variant_id = fields.Many2one(
        "crm.cooperation.variant", tracking=True, ondelete="restrict"
    )
    acceptance_at = fields.Date(
        "Accepted by the client",
        readonly=True,
        tracking=True,
        copy=False,
        help="Day the client approved the proposal; it comes with the evidence.",
    )
    acceptance_way = fields.Selection(
        [
            ("contract", "Signed contract"),
            ("letter", "Letter"),
            ("order", "Client's order"),
            ("online", "Signature online"),
            ("tender", "Tender protocol"),
        ],
        "Evidence",
        readonly=True,
        tracking=True,
        copy=False,
    )
    has_exception = fields.Boolean("Closed with exception", compute="_compute_has_exception")
    unmet_gate_ids = fields.Many2many(
        "crm.stage.gate",
        compute="_compute_unmet_gate_ids",
        compute_sudo=True,
        string="Why it cannot go on",
    )
    unmet_gate_count = fields.Integer(compute="_compute_unmet_gate_ids", compute_sudo=True)
    may_override = fields.Boolean(compute="_compute_may_override")

    @api.model
    def _process_domain(self):
        """:return: domain of what is counted as work of the process; to be extended with super()"""
        return Domain("team_id.flow_enabled", "=", True)

    @api.model
    def _deal_domain(self):
        """:return: domain of what is counted as a deal; to be extended with super()"""
        return Domain("type", "=", "opportunity")

    @api.depends("partner_id")
    def _compute_contact_id(self):
        """A chosen person is the contact; of an organisation the only person known is."""
        for lead in self:
            partner = lead.partner_id
            if (
                lead.contact_id
                and lead.contact_id.commercial_partner_id == partner.commercial_partner_id
            ):
                continue
            if not partner or not partner.is_company:
                lead.contact_id = partner
            else:
                people = partner.child_ids.filtered(
                    lambda child: child.type == "contact" and not child.is_company
                )
                lead.contact_id = people if len(people) == 1 else False

    @api.depends("obligation_ids.is_done")
    def _compute_obligations_open_count(self):
        for lead in self:
            lead.obligations_open_count = len(
                lead.obligation_ids.filtered(lambda line: not line.is_done)
            )

    @api.depends("history_ids.override_ids")
    def _compute_has_exception(self):
        for lead in self:
            lead.has_exception = any(
                lead.sudo().history_ids.override_ids.gate_id.mapped("into_won")
            )

    @api.depends("stage_id", "active", "type", "team_id")
    def _compute_unmet_gate_ids(self):
        """The same list that a refused move names, for leaving the present stage."""
        deals = self.filtered(
            lambda lead: (
                lead.id and lead.active and lead.type == "opportunity" and lead.team_id.flow_enabled
            )
        )
        leads_by_stage = {stage.id: leads.ids for stage, leads in deals.grouped("stage_id").items()}
        unmet = {}
        for gate in self.env["crm.stage.gate"]._of_stages(leads_by_stage):
            for lead in gate._unmet(self.browse(leads_by_stage[gate.stage_id.id])):
                unmet[lead.id] = unmet.get(lead.id, gate.browse()) | gate
        for lead in self:
            lead.unmet_gate_ids = unmet.get(lead.id, False)
            lead.unmet_gate_count = len(lead.unmet_gate_ids)

    @api.depends("team_id", "unmet_gate_ids")
    @api.depends_context("uid")
    def _compute_may_override(self):
        user = self.env.user
        director = user.has_group("crm_sales_flow.group_director")
        head = user.has_group("crm_sales_flow.group_head")
        for lead in self:
            is_head = head and lead.sudo().team_id in user.head_team_ids
            lead.may_override = director or (
                is_head and not all(lead.unmet_gate_ids.mapped("into_won"))
            )

    # ------------------------------------------------------------- merge

    def _flow_concerned(self):
        """A deal that was taken out of the process keeps what it got there."""
        return super()._flow_concerned() or bool(self.sudo().history_ids)

    def _flow_after_merge(self, tail):
        """A merge loses nothing: needs, obligations, documents and both histories stay."""
        result = super()._flow_after_merge(tail)
        tail.need_ids.lead_id = self
        tail.obligation_ids.lead_id = self
        for document in tail.document_ids:
            document.deal_ids = [(4, self.id)]
        tail.history_ids._move_to(self)
        # Used exceptions stay as proof; unused ones were given to another deal.
        used = self.env["crm.stage.override"].sudo()._used(tail)
        used.lead_id = self
        self.sudo()._take_over_acceptance(tail)
        return result

    def _merge_get_fields(self):
        """What a person filled in on one of them is not lost; that of the kept deal wins."""
        return [
            *super()._merge_get_fields(),
            "contact_id",
            "site_id",
            "qualification_basis",
            "cooperation_variant_id",
        ]

    def _merge_data(self, fnames=None):
        """The person and the site are those of the client that stays, whichever deal has them."""
        data = super()._merge_data(fnames)
        client = self.env["res.partner"].browse(data.get("partner_id"))
        for name in ("contact_id", "site_id"):
            if client and data.get(name):
                own = self[name].filtered(
                    lambda partner: partner.commercial_partner_id == client.commercial_partner_id
                )
                if own:
                    data[name] = own[0].id
                else:
                    del data[name]
        return data
