from odoo import api, fields, models

SEGMENTS = ("activity_segment_id", "prospect_segment_id", "potential_segment_id")


class ResPartner(models.Model):
    """Segments belong to the organisation; its people have them too, so that lists find them."""

    _inherit = "res.partner"

    activity_segment_id = fields.Many2one(
        "crm.client.segment",
        "Kind of activity",
        domain=[("kind", "=", "activity")],
        index="btree_not_null",
        tracking=True,
        help="What the client does; mailings and call lists are chosen by it.",
    )
    prospect_segment_id = fields.Many2one(
        "crm.client.segment",
        "Prospects",
        domain=[("kind", "=", "prospect")],
        index="btree_not_null",
        tracking=True,
        help="What may come of the work with the client.",
    )
    potential_segment_id = fields.Many2one(
        "crm.client.segment",
        "Potential",
        domain=[("kind", "=", "potential")],
        index="btree_not_null",
        tracking=True,
        help="How much the client can buy.",
    )
    segment_ids = fields.Many2many("crm.client.segment", string="Segments",
                                   compute="_compute_segment_ids")  # fmt: skip

    @api.depends(*SEGMENTS)
    def _compute_segment_ids(self):
        for partner in self:
            partner.segment_ids = (
                partner.activity_segment_id
                | partner.prospect_segment_id
                | partner.potential_segment_id
            )

    @api.model
    def _commercial_fields(self):
        return [*super()._commercial_fields(), *SEGMENTS]
