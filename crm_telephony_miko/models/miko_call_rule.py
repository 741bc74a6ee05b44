from odoo import models


class MikoCall(models.Model):
    """Which rule holds for a call, and whom it names (B11)."""

    _inherit = "miko.call"

    def _kind(self, known):
        """:param known: whether the number is that of a client, a lead or a deal."""
        suffix = "known" if known else "unknown"
        if self.direction == "outbound":
            ended = self.state == "ended" and self.result != "answered"
            return "out_unanswered" if ended and known else f"out_{suffix}"
        return f"missed_{suffix}" if self.result == "missed" else f"in_{suffix}"

    def _rule(self, known):
        Rule = self.env["miko.rule"].sudo()
        return Rule._of(self.company_id, self.line_id, self._kind(known))

    def _named_by(self, rule, lead):
        """:return: the person that the rule names, or nobody."""
        rang = self.leg_ids.sorted(lambda leg: (leg.rang_at or self.started_at, leg.id)).user_id
        people = {
            "client": lead.user_id or lead.partner_id.user_id,
            "first_rang": rang[:1],
            "last_rang": rang[-1:],
            "first_spoke": self.user_id,
            "last_spoke": self._spoke(),
            "head": (self.line_id.team_id or lead.team_id).head_ids[:1],
            "user": rule.user_id,
        }
        return people.get(rule.responsible, self.env["res.users"])
