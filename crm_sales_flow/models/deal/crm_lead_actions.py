from odoo import models
from odoo.exceptions import UserError


class CrmLead(models.Model):
    _inherit = "crm.lead"

    def _flow_next_stage(self):
        """The nearest stage that concerns this deal.

        A stage none of whose gates applies is passed silently.
        """
        self.ensure_one()
        stages = self.env["crm.stage"]._flow_stages()
        position = stages.ids.index(self.stage_id.id)
        deal = self.sudo()
        for stage in stages[position + 1 :]:
            gates = stage.gate_ids
            if stage.is_won or not gates or any(gate._applies(deal) for gate in gates):
                return stage
        return self.stage_id

    def action_next_stage(self):
        for lead in self:
            lead.stage_id = lead._flow_next_stage()

    def action_set_lost(self, **additional_values):
        """Odoo archives first and gives the reason in a second write; here both come at once."""
        deals = self.filtered(lambda lead: lead.flow_enabled and lead.type == "opportunity")
        if deals and not additional_values.get("lost_reason_id"):
            raise UserError(
                self.env._("Choose the reason: why the deal was lost is as valuable as a won one.")
            )
        deals.write(
            {**additional_values, "active": False, "probability": 0, "automated_probability": 0}
        )
        return super().action_set_lost(**additional_values)

    def action_documents(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_sales_flow.action_deal_document"
        )
        action["domain"] = [("deal_ids", "in", self.ids)]
        action["context"] = {"default_deal_ids": self.ids}
        return action

    def convert_opportunity(self, partner, user_ids=False, team_id=False):
        """What the client asked for becomes the needs of the deal, untyped (H05, H07)."""
        leads = self.filtered(lambda lead: lead.type == "lead" and lead.flow_enabled)
        result = super().convert_opportunity(partner, user_ids=user_ids, team_id=team_id)
        self.env["crm.deal.need"].create(
            [
                {"lead_id": deal.id, "text": text}
                for deal in leads.filtered(lambda lead: lead.type == "opportunity")
                if not deal.need_ids
                for text in deal._flow_need_texts()
            ]
        )
        return result

    def _flow_after_move(self, moves):
        result = super()._flow_after_move(moves)
        for lead, _origin, target in moves:
            if target.is_won:
                lead.partner_id.commercial_partner_id.sudo()._flow_become_client()
        return result

    def get_formview_id(self, access_uid=None):
        """Deals and leads of the process open in their own form wherever they are opened from."""
        if self.flow_enabled:
            return self.env.ref("crm_sales_flow.crm_deal_view_form").id
        return super().get_formview_id(access_uid=access_uid)

    def redirect_lead_opportunity_view(self):
        """After the conversion the deal opens in its own form, not in Odoo's."""
        return {**super().redirect_lead_opportunity_view(), "view_id": self.get_formview_id()}
