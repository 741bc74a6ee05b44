from odoo import api, fields, models
from odoo.exceptions import UserError


class CrmLead(models.Model):
    _inherit = "crm.lead"

    field_work_ids = fields.One2many(
        "project.task", "lead_id", "Visits", domain=[("field_work_type", "!=", False)]
    )
    certificate_ids = fields.One2many("crm.attestation.certificate", "lead_id", "Certificates")
    installation_state = fields.Selection(
        [
            ("not_needed", "Not needed"),
            ("waiting", "Act not signed"),
            ("remarks", "Remarks to mend"),
            ("signed", "Act signed"),
        ],
        "Installation",
        compute="_compute_installation_state",
        search="_search_installation_state",
        compute_sudo=True,
        help="Whether a signed commissioning act speaks of every machine that is installed.",
    )
    attestation_state = fields.Selection(
        [
            ("not_needed", "Not needed"),
            ("waiting", "No certificate yet"),
            ("valid", "Valid certificates"),
        ],
        "Attestation",
        compute="_compute_attestation_state",
        search="_search_attestation_state",
        compute_sudo=True,
        help="Whether every serial number that needs it has a valid certificate.",
    )

    @api.depends(
        "order_ids.state",
        "order_ids.order_line.product_uom_qty",
        "order_ids.order_line.qty_shipped",
        "order_ids.order_line.product_id.installation_required",
        "field_work_ids.act_signed_at",
        "field_work_ids.field_work_order_id",
        "field_work_ids.holds_deal",
    )
    def _compute_installation_state(self):
        waiting = self._flow_orders_with("installation_required")._origin._field_work_unaccepted()
        for lead in self:
            orders = lead._flow_orders_with("installation_required")._origin
            if not orders:
                lead.installation_state = "not_needed"
            elif any(order in waiting for order in orders):
                lead.installation_state = "waiting"
            else:
                held = any(lead.field_work_ids.mapped("holds_deal"))
                lead.installation_state = "remarks" if held else "signed"

    @api.depends(
        "order_ids.state",
        "order_ids.order_line.qty_shipped",
        "order_ids.order_line.product_id.attestation_required",
        "certificate_ids.verdict",
        "certificate_ids.valid_until",
        "certificate_ids.lot_id",
    )
    def _compute_attestation_state(self):
        needing = self.filtered(lambda lead: lead._flow_orders_with("attestation_required"))
        (self - needing).attestation_state = "not_needed"
        orders = needing._flow_orders_with("attestation_required")
        delivered = orders._field_work_delivered("attestation_required")
        every = self.env["stock.lot"].union(*delivered.values())
        valid = self.env["crm.attestation.certificate"]._valid_lots(every)
        for lead in needing:
            own = orders.filtered(lambda order, lead=lead: order.opportunity_id == lead._origin)
            lots = every.browse().union(*(delivered[order] for order in own))
            ordered = own.order_line.filtered("product_id.attestation_required")
            complete = len(lots) >= sum(ordered.mapped("qty_to_supply")) and lots <= valid
            lead.attestation_state = "valid" if complete else "waiting"

    def _search_installation_state(self, operator, value):
        return self._flow_search_computed(
            "installation_state", "not_needed", "installation_required", operator, value
        )

    def _search_attestation_state(self, operator, value):
        return self._flow_search_computed(
            "attestation_state", "not_needed", "attestation_required", operator, value
        )

    def _flow_orders_with(self, flag):
        """Confirmed orders with a line of a product that has the flag."""
        return self.order_ids.filtered(
            lambda order: (
                order.state == "sale"
                and any(
                    line.product_id[flag] and line.product_uom_qty > 0 for line in order.order_line
                )
            )
        )

    def _flow_plan_shipped_installations(self):
        """Plan the installation of the orders that have left the warehouse in full."""
        orders = self._flow_orders_with("installation_required")
        shipped = orders.filtered(
            lambda order: all(
                line.qty_shipped >= line.qty_to_supply
                for line in order.order_line
                if line.product_id.installation_required
            )
        )
        return self.env["project.task"]._plan_installations(shipped)

    def action_plan_installation(self):
        """The manager plans the installation before, or without, the full shipment."""
        self.ensure_one()
        self.check_access("write")
        orders = self.sudo()._flow_orders_with("installation_required")
        if not orders:
            raise UserError(self.env._("No confirmed order of this deal has goods to install."))
        self.env["project.task"]._plan_installations(orders)
        return self.action_view_field_work()

    def _flow_back_to_works(self):
        """The attestation found a fault: the deals are at the works again (P06)."""
        stages = self.env["crm.stage"]._flow_stages()
        works = stages.filtered(lambda stage: stage.flow_step == "delivery")[:1]
        if not works:
            return
        later = self._flow_in_work().filtered(
            lambda lead: lead.stage_id in stages and lead.stage_id.sequence > works.sequence
        )
        if later:
            later.stage_id = works
            body = self.env._("The attestation failed: the deal is back at the works.")
            later._message_log_batch(dict.fromkeys(later.ids, body))

    def action_order_attestation(self):
        """Plan the attestation with an organisation, and order it from it (P03, P07)."""
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Order the attestation"),
            "res_model": "crm.attestation.order",
            "view_mode": "form",
            "target": "new",
            "context": {"default_lead_id": self.id},
        }

    def action_view_field_work(self):
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id("crm_sales_flow.action_field_work")
        return action | {"domain": [("lead_id", "=", self.id)], "context": {}}

    def _flow_settle_source(self):
        """What the engineers bring keeps the source «Service» (S07)."""
        service = self.env["ir.model.data"]._xmlid_to_res_id("crm_sales_flow.utm_source_service")
        others = self.filtered(lambda lead: lead.source_id.id != service)
        return super(CrmLead, others)._flow_settle_source()

    def _flow_after_merge(self, tail):
        result = super()._flow_after_merge(tail)
        # Whatever points to them, archived or no visit at all: it would hold the merge back.
        for name, field in (
            ("project.task", "lead_id"),
            ("crm.attestation.certificate", "lead_id"),
            ("purchase.order", "attestation_lead_id"),
        ):
            model = self.env[name].sudo().with_context(active_test=False)
            model.search([(field, "in", tail.ids)])[field] = self
        return result
