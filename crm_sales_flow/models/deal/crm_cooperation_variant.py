from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.translate import html_translate


class CrmCooperationVariant(models.Model):
    """How the company works with this client (K01).

    It decides which documents the deal needs and what its contract says; exit conditions name
    the variant in their domain «Counts only for».
    """

    _name = "crm.cooperation.variant"
    _inherit = ["mail.render.mixin"]
    _description = "Cooperation variant"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    description = fields.Char(translate=True)
    required_type_ids = fields.Many2many(
        "crm.deal.document.type",
        string="Required documents",
        help="Become the list of documents of a deal when the variant is chosen.",
    )
    contract_terms = fields.Html(
        "Terms of the contract",
        translate=html_translate,
        render_engine="qweb",
        render_options={"post_process": False},
        sanitize="email_outgoing",
        help="Stand in the printed contract between the parties and the specification. "
        'For example <t t-out="object.name"/> is the number of the contract.',
    )
    gate_ids = fields.Many2many(
        "crm.stage.gate",
        compute="_compute_gate_ids",
        string="Own exit conditions",
        help="Conditions that count only for deals of this variant.",
    )
    company_id = fields.Many2one("res.company", index=True)

    def _compute_render_model(self):
        self.render_model = "crm.deal.document"

    def _compute_gate_ids(self):
        """Conditions whose «Counts only for» tells a deal of this variant from any other."""
        deals = self.env["crm.lead"]
        gates = self.env["crm.stage.gate"].search([("applies_domain", "like", "variant")])
        for variant in self:
            mine = deals.new({"cooperation_variant_id": variant.id})
            other = deals.new({})
            variant.gate_ids = gates.filtered(
                lambda gate, mine=mine, other=other: (
                    gate._applies(mine) and not gate._applies(other)
                )
            )

    def write(self, vals):
        """Running deals follow the changed list of required documents."""
        result = super().write(vals)
        if "required_type_ids" in vals:
            deals = self.env["crm.lead"].sudo()
            deals.search(
                [("cooperation_variant_id", "in", self.ids), ("won_status", "=", "pending")]
            )._sync_required_documents()
        return result

    @api.constrains("contract_terms")
    def _check_contract_terms(self):
        """Whoever edits the terms writes a text, and no program that others run by printing."""
        for variant in self:
            if self._has_unsafe_expression_template_qweb(
                variant.contract_terms, "crm.deal.document"
            ):
                allowed = self.env["crm.deal.document"].mail_allowed_qweb_expressions()
                raise UserError(
                    self.env._(
                        "The terms may be filled in with these values only: %(values)s",
                        values=", ".join(sorted(allowed)),
                    )
                )

    def _contract_terms(self, document):
        """The terms for one contract of the register, with the rights of who prints it."""
        if not self.contract_terms:
            return ""
        self._check_contract_terms()
        return self._render_field("contract_terms", document.ids)[document.id]
