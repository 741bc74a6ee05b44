from ast import literal_eval

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

QUIET = {"sequence", "name"}  # change nothing of who belongs here
MODELS = {"partner": "res.partner", "lead": "crm.lead"}


class MailchimpRule(models.Model):
    """Which contacts and leads belong to an audience (V01, V07)."""

    _name = "mailchimp.rule"
    _description = "Rule of an audience"
    _order = "audience_id, sequence, id"

    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    audience_id = fields.Many2one(
        "mailchimp.audience", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="audience_id.company_id")
    kind = fields.Selection(
        [("partner", "Contacts"), ("lead", "Leads and deals")], required=True, default="partner"
    )
    model_name = fields.Char(compute="_compute_model_name", export_string_translation=False)
    domain = fields.Char("Filter", required=True, default="[]")

    @api.depends("kind")
    def _compute_model_name(self):
        for rule in self:
            rule.model_name = MODELS[rule.kind]

    @api.constrains("domain", "kind")
    def _check_domain(self):
        for rule in self:
            try:
                with self.env.cr.savepoint(flush=False):
                    self.env[MODELS[rule.kind]].search(rule._domain(), limit=1)
            # What a hand-written filter raises depends on the fields it names.
            except Exception as error:
                raise ValidationError(
                    self.env._("The filter «%(name)s» cannot be used.", name=rule.name)
                ) from error

    def _domain(self):
        """Only of the audience's own company, and only who has an address."""
        self.ensure_one()
        companies = [False, self.audience_id.company_id.id]
        return (
            Domain(literal_eval(self.domain or "[]"))
            & Domain("email_normalized", "!=", False)
            & Domain("company_id", "in", companies)
        )

    def _emails(self):
        """:return: SQL of the addresses that the rule wants"""
        query = self.env[self.model_name].sudo()._search(self._domain())
        return SQL(
            "SELECT %s FROM %s WHERE %s",
            SQL.identifier(query.table, "email_normalized"),
            query.from_clause,
            query.where_clause or SQL("TRUE"),
        )

    def _field_names(self):
        """Names of the fields that the filter looks at first: a change of one counts."""
        conditions = Domain(literal_eval(self.domain or "[]")).iter_conditions()
        return {condition.field_expr.split(".")[0] for condition in conditions}

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        rules.audience_id._work_out_anew()
        return rules

    def write(self, vals):
        audiences = self.audience_id
        result = super().write(vals)
        if vals.keys() - QUIET:
            (audiences | self.audience_id)._work_out_anew()
        return result

    def unlink(self):
        audiences = self.audience_id
        result = super().unlink()
        audiences._work_out_anew()
        return result
