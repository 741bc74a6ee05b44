from odoo import api, fields, models
from odoo.tools.sql import escape_psql

MAX_TEXT = 500
# What a page tells in words, and the list of ours in which the word is looked up; a source has
# a list of its own, the approved one.
LISTED = {
    "told_medium": ("medium_id", "utm.medium"),
    "told_campaign": ("campaign_id", "utm.campaign"),
}
TOLD = (
    "told_source",
    *LISTED,
    "utm_term",
    "utm_content",
    "landing_url",
    "referrer",
    "yclid",
    "gclid",
)


class FlowOriginMixin(models.AbstractModel):
    """Where a client came from, beyond Odoo's source, medium and campaign (D03).

    A stranger writes these texts. They are kept as they came; a medium or campaign is
    set only when our list has one of that name, a source when an approved one is called so, so that
    nobody outside adds to the lists (U06).
    """

    _name = "flow.origin.mixin"
    _description = "Origin of a client's interest"

    told_source = fields.Char("Source as told", help="Search engine or site, in the page's words.")
    told_medium = fields.Char("Medium as told", help="Kind of advertising, in the page's words.")
    told_campaign = fields.Char("Campaign as told", help="Campaign, in the page's words.")
    utm_term = fields.Char("Keyword", help="The words the client searched for.")
    utm_content = fields.Char("Advertisement", help="Which of several advertisements was clicked.")
    landing_url = fields.Char("Page", help="Address of the page where the client came in.")
    referrer = fields.Char("Came from", help="Address of the page before it.")
    yclid = fields.Char("Yandex click", export_string_translation=False)
    gclid = fields.Char("Google click", export_string_translation=False)

    @api.model
    def _origin_values(self, told):
        """:return: field values for what a letter or a form told of the origin."""
        values = {name: told[name][:MAX_TEXT] for name in TOLD if told.get(name)}
        for name, (field, model) in LISTED.items():
            if name in values and (record := self._listed(model, values[name])):
                values[field] = record.id
        if "told_source" in values:  # an unknown one is not that of the website (E05)
            source = self.env["utm.source"]._approved_for(values["told_source"])
            values["source_id"] = source.id
        return values

    @api.model
    def _listed(self, model, text):
        return self.env[model].sudo().search([("name", "=ilike", escape_psql(text))], limit=1)

    def _origin_texts(self):
        """:return: list of (label, text) of what is worth knowing before a call (D07)."""
        self.ensure_one()
        names = ("utm_term", "landing_url", "told_source", "told_campaign", "referrer")
        labels = {name: self._fields[name]._description_string(self.env) for name in names}
        return [(labels[name], self[name]) for name in names if self[name]]
