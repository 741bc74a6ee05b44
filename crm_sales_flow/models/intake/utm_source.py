from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

from ...tools.letter_template import split_labels

MOST_APPROVED = 7
KEEPERS = ("crm_sales_flow.group_director", "crm_sales_flow.group_marketer", "base.group_system")
OURS = ("flow_approved", "flow_synonyms")


class UtmSource(models.Model):
    """The short list of sources that people choose from and reports are made by (U06).

    Everybody may add to Odoo's list, and its mailings do so by themselves; ours is approved by the
    director or the marketer. What a page tells is looked up by name and synonyms.
    """

    _inherit = "utm.source"

    flow_approved = fields.Boolean(
        "Approved", index=True, copy=False, help="People choose from the approved sources only."
    )
    flow_synonyms = fields.Text(
        "Also told as",
        copy=False,
        help="What pages and letters call it, one a line or divided by semicolons: yandex; direct.",
    )

    @api.constrains("flow_approved")
    def _check_flow_approved(self):
        if not any(self.mapped("flow_approved")):
            return
        if self.sudo().search_count([("flow_approved", "=", True)]) > MOST_APPROVED:
            raise ValidationError(
                self.env._(
                    "People choose well from %(count)s sources at most: withdraw one first.",
                    count=MOST_APPROVED,
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        self._check_keeper(name for vals in vals_list for name in vals if vals[name])
        return super().create(vals_list)

    def write(self, vals):
        self._check_keeper(vals)
        if not vals.get("flow_approved", True) and self._undefined() in self:
            raise ValidationError(
                self.env._("This source stands for all that is not known; it stays in the list.")
            )
        return super().write(vals)

    @api.model
    def _check_keeper(self, names):
        if self.env.su or not set(OURS).intersection(names):
            return
        if not any(self.env.user.has_group(group) for group in KEEPERS):
            raise AccessError(self.env._("Sources are approved by the director or the marketer."))

    @api.model
    def _undefined(self):
        return self.browse(
            self.env["ir.model.data"]._xmlid_to_res_id("crm_sales_flow.utm_source_undefined")
        )

    @api.model
    def _approved_for(self, text):
        """:return: the approved source that the text means, or the one for the unknown (E05)."""
        wanted = _key(text)
        approved = self.sudo().search_fetch([("flow_approved", "=", True)], ["name", *OURS])
        for source in approved if wanted else ():
            if wanted in {_key(source.name), *map(_key, split_labels(source.flow_synonyms))}:
                return source
        return self._undefined()


def _key(text):
    return " ".join((text or "").casefold().replace("ё", "е").split())
