from odoo import api, fields, models

OPEN, WON, LOST = "pending", "won", "lost"


class CrmStage(models.Model):
    """The data of the process picture (I08); ``static/src/deal/process_layout.js`` draws it."""

    _inherit = "crm.stage"

    action_ids = fields.One2many("crm.stage.action", "stage_id", "What to do")

    @api.model
    @api.readonly
    def flow_picture(self, deal_id=False):
        """The configured process with the deals that the user may see.

        :param deal_id: the deal whose stage is to be shown as the present one.
        :return: dict with ``stages`` in order, ``lost`` and ``deal``.
        """
        figures = self.env["crm.lead"]._flow_stage_figures()
        stages = [stage._flow_picture_values(figures) for stage in self._flow_stages()]
        return {
            "stages": stages,
            "lost": sum(
                row["count"] for (_stage, status), row in figures.items() if status == LOST
            ),
            "deal": self._flow_picture_deal(deal_id),
        }

    def _flow_picture_values(self, figures):
        """One stage; of a won one the won deals are counted, of any other the open ones."""
        self.ensure_one()
        row = figures.get((self.id, WON if self.is_won else OPEN), {"count": 0, "age": 0})
        return {
            "id": self.id,
            "name": self.name,
            "is_won": self.is_won,
            "is_conditional": self._flow_is_conditional(),
            "roles": list(dict.fromkeys(self.action_ids.role_id.mapped("name"))),
            "conditions": self.gate_ids.mapped("name"),
            "actions": self.action_ids.mapped("name"),
            "count": row["count"],
            "age": row["age"],
        }

    def _flow_is_conditional(self):
        """Is it passed silently by some deals? So it is when none of its gates always counts."""
        gates = self.gate_ids
        return bool(gates) and not self.is_won and all(gate._is_conditional() for gate in gates)

    @api.model
    def _flow_picture_deal(self, deal_id):
        deal = self.env["crm.lead"].with_context(active_test=False).browse(deal_id or []).exists()
        if not deal or deal.type != "opportunity" or not deal.has_access("read"):
            return False
        return {
            "id": deal.id,
            "name": deal.name,
            "stage_id": deal.stage_id.id,
            "is_lost": deal.won_status == LOST,
        }

    def action_flow_deals(self):
        """The deals that the picture counts on this stage, or the lost ones of no stage."""
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_sales_flow.action_deal")
        status = (WON if self.is_won else OPEN) if self else LOST
        place = [("stage_id", "=", self.id)] if self else []
        return {
            **action,
            "display_name": self.name or self.env._("Lost"),
            "domain": self.env["crm.lead"]._flow_picture_domain()
            + [("won_status", "=", status)]
            + place,
            "context": {"default_type": "opportunity", "active_test": bool(self)},
            "view_mode": "list,kanban,form",
            "views": sorted(action["views"], key=lambda view: view[1] != "list"),
        }
