from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    miko_call_count = fields.Integer("Number of calls", compute="_compute_miko_call_count")

    def _compute_miko_call_count(self):
        Call = self.env["miko.call"]
        counts = {}
        if Call.has_access("read"):
            domain = [("partner_id", "in", self.ids)]
            counts = dict(Call._read_group(domain, ["partner_id"], ["__count"]))
        for partner in self:
            partner.miko_call_count = counts.get(partner._origin, 0)

    def action_miko_calls(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_telephony_miko.action_call")
        return {**action, "domain": [("partner_id", "=", self.id)], "context": {}}
