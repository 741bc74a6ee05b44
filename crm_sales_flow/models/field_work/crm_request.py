from odoo import api, fields, models

from .project_task import LOT_READERS


class CrmRequest(models.Model):
    """Each visit is a chance to sell: what the engineer hears on site goes to sorting (S07)."""

    _inherit = "crm.request"

    field_work_id = fields.Many2one(
        "project.task",
        "Found at the visit",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The visit at which the engineer heard of this need.",
    )
    found_by_id = fields.Many2one(
        "res.users",
        "Found by",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The engineer who brought the need: it is his credit.",
    )
    equipment_ids = fields.Many2many(
        "stock.lot",
        "crm_request_lot_rel",
        "request_id",
        "lot_id",
        readonly=True,
        copy=False,
        groups=LOT_READERS,
        help="The machines that the request speaks of.",
    )

    @api.model
    def _complete(self, vals):
        """The source «Service» is the program's own word, not one of those that people choose."""
        service = self.env["ir.model.data"]._xmlid_to_res_id("crm_sales_flow.utm_source_service")
        is_ours = self.env.su and vals.get("source_id") == service
        result = super()._complete(vals)
        if is_ours:
            vals.update(source_id=service, told_source=False)
        return result

    def _senders(self):
        """A need of the service is a new sale: it is sorted, and joins no open deal by itself."""
        clients, leads, families = super()._senders()
        for request in self:
            # Whether it speaks of machines, not of which: who asks may not read them.
            if request.found_by_id or request.sudo().equipment_ids:
                leads[request] = leads[request].browse()
        return clients, leads, families
