from odoo import Command, api, fields, models
from odoo.exceptions import UserError


class CrmAttestationOrder(models.TransientModel):
    """The attestation is planned with an accredited organisation and ordered from it (P03, P07)."""

    _name = "crm.attestation.order"
    _description = "Order an Attestation"

    lead_id = fields.Many2one("crm.lead", "Deal", required=True)
    lot_ids = fields.Many2many(
        "stock.lot", string="Equipment", compute="_compute_lot_ids", store=True, readonly=False
    )
    date = fields.Date("Planned on", required=True, default=fields.Date.context_today)
    body_id = fields.Many2one(
        "crm.attestation.body",
        "Organisation",
        required=True,
        domain="['|', ('valid_until', '=', False), ('valid_until', '>=', date)]",
        help="Only organisations whose accreditation is valid on that day.",
    )
    price = fields.Monetary(help="Cost of the organisation for everything, without taxes.")
    currency_id = fields.Many2one("res.currency", default=lambda self: self.env.company.currency_id)

    @api.depends("lead_id")
    def _compute_lot_ids(self):
        """The machines of the deal that have no valid certificate yet."""
        certificates = self.env["crm.attestation.certificate"]
        for wizard in self:
            orders = wizard.lead_id.sudo()._flow_orders_with("attestation_required")
            lots = orders._field_work_lots("attestation_required")
            wizard.lot_ids = lots - certificates.sudo()._valid_lots(lots)

    def action_order(self):
        """Elevated after the check of the right on the deal: the manager buys nothing himself."""
        self.ensure_one()
        self.lead_id.check_access("write")
        if not self.lot_ids:
            raise UserError(self.env._("No serial number of this deal waits for attestation."))
        self.body_id._check_may_attest(self.lot_ids.sudo(), self.date)
        purchase = self.env["purchase.order"].sudo().create(self._purchase_values())
        self.env["project.task"]._field_work_create([self._visit_values()])
        purchase._sync_deal_documents()
        return self.lead_id.action_view_field_work()

    def _purchase_values(self):
        body, lead = self.body_id.sudo(), self.lead_id.sudo()
        if not body.partner_id:
            raise UserError(
                self.env._("«%(body)s» has no organisation: fill it in.", body=body.name)
            )
        product = self.env.ref("crm_sales_flow.product_attestation").sudo()
        lots = ", ".join(self.lot_ids.mapped("name"))
        return {
            "partner_id": body.partner_id.id,
            "attestation_lead_id": lead.id,
            "origin": lead.order_ids.filtered(lambda order: order.state == "sale")[:1].name,
            "company_id": (lead.company_id or self.env.company).id,
            "order_line": [
                Command.create(
                    {
                        "product_id": product.id,
                        "name": self.env._("Attestation of equipment: %(lots)s", lots=lots),
                        "product_qty": 1,
                        "price_unit": self.price,
                        "date_planned": self.date,
                    }
                )
            ],
        }

    def _visit_values(self):
        lead = self.lead_id.sudo()
        company = lead.company_id or self.env.company
        return {
            "name": self.env._(
                "Attestation: %(client)s, %(body)s",
                client=lead.partner_id.commercial_partner_id.name or lead.name,
                body=self.body_id.name,
            ),
            "field_work_type": "attestation",
            "attestation_body_id": self.body_id.id,
            "lead_id": lead.id,
            "partner_id": (lead.site_id or lead.partner_id).id,
            "lot_ids": [Command.set(self.lot_ids.ids)],
            "date_deadline": self.env["project.task"]._visit_morning(company, self.date),
            "company_id": company.id,
        }
