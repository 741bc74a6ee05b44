from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..client import limits

QUIET = {"sequence", "label", "remote_state"}  # change nothing of what is sent
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
    remote_state = fields.Selection(
        [
            ("todo", "Not made yet"),
            ("there", "Made"),
            ("no_room", "No room"),
            ("other_type", "Is of another type"),
            ("refused", "Not accepted"),
        ],
        "Field at Mailchimp",
        default="todo",
        readonly=True,
        copy=False,
        help="The next synchronisation makes the field; its values are sent when it is there. Where"
        " it could not be made, set that right and press «Make the fields there».",
    )
    partner_path = fields.Char("Of a contact", help="Field of the contact, through points.")
    lead_path = fields.Char("Of a lead", help="Field of the lead or deal, through points.")
    partner_fact = fields.Char("Fact of a contact", compute="_compute_facts")
    lead_fact = fields.Char("Fact of a lead", compute="_compute_facts")
    partner_model = fields.Char(compute="_compute_models", export_string_translation=False)
    lead_model = fields.Char(compute="_compute_models", export_string_translation=False)

    _tag_uniq = models.Constraint("UNIQUE (audience_id, tag)", "This name is used already.")

    @api.depends("partner_path", "lead_path")
    def _compute_facts(self):
        for line in self:
            line.partner_fact = self._in_words(self.env["res.partner"], line.partner_path)
            line.lead_fact = self._in_words(self.env["crm.lead"], line.lead_path)

    @staticmethod
    def _in_words(model, path):
        """:return: names of the fields on the way, as people read them"""
        words, env = [], model.env
        for name in (path or "").split("."):
            if model is None or name not in model._fields:
                return path  # its module was removed
            field = model._fields[name]
            words.append(field._description_string(env))
            model = env[field.comodel_name] if field.relational else None
        return " > ".join(words)

    def _compute_models(self):
        """Whose fields are offered."""
        for line in self:
            line.partner_model, line.lead_model = (model for _path, model in PATHS)

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
        """By the rights of whoever sets it up: constraints themselves are above them."""
        env = self.env(su=False)
        for mapping in self:
            for name, model in PATHS:
                if mapping[name] and not self._reaches(env[model], mapping[name]):
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
            if model is not None and not _is_readable(model):
                return False
        return True

    def _state_beside(self, kind):
        """:param kind: type of the field that is there; text takes any value"""
        return "there" if kind in (self.value_type, "text") else "other_type"

    def _why_not_there(self):
        return {
            "no_room": self.env._(
                "Mailchimp allows 30 fields in an audience: delete some there, or here."
            ),
            "other_type": self.env._(
                "at Mailchimp this field is of another type: take that type, or another name."
            ),
        }.get(self.remote_state, self.env._("Mailchimp does not accept this."))

    def _values(self, record):
        """:return: list of plain values of the record, most often one"""
        path = self.partner_path if record._name == "res.partner" else self.lead_path
        values = record
        for name in (path or "").split(".") if path else ():
            values = self._ours(values.mapped(name))
        if not path:
            return []
        if isinstance(values, models.BaseModel):
            return [row.display_name for row in values]
        return [self._plain(record, path, value) for value in values]

    def _ours(self, values):
        """What belongs to another company is not told, whoever synchronises."""
        if not isinstance(values, models.BaseModel) or "company_id" not in values._fields:
            return values
        if values._name == "res.users":  # of one company, working for several
            return values
        company = self.audience_id.company_id
        return values.filtered(lambda row: not row.company_id or row.company_id == company)

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
        if {"kind", "tag", "value_type"} & vals.keys():
            vals = {**vals, "remote_state": "todo"}
        result = super().write(vals)
        if vals.keys() - QUIET:
            self.audience_id._work_out_anew()
        return result

    def unlink(self):
        audiences = self.audience_id
        result = super().unlink()
        audiences._work_out_anew()
        return result


def _is_readable(model):
    """Letters, files and settings are no facts of a person, even where somebody may read some."""
    closed = ("mail.", "ir.", "res.users.")
    return not model._name.startswith(closed) and model.has_access("read")
