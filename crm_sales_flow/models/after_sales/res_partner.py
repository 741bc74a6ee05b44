from odoo import api, fields, models


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
        """By organisation; a claim about two machines is one claim of their owner."""
        owners = self.commercial_partner_id
        machines = self.env["stock.lot"]._read_group(
            [("owner_id", "in", owners.ids)], ["owner_id"], ["__count"]
        )
        claims = self.env["project.task"].search(
            [("field_work_type", "=", "claim"), ("lot_ids.owner_id", "in", owners.ids)]
        )
        counts = {owner: [count, 0, 0] for owner, count in machines}
        for claim in claims:
            for owner in claim.lot_ids.owner_id & owners:
                row = counts.setdefault(owner, [0, 0, 0])
                row[1] += 1
                row[2] += not claim.claim_answered_at
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
