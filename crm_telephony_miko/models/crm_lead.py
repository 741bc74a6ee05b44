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

    def _flow_concerned(self):
        """A call hangs on a lead of any department."""
        return super()._flow_concerned() or bool(self.sudo().miko_call_ids)

    def _flow_after_merge(self, tail):
        result = super()._flow_after_merge(tail)
        tail.miko_call_ids.lead_id = self
        return result
