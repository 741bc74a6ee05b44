from odoo import api, fields, models
from odoo.tools import format_amount, format_date

ANSWERS = ("text", "number", "day", "yes", "choice_id")


class CrmScriptRun(models.TransientModel):
    """A talk by a script: one question at a time, each answer kept at once (Y02)."""

    _name = "crm.script.run"
    _inherit = "crm.deal.wizard.mixin"
    _description = "Talk by a script"

    script_id = fields.Many2one("crm.script", required=True)
    position = fields.Integer(default=0, help="Which step; before the first the script is chosen.")
    step_id = fields.Many2one("crm.script.step", compute="_compute_step_id")
    place = fields.Char(compute="_compute_step_id", help="Which of how many.")
    is_last = fields.Boolean(compute="_compute_step_id")
    question = fields.Char(related="step_id.question")
    hint = fields.Text(related="step_id.hint")
    answer_kind = fields.Selection(
        [
            ("text", "Text"),
            ("number", "Number"),
            ("day", "Day"),
            ("yes", "Yes or no"),
            ("choice", "Choice"),
        ],
        compute="_compute_step_id",
    )
    text = fields.Text("Answer")
    number = fields.Float("Answer as a number")
    day = fields.Date("Answer as a day")
    yes = fields.Selection([("yes", "Yes"), ("no", "No")], "Answer, yes or no")
    choice_id = fields.Many2one(
        "crm.script.choice",
        "Chosen answer",
        domain="[('run_id', '=', id), ('step_id', '=', step_id)]",
    )
    told = fields.Json(help="What was answered: question and answer in words, by step.")

    @api.depends("script_id", "position")
    def _compute_step_id(self):
        for run in self:
            steps = run.script_id.step_ids
            run.step_id = step = steps[run.position : run.position + 1]  # none before the first
            run.is_last = run.position >= len(steps) - 1
            run.place = f"{run.position + 1} / {len(steps)}" if step else False
            run.answer_kind = step._answer_kind() if step else False

    @api.model_create_multi
    def create(self, vals_list):
        runs = super().create(vals_list)
        for run in runs:
            run._show()
        return runs

    # ---------------------------------------------------------------- steps

    def action_next(self):
        self._keep()
        self.position += 1
        self._show()
        return self._again()

    def action_back(self):
        self.position -= 1
        self._show()
        return self._again()

    def action_finish(self):
        """Every answer stands in its place already; the history gets all of them together."""
        self._keep()
        told = [self.told[key] for key in sorted(self.told or (), key=int)]
        if told:
            lines = "\n".join(f"{question} — {answer}" for question, answer in told)
            head = self.env._("Talk by «%(name)s»:", name=self.script_id.name)
            note = "\n".join((head, lines))
            self.lead_id.message_post(body=note, subtype_xmlid="mail.mt_note")
        return {"type": "ir.actions.act_window_close"}

    def _again(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.script_id.name,
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [(False, "form")],  # the call card opens it without asking for the views
            "target": "new",
        }

    # -------------------------------------------------------------- answers

    def _show(self):
        """Put what is known already into the field of the answer."""
        self.ensure_one()
        values = dict.fromkeys(ANSWERS, False)
        if self.answer_kind == "choice":
            self._make_choices()
        if self.step_id.target == "field":
            known = self.lead_id[self._field_name()]
            values |= self._shown(known)
        elif self.told and str(self.step_id.id) in self.told:
            values["text"] = self.told[str(self.step_id.id)][1]
        self.write(values)

    def _shown(self, known):
        """:return: values of the answer that show what the deal says already"""
        kind = self.answer_kind
        if kind == "yes":
            return {"yes": "yes" if known else False}
        if kind != "choice":
            return {kind: known}
        value = str(known.id) if isinstance(known, models.BaseModel) else known
        choices = self._step_choices().filtered(lambda choice: choice.value == value)
        return {"choice_id": choices[:1].id}

    def _step_choices(self):
        domain = [("run_id", "=", self.id), ("step_id", "=", self.step_id.id)]
        return self.env["crm.script.choice"].search(domain)

    def _make_choices(self):
        """All that the step lets choose, and what the deal says even if it is archived by now."""
        if self._step_choices():
            return
        offered = dict(self.step_id._choices())
        known = self.lead_id[self._field_name()]
        if known and isinstance(known, models.BaseModel):
            offered.setdefault(str(known.id), known.display_name)
        self.env["crm.script.choice"].create(
            [
                {"run_id": self.id, "step_id": self.step_id.id, "value": value, "name": name}
                for value, name in offered.items()
            ]
        )

    def _field_name(self):
        return self.step_id.field_id.sudo().name

    def _keep(self):
        """Write the answer where it belongs, with the rights of whoever talks; no answer clears
        nothing."""
        step, answer = self.step_id, self._answer()
        if answer is None:
            return
        if step.target == "field":
            if self._known() != answer:
                self.lead_id.write({self._field_name(): answer})
        elif step.target in ("need", "wish"):
            self._keep_need(step, answer)
        self.told = {**(self.told or {}), str(step.id): [step.question, self._in_words()]}

    def _known(self):
        known = self.lead_id[self._field_name()]
        return known.id if isinstance(known, models.BaseModel) else known

    def _answer(self):
        """:return: the value for the deal; None: there is no answer"""
        kind = self.answer_kind
        if kind == "yes":
            return self.yes == "yes" if self.yes else None
        if kind == "choice" and self.choice_id:
            value = self.choice_id.value
            return int(value) if self.step_id._field().type == "many2one" else value
        return (kind and kind != "choice" and self[kind]) or None

    def _keep_need(self, step, answer):
        """Told again at the same step of this talk, it is corrected and not added."""
        before = (self.told or {}).get(str(step.id))
        lines = self.lead_id.need_ids.filtered(
            lambda line: before and line.kind == step.target and line.text == before[1]
        )
        if lines:
            lines[-1:].text = answer
        else:
            values = {"kind": step.target, "text": answer, "source_kind": "call"}
            self.lead_id.need_ids = [(0, 0, values)]

    def _in_words(self):
        """The answer as it stands in the history."""
        kind = self.answer_kind
        if kind == "yes":
            return dict(self._fields["yes"]._description_selection(self.env))[self.yes]
        if kind == "choice":
            return self.choice_id.name
        if kind == "day":
            return format_date(self.env, self.day)
        if kind == "number" and self.step_id._field().type == "monetary":
            return format_amount(self.env, self.number, self.lead_id.company_currency)
        return f"{self.number:g}" if kind == "number" else self.text
