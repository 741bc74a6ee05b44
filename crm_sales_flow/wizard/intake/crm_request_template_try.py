from markupsafe import Markup

from odoo import api, fields, models

from ...models.intake.crm_request_template import LABELS, LABELS_OF_A_FORM, pasted_lines
from ...tools.letter_template import parse_lines


class CrmRequestTemplateTry(models.TransientModel):
    """What a template reads out of a pasted letter; nothing is registered."""

    _name = "crm.request.template.try"
    _description = "Try a letter template"

    template_id = fields.Many2one("crm.request.template", required=True)
    letter = fields.Text(help="Text of a letter of the form, or its HTML.")
    is_recognised = fields.Boolean(compute="_compute_result")
    result = fields.Html(compute="_compute_result", sanitize=False)

    @api.depends("letter", "template_id")
    def _compute_result(self):
        for attempt in self:
            parsed = parse_lines(attempt.template_id._rules(), pasted_lines(attempt.letter or ""))
            attempt.is_recognised = len(parsed.labels) >= LABELS_OF_A_FORM
            attempt.result = attempt._result_table(parsed.values)

    def _result_table(self, values):
        rows = Markup().join(
            Markup("<tr><th class='text-nowrap pe-3'>%s</th><td class='text-break'>%s</td></tr>")
            % (self._label(name), values.get(name) or "—")
            for name in [*LABELS, *(values.keys() - LABELS.keys())]
        )
        return Markup("<table class='table table-sm mb-0'>%s</table>") % rows

    def _label(self, name):
        Request, Template = self.env["crm.request"], self.env["crm.request.template"]
        field = Template._fields[LABELS[name]] if name in LABELS else Request._fields[name]
        return field._description_string(self.env)

    def action_try(self):
        """Shows the result again; typing alone shows it too, when the cursor leaves the letter."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Try on a letter"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }
