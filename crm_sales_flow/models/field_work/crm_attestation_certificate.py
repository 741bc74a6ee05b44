from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain


class CrmAttestationCertificate(models.Model):
    """The verdict of an attestation body on one serial number (P05)."""

    _name = "crm.attestation.certificate"
    _description = "Attestation Certificate"
    _inherit = ["flow.kept.right.mixin", "mail.thread", "crm.deal.document.mixin"]
    _order = "date desc, id desc"
    _rec_name = "number"

    _kept_right_names = frozenset({"lead_id", "company_id"})
    _deal_document_triggers = frozenset({"number", "date", "verdict", "lead_id"})

    number = fields.Char(required=True, tracking=True)
    body_id = fields.Many2one(
        "crm.attestation.body", "Attestation Body", required=True, index=True, ondelete="restrict"
    )
    lot_id = fields.Many2one(
        "stock.lot", "Serial Number", required=True, index=True, ondelete="restrict"
    )
    product_id = fields.Many2one(related="lot_id.product_id", store=True, related_sudo=True)
    lead_id = fields.Many2one("crm.lead", "Deal", index="btree_not_null", ondelete="restrict")
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    date = fields.Date(required=True, default=fields.Date.context_today)
    valid_until = fields.Date("Valid until", tracking=True, help="Empty: without a term.")
    verdict = fields.Selection(
        [("passed", "Conforms"), ("failed", "Does not conform")],
        required=True,
        default="passed",
        tracking=True,
    )
    is_valid = fields.Boolean("Valid", compute="_compute_is_valid", search="_search_is_valid")
    file = fields.Binary("Scan", attachment=True)
    file_name = fields.Char()

    _number_uniq = models.Constraint(
        "UNIQUE (body_id, number)",
        "This attestation body already has a certificate of this number.",
    )
    _dates_order = models.Constraint(
        "CHECK (valid_until IS NULL OR valid_until >= date)",
        "A certificate cannot end before it begins.",
    )

    @api.depends("verdict", "valid_until")
    def _compute_is_valid(self):
        today = fields.Date.context_today(self)
        for certificate in self:
            certificate.is_valid = certificate.verdict == "passed" and (
                not certificate.valid_until or certificate.valid_until >= today
            )

    def _search_is_valid(self, operator, value):
        if operator != "in":
            return NotImplemented
        return self._valid_domain()

    @api.model
    def _valid_domain(self):
        today = fields.Date.context_today(self)
        return Domain("verdict", "=", "passed") & (
            Domain("valid_until", "=", False) | Domain("valid_until", ">=", today)
        )

    @api.model
    def _valid_lots(self, lots):
        """Those of ``lots`` whose last verdict is a valid certificate."""
        last = {}
        for certificate in self.search([("lot_id", "in", lots.ids)], order="date, id"):
            last[certificate.lot_id] = certificate.is_valid
        return lots.filtered(lambda lot: last.get(lot))

    @api.model_create_multi
    def create(self, vals_list):
        certificates = super().create(vals_list)
        certificates._check_lead_access()
        return certificates

    def write(self, vals):
        result = super().write(vals)
        if {"lead_id", "lot_id"} & vals.keys():
            self._check_lead_access()
        return result

    def _check_lead_access(self):
        """The deal of the serial number, or another of its owner that the person works on.

        The verdict counts at every deal of the serial number.
        """
        if self.env.su:
            return
        for certificate in self:
            lead, lot = certificate.lead_id, certificate.lot_id.sudo()
            if not lead:
                lot.lead_id.with_env(self.env).check_access("write")
            elif lead != lot.lead_id:
                lead.check_access("write")
                if lot.owner_id and lead.partner_id.commercial_partner_id != lot.owner_id:
                    raise AccessError(
                        self.env._("«%(lot)s» does not belong to this client.", lot=lot.name)
                    )

    @api.constrains("body_id", "date", "lot_id")
    def _check_accreditation(self):
        """Also of an order made in time: the protocol is what counts (P03)."""
        for certificate in self:
            certificate.body_id._check_may_attest(certificate.lot_id.sudo(), certificate.date)

    @api.depends("number", "body_id.name")
    def _compute_display_name(self):
        for certificate in self:
            certificate.display_name = self.env._(
                "%(number)s, %(body)s", number=certificate.number, body=certificate.body_id.name
            )

    def _deal_document_type(self):
        return "crm_sales_flow.document_type_certificate" if self.verdict == "passed" else False

    def _deal_document_deals(self):
        return self.lead_id

    def _deal_document_values(self):
        return {"name": self.number, "date": self.date, "state": "issued"}
