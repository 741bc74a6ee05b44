from odoo import api, fields, models


class MrpProduction(models.Model):
    """What the workshop must know of the clients it works for (L09)."""

    _inherit = "mrp.production"

    deal_names = fields.Char(
        "For the deals",
        compute="_compute_client_wishes",
        compute_sudo=True,
        help="Deals and clients whose orders this production serves.",
    )
    client_wishes = fields.Text(
        "Client's wishes",
        compute="_compute_client_wishes",
        compute_sudo=True,
        help="Lines of the deal marked «For production», without those that were refused.",
    )

    @api.depends(
        "reference_ids.sale_ids.opportunity_id.need_ids.for_production",
        "reference_ids.sale_ids.opportunity_id.need_ids.text",
        "reference_ids.sale_ids.opportunity_id.need_ids.state",
        "sale_line_id.order_id.opportunity_id",
    )
    def _compute_client_wishes(self):
        """Elevated: who makes the goods reads these lines and nothing else of the deal."""
        for production in self:
            deals = production._deal_document_deals()
            production.deal_names = "; ".join(
                " · ".join(filter(None, (deal.name, deal.partner_id.name))) for deal in deals
            )
            production.client_wishes = "\n".join(
                f"• {need.text.strip()}"
                for need in deals.need_ids
                if need.for_production and need.state not in ("refused", "waived")
            )
