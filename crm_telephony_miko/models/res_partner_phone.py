from odoo import api, models


class ResPartnerPhone(models.Model):
    """A client's extra numbers ring at his manager too (B05, B06)."""

    _inherit = "res.partner.phone"

    @api.model_create_multi
    def create(self, vals_list):
        phones = super().create(vals_list)
        self.env["miko.route"]._mark(phones.partner_id)
        return phones

    def write(self, vals):
        before = self.partner_id
        result = super().write(vals)
        if {"phone", "partner_id"} & vals.keys():
            self.env["miko.route"]._mark(before | self.partner_id)
        return result

    def unlink(self):
        partners = self.partner_id
        result = super().unlink()
        self.env["miko.route"]._mark(partners)
        return result
