from odoo import api, fields, models

from odoo.addons.crm_sales_flow.tools.phone import phone_key


class MikoExtension(models.Model):
    """Whose phone has which number."""

    _name = "miko.extension"
    _description = "Extension of the exchange"
    _inherit = ["miko.number.mixin"]
    _order = "number, id"
    _rec_name = "number"

    number = fields.Char("Extension", required=True)
    user_id = fields.Many2one("res.users", "Employee", index="btree_not_null")
    mobile = fields.Char(
        help="Calls to and from this number are the employee's, not those of a client."
    )
    mobile_key = fields.Char(
        compute="_compute_mobile_key",
        store=True,
        index="btree_not_null",
        export_string_translation=False,
    )

    _number_uniq = models.UniqueIndex(
        "(pbx_id, number) WHERE active", "This extension is in the list already."
    )

    @api.depends("mobile")
    def _compute_mobile_key(self):
        for extension in self:
            extension.mobile_key = phone_key(extension.mobile) or False

    @api.model
    def _users_of(self, pbx, numbers):
        """:param numbers: of extensions or of mobile phones, as the exchange writes them.
        :return: dict number -> user."""
        wanted = {number: phone_key(number) for number in numbers if number}
        domain = [("pbx_id", "=", pbx.id), ("user_id", "!=", False)]
        domain += ["|", ("number", "in", list(wanted)), ("mobile_key", "in", list(wanted.values()))]
        found = self.sudo().search(domain) if wanted else self
        by_number = {extension.number: extension.user_id for extension in found}
        by_mobile = {extension.mobile_key: extension.user_id for extension in found}
        nobody = self.env["res.users"]
        return {
            number: by_number.get(number) or by_mobile.get(key) or nobody
            for number, key in wanted.items()
        }

    @api.model
    def _knows(self, pbx, number):
        """Whether the number is that of a colleague, also of one who has no account here."""
        domain = [("pbx_id", "=", pbx.id)]
        domain += ["|", ("number", "=", number), ("mobile_key", "=", phone_key(number) or "-")]
        return bool(self.sudo().search_count(domain, limit=1))

    @api.model
    def _mine(self):
        """The extension of the user who asks, at an exchange of the company he works in now."""
        here = self.env["miko.pbx"].sudo().search([("company_id", "=", self.env.company.id)])
        found = self.browse()
        for pbx in here:
            found = found or self._of_user(pbx, self.env.user)
        return found

    @api.model
    def _of_user(self, pbx, user):
        """:param pbx: of this exchange; of any when empty. :return: one extension or none."""
        domain = [("user_id", "=", user.id)] + ([("pbx_id", "=", pbx.id)] if pbx else [])
        return self.sudo().search(domain, limit=1) if user else self.browse()
