from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..client import limits

PATHS = (("partner_path", "res.partner"), ("lead_path", "crm.lead"))


class MailchimpMapping(models.Model):
    """One fact that Mailchimp is told of a person: a merge field, or tags (V02)."""

    _name = "mailchimp.mapping"
    _description = "Fact sent to Mailchimp"
    _order = "audience_id, sequence, id"
    _rec_name = "tag"

    sequence = fields.Integer(default=10)
    audience_id = fields.Many2one(
        "mailchimp.audience", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="audience_id.company_id")
    kind = fields.Selection(
        [("field", "Merge field"), ("tags", "Tags")],
        required=True,
        default="field",
        help="A fact with one value is a merge field; one with several is a tag for each value.",
    )
    tag = fields.Char(
        "Name there",
        required=True,
        help="Merge field: up to 10 characters A-Z, 0-9, _, for instance STAGE. Tags: a word that"
        " stands before each value, for instance equipment.",
    )
    label = fields.Char(help="Name that marketers see in Mailchimp.")
    value_type = fields.Selection(
        [
            ("text", "Text"),
            ("number", "Number"),
            ("date", "Date"),
            ("phone", "Phone"),
            ("url", "Link"),
        ],
        "Type",
        default="text",
        required=True,
    )
    partner_path = fields.Char("Of a contact", help="Field of the contact, through points.")
    lead_path = fields.Char("Of a lead", help="Field of the lead or deal, through points.")
    partner_model = fields.Char(default="res.partner", store=False)
    lead_model = fields.Char(default="crm.lead", store=False)

    _tag_uniq = models.Constraint("UNIQUE (audience_id, tag)", "This name is used already.")

    @api.constrains("kind", "tag")
    def _check_tag(self):
        for mapping in self:
            if mapping.kind == "field" and not limits.is_tag(mapping.tag):
                raise ValidationError(
                    self.env._(
                        "A merge field has a name of up to 10 characters A-Z, 0-9, _: %(name)s",
                        name=mapping.tag,
                    )
                )
        for audience in self.audience_id:
            merged = audience.mapping_ids.filtered(lambda line: line.kind == "field")
            if len(merged) > limits.MAX_FIELDS:
                raise ValidationError(self.env._("An audience has at most 30 merge fields."))

    @api.constrains("partner_path", "lead_path")
    def _check_path(self):
        for mapping in self:
            for name, model in PATHS:
                if mapping[name] and not self._reaches(self.env[model], mapping[name]):
                    raise ValidationError(
                        self.env._("There is no field «%(path)s».", path=mapping[name])
                    )

    @staticmethod
    def _reaches(model, path):
        for name in path.split("."):
            field = model._fields.get(name) if model is not None else None
            if field is None or field.groups:
                return False
            model = model.env[field.comodel_name] if field.relational else None
        return True

    def _values(self, record):
        """:return: list of plain values of the record, most often one"""
        path = self.partner_path if record._name == "res.partner" else self.lead_path
        values = record
        for name in (path or "").split(".") if path else ():
            values = values.mapped(name)
        if not path:
            return []
        if isinstance(values, models.BaseModel):
            return [row.display_name for row in values]
        return [self._plain(record, path, value) for value in values]

    @staticmethod
    def _plain(record, path, value):
        """People read the label of a choice, not its code."""
        *way, name = path.split(".")
        model = record.mapped(".".join(way)) if way else record
        field = model._fields[name]
        if field.type == "selection" and value:
            return dict(field._description_selection(record.env)).get(value, value)
        return value

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.audience_id._work_out_anew()
        return lines

    def write(self, vals):
        result = super().write(vals)
        self.audience_id._work_out_anew()
        return result

    def unlink(self):
        audiences = self.audience_id
        result = super().unlink()
        audiences._work_out_anew()
        return result
