from odoo import api, fields, models

from ...models.intake.crm_routing_rule import Facts, text_words
from ...tools.phone import phone_key


class CrmRoutingRuleTry(models.TransientModel):
    """What the rules of sorting would propose; nothing is registered."""

    _name = "crm.routing.rule.try"
    _description = "Try the rules of sorting"

    text = fields.Text(help="Subject and text of a request.")
    sender = fields.Char("E-mail of the sender")
    called_number = fields.Char("Number that was called")
    template_id = fields.Many2one("crm.request.template", "Letter template")
    channel = fields.Selection(lambda self: self.env["crm.request"]._fields["channel"].selection)
    source_id = fields.Many2one("utm.source")
    team_id = fields.Many2one("crm.team", "Proposed department", compute="_compute_result")
    reason = fields.Char("Why this department", compute="_compute_result")

    @api.depends("text", "sender", "called_number", "template_id", "channel", "source_id")
    def _compute_result(self):
        rules = self.env["crm.routing.rule"]._all(self.env.companies)
        for attempt in self:
            found = rules._suggest(attempt._facts())
            attempt.team_id = found.team if found else False
            attempt.reason = found.reason if found else False

    def _facts(self):
        address = self.env["res.partner"]._flow_email_key(self.sender)
        return Facts(
            words=text_words(self.text, ""),
            address=address or "",
            called_key=phone_key(self.called_number),
            template_id=self.template_id.id,
            channel=self.channel or "",
            source_id=self.source_id.id,
        )

    def action_try(self):
        """Shows the result again; typing alone shows it too, when the cursor leaves the field."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Try on a text"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }
