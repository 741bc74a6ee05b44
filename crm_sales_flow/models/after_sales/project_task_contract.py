from odoo import api, fields, models


class ProjectTask(models.Model):
    """A visit by a service contract (S10)."""

    _inherit = "project.task"

    service_contract_id = fields.Many2one(
        "crm.service.contract",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    service_day = fields.Date("Day by the contract", readonly=True, copy=False)

    _service_day_uniq = models.UniqueIndex(
        "(service_contract_id, service_day) WHERE service_contract_id IS NOT NULL",
        "This visit of the contract is planned already.",
    )

    def message_subscribe(self, partner_ids=None, subtype_ids=None):
        """Odoo lets the maker of a task follow it, one by one: nobody follows the plan yet."""
        if self.env.context.get("flow_visits_in_plan"):
            return True
        return super().message_subscribe(partner_ids, subtype_ids)

    @api.model
    def _claim_hours(self, company, lots):
        """A contract promises its own response time."""
        contracts = lots.sudo().service_contract_ids.filtered(
            lambda row: row.state == "active" and row.response_hours > 0
        )
        hours = super()._claim_hours(company, lots)
        return min([hours, *contracts.mapped("response_hours")])

    def _visit_lot_values(self, lot):
        values = super()._visit_lot_values(lot)
        words = [self.env._("under warranty")] if lot.under_warranty else []
        if lot.warranty_until and not lot.under_warranty:
            words.append(self.env._("warranty is over"))
        active = lot.service_contract_ids.filtered(lambda row: row.state == "active")
        words += active[:1].mapped("name")
        return {**values, "note": ", ".join(words)}
