from odoo import fields, models
from odoo.exceptions import UserError

# What the client said, and when; together, or not at all.
ANSWER = ("feedback_asked_at", "feedback_answered_on", "feedback_score", "feedback_answer")


class CrmLead(models.Model):
    """Closing: the acceptance act, the question to the client, what follows from the answer (R)."""

    _inherit = "crm.lead"

    feedback_asked_at = fields.Date("Feedback asked", tracking=True, copy=False)
    feedback_answered_on = fields.Date("Feedback received", tracking=True, copy=False)
    feedback_score = fields.Integer(
        "Client's score",
        tracking=True,
        copy=False,
        aggregator="avg",
        help="From 1 to 10: the client's answer to the survey, or what he said by telephone.",
    )
    _feedback_score_range = models.Constraint(
        "CHECK (feedback_score BETWEEN 0 AND 10)", "The score is a number from 1 to 10."
    )
    feedback_answer = fields.Text("Client's words", copy=False)
    feedback_ids = fields.One2many("crm.deal.feedback", "lead_id", readonly=True)
    feedback_url = fields.Char(compute="_compute_feedback_url", export_string_translation=False)

    def _compute_feedback_url(self):
        for lead in self:
            lead.feedback_url = lead.sudo().feedback_ids[:1].url

    def _flow_after_write(self, names):
        result = super()._flow_after_write(names)
        if "feedback_score" in names:
            self.filtered("feedback_score")._flow_after_score()
        return result

    def _flow_after_score(self):
        """An answer needs no call any more; a bad one is a task for the Head (R04)."""
        today = fields.Date.context_today(self)
        self.filtered(lambda lead: not lead.feedback_answered_on).feedback_answered_on = today
        self._flow_open_tasks("feedback_call").action_feedback(
            feedback=self.env._("The client has answered")
        )
        for lead in self:
            limit = (lead.company_id or self.env.company).feedback_score_limit
            head = lead.sudo().team_id._flow_leader()
            if lead.feedback_score < limit and head:
                lead._flow_schedule("feedback_low", user=head, note=lead.feedback_answer or None)

    def _flow_feedback_source(self):
        """Of deals that become one: the one whose answer counts, or where an answer is awaited."""
        deals = self.sudo()
        return (
            deals.filtered("feedback_answered_on")
            or deals.filtered("feedback_ids")
            or deals.filtered("feedback_asked_at")
        )[:1]

    def _merge_get_fields(self):
        return [*super()._merge_get_fields(), *ANSWER]

    def _merge_data(self, fnames=None):
        """Day, score and words belong together."""
        data = super()._merge_data(fnames)
        data = {name: value for name, value in data.items() if name not in ANSWER}
        source = self._flow_feedback_source()
        if source and source.id != self[:1].id:
            data |= {name: source[name] for name in ANSWER}
        return data

    def _flow_before_merge(self, tail):
        """The client is asked once (R04): one request stays, that of the answer."""
        result = super()._flow_before_merge(tail)
        deals = self.sudo() | tail
        requests = deals._flow_feedback_source().feedback_ids or deals.feedback_ids[:1]
        (self.sudo().feedback_ids - requests).unlink()
        requests.lead_id = self
        return result

    def action_ask_feedback(self):
        """Send the client the link to the survey, once, and remember the day (R04)."""
        self.ensure_one()
        self.check_access("write")
        partner = self.contact_id or self.partner_id
        if not partner.email:
            raise UserError(
                self.env._(
                    "%(client)s has no e-mail. Ask by telephone and enter the day by hand.",
                    client=partner.name,
                )
            )
        if not self.env["crm.deal.feedback"]._ask(self, partner):
            raise UserError(
                self.env._(
                    "The client was already asked for feedback on «%(deal)s».", deal=self.name
                )
            )

    def _flow_ask_feedback_or_plan_call(self):
        """The robot's way: who has no e-mail is asked by telephone."""
        self.ensure_one()
        partner = self.contact_id or self.partner_id
        if partner.email:
            self.env["crm.deal.feedback"]._ask(self, partner)
        else:
            self._flow_schedule("feedback_call")

    def _flow_after_move(self, moves):
        """On the way to the closing the acceptance act is made from the order (R03)."""
        result = super()._flow_after_move(moves)
        for lead, _origin, target in moves:
            if target.flow_step == "closing":
                lead.sudo()._flow_make_acceptance_act()
        return result

    def _flow_make_acceptance_act(self):
        """The waiting act of the required list gets its number, day and lines."""
        if not self._form_order():
            return
        self.document_ids.filtered(
            lambda row: (
                row.type_id.code == "acceptance" and row.state == "required" and row.has_form
            )
        )._make_form()
