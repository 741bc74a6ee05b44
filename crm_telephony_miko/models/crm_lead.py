from odoo import fields, models


class CrmLead(models.Model):
    _inherit = "crm.lead"

    miko_call_ids = fields.One2many("miko.call", "lead_id", "Calls")
    miko_call_count = fields.Integer("Number of calls", compute="_compute_miko_call_count")

    def _compute_miko_call_count(self):
        Call = self.env["miko.call"]
        counts = {}
        if Call.has_access("read"):
            groups = Call._read_group([("lead_id", "in", self.ids)], ["lead_id"], ["__count"])
            counts = dict(groups)
        for lead in self:
            lead.miko_call_count = counts.get(lead._origin, 0)

    def action_miko_calls(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_telephony_miko.action_call")
        return {**action, "domain": [("lead_id", "=", self.id)], "context": {}}

    def _merge_dependences(self, opportunities):
        opportunities.sudo().miko_call_ids.lead_id = self.id
        return super()._merge_dependences(opportunities)
