import ast
import functools
import logging

import psycopg2

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError
from odoo.fields import Domain

_logger = logging.getLogger(__name__)


@functools.lru_cache(maxsize=1024)  # each opened deal asks for it
def _read(text):
    return ast.literal_eval((text or "").strip() or "[]")


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

    @api.model
    def _of_stages(self, stage_ids):
        """The conditions of these stages, found and read by one query."""
        return self.search_fetch([("stage_id", "in", list(stage_ids))])

    @api.depends("domain", "applies_domain")
    def _compute_problem(self):
        for gate in self:
            gate.problem = self._known_problem(gate.domain, gate.applies_domain)

    @api.constrains("domain", "applies_domain")
    def _check_domains(self):
        for record in self:
            if reason := self._find_problem(record.domain, record.applies_domain, thoroughly=True):
                raise ValidationError(
                    self.env._(
                        "The condition of «%(gate)s» cannot be used: %(reason)s",
                        gate=record.name,
                        reason=reason,
                    )
                )

    @api.model
    @tools.ormcache("domain", "applies_domain", "self.env.lang")
    def _known_problem(self, domain, applies_domain):
        """Without the database the answer follows from the fields of the model alone."""
        return self._find_problem(domain, applies_domain)

    @api.model
    def _find_problem(self, domain, applies_domain, thoroughly=False):
        """Why one of the two domains cannot be evaluated; nothing when both can.

        :param thoroughly: ask the database, too.
        :return: text of the error.
        """
        leads = self.env["crm.lead"].sudo()
        for text in (domain, applies_domain):
            try:
                domain = self._parse(text)
                domain.validate(leads)
                if wrong := self._find_wrong_value(leads, domain, thoroughly):
                    return wrong
                leads.new({}).filtered_domain(domain)
                if thoroughly and self._is_stored(leads, domain):
                    with self.env.cr.savepoint(flush=False):
                        leads.search(domain, limit=1)
            # Not narrower: what a hand-written domain raises depends on the fields it names,
            # those of other modules included, and its author is told all of it.
            except Exception as error:
                return str(error) or repr(error)
        return False

    @staticmethod
    def _is_stored(leads, domain):
        """A search by what is only computed would compute it for every deal there is."""
        roots = {condition.field_expr.split(".")[0] for condition in domain.iter_conditions()}
        return all(leads._fields[name].store for name in roots)

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
    def _parse(text):
        """A new domain each time: Odoo keeps in it what it found out about the present fields."""
        return Domain(_read(text))

    @api.model
    @tools.ormcache("text")
    def _prepared(self, text):
        """The domain as Odoo's basic rules leave it; they go by the fields of the model alone."""
        return self._parse(text).optimize(self.env["crm.lead"].sudo())

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
            return leads.filtered_domain(self._prepared(text))
        except psycopg2.Error:
            raise
        # Not narrower: whatever a field of the condition raises, the deal is held back with a
        # sentence, and its form still opens.
        except Exception:
            _logger.warning("Condition %s is broken", self, exc_info=True)
            return None
