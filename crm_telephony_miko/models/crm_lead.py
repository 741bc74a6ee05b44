from odoo import fields, models

ROUTED = frozenset({"user_id", "partner_id", "phone", "active", "type"})


class CrmLead(models.Model):
    _inherit = "crm.lead"

    miko_call_ids = fields.One2many("miko.call", "lead_id", "Calls")
    miko_call_count = fields.Integer(
        "Number of calls", compute="_compute_miko_call_count", compute_sudo=True
    )

    def _compute_miko_call_count(self):
        """Who reads a deal reads its calls: they are counted without their rules."""
        Call = self.env["miko.call"]
        counts = {}
        if Call.sudo(False).has_access("read"):
            of_clients = [("lead_id", "in", self.ids), ("direction", "!=", "internal")]
            counts = dict(Call._read_group(of_clients, ["lead_id"], ["__count"]))
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

    # The manager of the open deal is the one whose phone rings (B05).

    def _flow_after_create(self):
        result = super()._flow_after_create()
        self.env["miko.route"]._mark(self.partner_id)
        return result

    def _flow_after_write(self, names):
        result = super()._flow_after_write(names)
        if ROUTED & names:
            self.env["miko.route"]._mark(self.partner_id)
        return result

    def _flow_after_move(self, moves):
        result = super()._flow_after_move(moves)
        closed = [m.lead.id for m in moves if m.target.is_won or (m.origin and m.origin.is_won)]
        self.env["miko.route"]._mark(self.browse(closed).partner_id)
        return result
