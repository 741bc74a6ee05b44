from odoo import fields, models

from ...tools.phone import phone_key
from .crm_routing_rule import Facts, text_words


class CrmRequest(models.Model):
    """The department that is proposed to the sorter, and why (F04)."""

    _inherit = "crm.request"

    called_number = fields.Char(
        "Number that was called",
        readonly=True,
        copy=False,
        help="Our number that the client dialled.",
    )
    suggestion_reason = fields.Char(
        "Why this department", readonly=True, copy=False, help="Rules that hold, and their words."
    )
    rule_id = fields.Many2one(
        "crm.routing.rule",
        "Rule of sorting",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )

    def _match(self):
        result = super()._match()
        self._suggest_teams()
        return result

    def _suggest_teams(self):
        """One query for the rules of all; what a person has chosen already stays."""
        waiting = self._at_registration()
        waiting = waiting.filtered(lambda request: request.state == "new")
        waiting = waiting.filtered(lambda request: not request.suggested_team_id)
        if not waiting:
            return
        rules = self.env["crm.routing.rule"]._all(waiting.company_id)
        for request in waiting if rules else ():
            own = rules.filtered(lambda rule, c=request.company_id: rule.company_id in (c, c[:0]))
            if found := own._suggest(request._routing_facts()):
                request.write(
                    {
                        "suggested_team_id": found.team.id,
                        "suggestion_reason": found.reason[:500],
                        "rule_id": found.rule.id,
                    }
                )

    def _routing_facts(self):
        return Facts(
            words=text_words(self.subject, self.body, self.utm_term),
            address=self.email_normalized or self.letter_sender or "",
            called_key=phone_key(self.called_number),
            template_id=self.template_id.id,
            channel=self.channel,
            source_id=self.source_id.id,
        )
