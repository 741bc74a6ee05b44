from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

TEXTS, NUMBERS = ("char", "text"), ("integer", "float", "monetary")
KINDS = dict.fromkeys(TEXTS, "text") | dict.fromkeys(NUMBERS, "number")
KINDS |= {"date": "day", "boolean": "yes", "selection": "choice", "many2one": "choice"}
# How a deal goes on is decided by its gates and its people, not by an answer on the telephone.
NEVER = {"stage_id", "team_id", "user_id", "company_id", "active", "type", "probability"}
NEVER |= {"lost_reason_id", "won_status", "partner_id", "campaign_id", "source_id"}
# Of these a form finds one; nobody chooses among all of them on the telephone.
FOUND = ["res.partner", "res.users"]
MOST_CHOICES = 30


class CrmScriptStep(models.Model):
    """One question of a script, and where its answer is kept (Y02)."""

    _name = "crm.script.step"
    _description = "Step of a script"
    _order = "script_id, sequence, id"
    _rec_name = "question"

    script_id = fields.Many2one("crm.script", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    question = fields.Char("What to say or to ask", required=True, translate=True)
    hint = fields.Text(translate=True, help="For whoever talks: why it is asked, what to add.")
    target = fields.Selection(
        [
            ("none", "No answer is expected"),
            ("note", "The history only"),
            ("field", "A field of the deal"),
            ("need", "A need of the client"),
            ("wish", "A wish of the client"),
        ],
        "The answer is kept in",
        required=True,
        default="note",
    )
    field_id = fields.Many2one(
        "ir.model.fields",
        domain=lambda self: self._field_domain(),
        ondelete="cascade",
        help="Of the lead or deal: an amount, a date, a choice, a text.",
    )

    @api.model
    def _field_domain(self):
        return [
            ("model", "=", "crm.lead"),
            ("ttype", "in", list(KINDS)),
            ("readonly", "=", False),
            ("store", "=", True),
            ("name", "not in", sorted(NEVER)),
            ("relation", "not in", FOUND),
        ]

    @api.constrains("target", "field_id")
    def _check_field(self):
        allowed = Domain(self._field_domain())
        for step in self.filtered(lambda step: step.target == "field"):
            if not step.field_id.sudo().filtered_domain(allowed):
                raise ValidationError(
                    self.env._(
                        "Choose the field in which the answer to «%(question)s» is kept: a text, a "
                        "number, a date, yes or no, or a choice.",
                        question=step.question,
                    )
                )
            step._check_choices()

    def _check_choices(self):
        """What cannot be shown in whole is refused here: no talk begins with a part of it."""
        if self.field_id.sudo().ttype != "many2one":
            return
        count = self.env[self._field().comodel_name].search_count([])
        if count > MOST_CHOICES:
            raise ValidationError(
                self.env._(
                    "«%(field)s» has %(count)s values: nobody chooses of more than %(most)s during "
                    "a talk. Keep the answer in a text or in the history.",
                    field=self.field_id.field_description,
                    count=count,
                    most=MOST_CHOICES,
                )
            )

    def _answer_kind(self):
        """:return: text, number, day, yes, choice; empty when no answer is expected"""
        if self.target == "none":
            return False
        return KINDS[self.field_id.sudo().ttype] if self.target == "field" else "text"

    def _field(self):
        """The field itself, as the deal has it."""
        return self.env["crm.lead"]._fields[self.field_id.sudo().name]

    def _choices(self):
        """:return: list of (value as text, name) that can be chosen: all there are"""
        field = self._field()
        if field.type == "selection":
            return field._description_selection(self.env)
        found = self.env[field.comodel_name].name_search(limit=None)
        return [(str(number), name) for number, name in found]
