from odoo import models
from odoo.tools import SQL
from odoo.tools.sql import escape_psql


class CrmLead(models.Model):
    _inherit = "crm.lead"

    def _flow_next_stage(self):
        """The nearest stage that concerns this deal.

        A stage none of whose gates applies is passed silently.
        """
        self.ensure_one()
        stages = self.env["crm.stage"]._flow_stages()
        position = stages.ids.index(self.stage_id.id) if self.stage_id in stages else -1
        deal = self.sudo()
        for stage in stages[position + 1 :]:
            gates = stage.gate_ids
            if stage.is_won or not gates or any(gate._applies(deal) for gate in gates):
                return stage
        return self.stage_id

    def action_next_stage(self):
        for lead in self:
            lead.stage_id = lead._flow_next_stage()

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
        # Of two conversions at once the later one is rolled back here and repeated by Odoo; it
        # then finds the deal.
        leads._flow_lock()
        leads._flow_give_company(partner)
        result = super().convert_opportunity(partner, user_ids=user_ids, team_id=team_id)
        self.env["crm.deal.need"].create(
            [
                {"lead_id": deal.id, **values}
                for deal in leads.filtered(lambda lead: lead.type == "opportunity")
                if "need" not in deal.need_ids.mapped("kind")
                for values in deal._flow_need_values()
            ]
        )
        return result

    def _flow_lock(self):
        query = SQL("SELECT id FROM crm_lead WHERE id IN %s FOR NO KEY UPDATE", tuple(self.ids))
        if self.ids:
            self.env.cr.execute(query, log_exceptions=False)

    def _flow_give_company(self, partner):
        """The organisation that a client named becomes a company, once, and he its contact.

        Of several companies of that name none is guessed: a new one is made.
        """
        people = (partner or self.partner_id).filtered(
            lambda person: person.company_name and not person.parent_id and not person.is_company
        )
        for person in people:
            found = self.env["res.partner"].search(
                [
                    ("is_company", "=", True),
                    ("name", "=ilike", escape_psql(person.company_name.strip())),
                ],
                limit=2,
            )
            if len(found) == 1:
                person.parent_id = found
            else:
                person.create_company()

    def _flow_after_move(self, moves):
        result = super()._flow_after_move(moves)
        won = self.browse([move.lead.id for move in moves if move.target.is_won]).sudo()
        won.partner_id.commercial_partner_id._flow_become_client()
        self._flow_plan_next_step(moves)
        return result

    def _flow_returned(self, moves):
        """Deals that come into the process for another time: what was planned then, was done."""
        come = self.browse([lead.id for lead, origin, _target in moves if not origin])
        visits = come and self.env["crm.stage.history"].sudo()._read_group(
            [
                ("lead_id", "in", come.ids),
                ("kind", "=", "stage"),
                ("left_at", "!=", False),
                ("merged_from", "=", False),
            ],
            ["lead_id"],
        )
        return self.browse([lead.id for (lead,) in visits or ()])

    def _flow_plan_next_step(self, moves):
        """A deal whose needs are being clarified always has a next step (G08).

        The template of a typical sale plans it, too; an imported deal has its own.
        """
        begun = self.browse([move.lead.id for move in moves if move.target.flow_step == "needs"])
        begun -= self._flow_returned(moves)
        if not self._flow_gates_waived():
            begun.filtered(
                lambda lead: (
                    lead.user_id and not lead.activity_ids and not lead.team_id.sale_plan_id
                )
            )._flow_schedule("first_step")
        gone = self.browse([move.lead.id for move in moves if move.origin.flow_step == "needs"])
        if gone:
            (gone - begun)._flow_open_tasks("first_step").unlink()

    def get_formview_id(self, access_uid=None):
        """Deals and leads of the process open in their own form wherever they are opened from."""
        if self.flow_enabled:
            return self.env.ref("crm_sales_flow.crm_deal_view_form").id
        return super().get_formview_id(access_uid=access_uid)

    def redirect_lead_opportunity_view(self):
        """After the conversion the deal opens in its own form, not in Odoo's."""
        return {**super().redirect_lead_opportunity_view(), "view_id": self.get_formview_id()}
