import ast
import functools
import logging

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

_logger = logging.getLogger(__name__)


class FlowConditionMixin(models.AbstractModel):
    """A condition over deals that an implementer writes in the domain editor.

    The one mechanism behind the exit conditions of stages and the rows of their checklists:
    parsing, refusal of what cannot be used, and asking which deals satisfy it.
    """

    _name = "flow.condition.mixin"
    _description = "Condition over deals"

    name = fields.Char(required=True, translate=True)
    domain = fields.Char(
        "Condition", required=True, default="[]", help="The deal may go on when it satisfies this."
    )
    applies_domain = fields.Char(
        "Counts only for", default="[]", help="For other deals the condition is passed silently."
    )

    problem = fields.Char(
        compute="_compute_problem",
        help="Why the condition cannot be checked any more.",
    )

    @api.depends("domain", "applies_domain")
    def _compute_problem(self):
        for gate in self:
            gate.problem = gate._find_problem()

    @api.constrains("domain", "applies_domain")
    def _check_domains(self):
        for record in self:
            if reason := record._find_problem(thoroughly=True):
                raise ValidationError(
                    self.env._(
                        "The condition of «%(gate)s» cannot be used: %(reason)s",
                        gate=record.name,
                        reason=reason,
                    )
                )

    def _find_problem(self, thoroughly=False):
        """Why one of the two domains cannot be evaluated; nothing when both can.

        :param thoroughly: ask the database, too.
        :return: text of the error: whatever a hand-written domain may raise is its author's.
        """
        leads = self.env["crm.lead"].sudo()
        for text in (self.domain, self.applies_domain):
            try:
                domain = self._parse(text)
                domain.validate(leads)
                if wrong := self._find_wrong_value(leads, domain, thoroughly):
                    return wrong
                leads.new({}).filtered_domain(domain)
                if thoroughly:
                    with self.env.cr.savepoint(flush=False):
                        leads.search(domain, limit=1)
            except Exception as error:
                return str(error) or repr(error)
        return False

    def _find_wrong_value(self, model, domain, thoroughly):
        """A value that its field can never have: the condition would be met by no record."""
        for condition in domain.iter_conditions():
            field, values = self._asked(model, condition)
            if field is None:
                continue
            if isinstance(values, Domain):
                comodel = self.env[field.comodel_name].sudo()
                if wrong := self._find_wrong_value(comodel, values, thoroughly):
                    return wrong
                continue
            if field.type == "selection":
                known = field.get_values(self.env)
                wrong = [value for value in values if value and value not in known]
            elif field.relational and thoroughly:
                ids = {value for value in values if isinstance(value, int) and value > 0}
                wrong = ids - set(self.env[field.comodel_name].sudo().browse(ids).exists().ids)
            else:
                continue
            if wrong:
                return self.env._(
                    "%(field)s cannot be %(value)s",
                    field=field._description_string(self.env),
                    value=", ".join(str(value) for value in sorted(wrong, key=str)),
                )
        return False

    @staticmethod
    def _asked(model, condition):
        """The field at the end of a condition's path and what it is compared with.

        :return: values of the field, or a domain over its records; no field when it is neither.
        """
        if condition.operator not in ("=", "!=", "in", "not in", "any", "not any"):
            return None, []
        *path, name = condition.field_expr.split(".")
        for step in path:
            if not model._fields[step].relational:
                return None, []  # part of a date, a property
            model = model[step]
        value = condition.value
        if condition.operator.endswith("any"):
            return model._fields[name], Domain(value)
        values = [value] if isinstance(value, (str, bytes, int, float)) or value is None else value
        return model._fields[name], [item for item in values if not isinstance(item, bool)]

    @staticmethod
    @functools.lru_cache(maxsize=1024)  # a domain is immutable, and each opened deal asks for it
    def _parse(text):
        return Domain(ast.literal_eval((text or "").strip() or "[]"))

    def _is_conditional(self):
        """Does it count for some deals only?"""
        self.ensure_one()
        return not self.problem and not self._parse(self.applies_domain).is_true()

    def _unmet(self, leads):
        """Those of ``leads`` that do not satisfy the condition; of a broken one, all of them."""
        self.ensure_one()
        applicable = self._satisfying(leads, self.applies_domain)
        met = self._satisfying(applicable, self.domain) if applicable is not None else None
        return leads if met is None else applicable - met

    def _applies(self, leads):
        """Those of ``leads`` for which the condition counts at all; of a broken one, all."""
        self.ensure_one()
        applicable = self._satisfying(leads, self.applies_domain)
        return leads if applicable is None else applicable

    def _satisfying(self, leads, text):
        """Those of ``leads`` in a domain; None when it cannot be evaluated, for whatever reason.

        Errors of the database go on: after them nothing can be asked in the transaction, and some
        of them only mean that Odoo has to begin it anew.
        """
        try:
            return leads.filtered_domain(self._parse(text))
        except psycopg2.Error:
            raise
        except Exception:
            _logger.warning("Condition %s is broken", self, exc_info=True)
            return None
