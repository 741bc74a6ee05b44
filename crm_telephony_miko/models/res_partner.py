from odoo import api, fields, models

SHORTEST = 7  # digits; shorter numbers are not those of clients
# A change of one of these may make another manager's phone ring.
ROUTED = frozenset(
    {"user_id", "phone", "extra_phone_ids", "active", "parent_id", "is_company", "name"}
)


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

    # ------------------------------------------------------ the manager's phone

    def _miko_numbers(self):
        """:return: set of phone keys by which the exchange may know this client."""
        keys = {self.phone_key, *self.extra_phone_ids.mapped("phone_key")}
        return {key for key in keys if key and len(key) >= SHORTEST}

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        self.env["miko.route"]._mark(partners)
        return partners

    def write(self, vals):
        result = super().write(vals)
        if ROUTED & vals.keys():
            self.env["miko.route"]._mark(self)
        return result

    def unlink(self):
        self.env["miko.route"]._mark(self)
        return super().unlink()
