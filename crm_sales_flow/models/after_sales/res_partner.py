from odoo import api, fields, models
from odoo.fields import Domain


class ResPartner(models.Model):
    """What the client has bought, and what he complains of (S01, S04)."""

    _inherit = "res.partner"

    equipment_count = fields.Integer(
        "Number of machines", compute="_compute_after_sales", compute_sudo=True
    )
    claim_count = fields.Integer("Claims", compute="_compute_after_sales", compute_sudo=True)
    claim_open_count = fields.Integer(
        "Open claims", compute="_compute_after_sales", compute_sudo=True
    )

    @api.depends_context("uid")
    def _compute_after_sales(self):
        """By organisation: two queries for all clients."""
        owners = self.commercial_partner_id
        machines = self.env["stock.lot"]._read_group(
            [("owner_id", "in", owners.ids)], ["owner_id"], ["__count"]
        )
        claims = self.env["project.task"]._read_group(
            Domain("field_work_type", "=", "claim") & Domain("lot_ids.owner_id", "in", owners.ids),
            ["lot_ids"],
            ["__count", "claim_answered_at:count"],
        )
        counts = {owner: [count, 0, 0] for owner, count in machines}
        for lot, count, answered in claims:
            if lot.owner_id in owners:
                row = counts.setdefault(lot.owner_id, [0, 0, 0])
                row[1] += count
                row[2] += count - answered
        for partner in self:
            found = counts.get(partner.commercial_partner_id, (0, 0, 0))
            partner.equipment_count, partner.claim_count, partner.claim_open_count = found

    def action_view_equipment(self):
        action = self.env["ir.actions.actions"]._for_xml_id("crm_sales_flow.action_equipment")
        owners = self.commercial_partner_id.ids
        return action | {"domain": [("owner_id", "in", owners)], "context": {}}

    def action_view_claims(self):
        action = self.env["ir.actions.actions"]._for_xml_id("crm_sales_flow.action_claims")
        owners = self.commercial_partner_id.ids
        domain = [("field_work_type", "=", "claim"), ("lot_ids.owner_id", "in", owners)]
        return action | {"domain": domain, "context": {}}
