from odoo import api, fields, models

from odoo.addons.crm_sales_flow.tools.phone import phone_key


class MikoLine(models.Model):
    """A number of the company that clients call."""

    _name = "miko.line"
    _description = "Company number"
    _inherit = ["miko.number.mixin"]
    _order = "name, id"

    name = fields.Char(required=True, help="For instance the advertisement that shows the number.")
    number = fields.Char(required=True)
    phone_key = fields.Char(
        compute="_compute_phone_key",
        store=True,
        index="btree_not_null",
        export_string_translation=False,
    )
    team_id = fields.Many2one(
        "crm.team",
        "Department",
        domain="[('is_department', '=', True)]",
        help="Proposed for requests that come by this number.",
    )
    source_id = fields.Many2one("utm.source", help="Where those who call this number know us from.")

    _number_uniq = models.UniqueIndex(
        "(pbx_id, phone_key) WHERE active", "This number is in the list already."
    )

    @api.depends("number")
    def _compute_phone_key(self):
        for line in self:
            line.phone_key = phone_key(line.number) or False

    @api.model
    def _line_of(self, pbx, did):
        key = phone_key(did)
        domain = [("pbx_id", "=", pbx.id), ("phone_key", "=", key)]
        return self.sudo().search(domain, limit=1) if key else self.browse()
