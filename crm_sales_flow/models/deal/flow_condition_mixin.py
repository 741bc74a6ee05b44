import ast
import logging

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

_logger = logging.getLogger(__name__)

# What a domain can raise when the field it names is gone or its value no longer fits.
BROKEN_DOMAIN = (ValueError, KeyError, TypeError, SyntaxError, AttributeError, UserError)


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
                leads.new({}).filtered_domain(domain)
                if thoroughly:
                    with self.env.cr.savepoint(flush=False):
                        leads.search(domain, limit=1)
            except Exception as error:
                return str(error) or repr(error)
        return False

    @staticmethod
    def _parse(text):
        return Domain(ast.literal_eval((text or "").strip() or "[]"))

    def _is_conditional(self):
        """Does it count for some deals only?"""
        self.ensure_one()
        try:
            return not self._parse(self.applies_domain).is_true()
        except BROKEN_DOMAIN:
            return False

    def _unmet(self, leads):
        """Those of ``leads`` that do not satisfy the condition; of a broken one, all of them."""
        self.ensure_one()
        try:
            applicable = leads.filtered_domain(self._parse(self.applies_domain))
            return applicable - applicable.filtered_domain(self._parse(self.domain))
        except BROKEN_DOMAIN:
            _logger.warning("Condition %s is broken", self, exc_info=True)
            return leads

    def _applies(self, leads):
        """Those of ``leads`` for which the condition counts at all."""
        self.ensure_one()
        try:
            return leads.filtered_domain(self._parse(self.applies_domain))
        except BROKEN_DOMAIN:
            return leads
