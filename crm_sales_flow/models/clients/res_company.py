from odoo import fields, models


class ResCompany(models.Model):
    """Requisites of the own company, kept on its partner like those of every client."""

    _inherit = "res.company"

    inn = fields.Char(related="partner_id.inn", readonly=False)
    kpp = fields.Char(related="partner_id.kpp", readonly=False)
    ogrn = fields.Char(related="partner_id.ogrn", readonly=False)
    represented_by = fields.Char(related="partner_id.represented_by", readonly=False)
    director_name = fields.Char("Director", help="Printed beside the signature: Ivanov I. I.")
    accountant_name = fields.Char(
        "Chief accountant", help="Printed beside the signature: Petrova A. A."
    )
