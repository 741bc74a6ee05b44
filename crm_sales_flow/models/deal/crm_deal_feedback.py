import logging
from contextlib import contextmanager
from datetime import timedelta

import psycopg2
from werkzeug.urls import url_join

from odoo import api, fields, models
from odoo.fields import Domain

_logger = logging.getLogger(__name__)


class CrmDealFeedback(models.Model):
    """The one request for feedback of a deal: asked once, reminded once (R04, R06).

    The row is claimed by its unique deal before the letter is made, in one transaction with it:
    a doubled cron, a second press of the button or a kill never sends a second letter.
    """

    _name = "crm.deal.feedback"
    _inherit = ["flow.claim.mixin"]
    _description = "Request for feedback"
    _order = "id desc"
    _rec_name = "lead_id"

    lead_id = fields.Many2one(
        "crm.lead", "Deal", required=True, readonly=True, index=True, ondelete="cascade"
    )
    partner_id = fields.Many2one("res.partner", "Asked", readonly=True)
    asked_at = fields.Datetime("Asked at", readonly=True)
    reminded_at = fields.Datetime("Reminded at", readonly=True)
    answered_at = fields.Datetime("Answered at", readonly=True)
    user_input_id = fields.Many2one(
        "survey.user_input", "Answers", readonly=True, index="btree_not_null", ondelete="set null"
    )
    url = fields.Char(compute="_compute_url", export_string_translation=False)
    company_id = fields.Many2one(related="lead_id.company_id", store=True)

    _lead_uniq = models.Constraint(
        "UNIQUE (lead_id)", "The client was already asked for feedback on this deal."
    )

    def _compute_url(self):
        """Elevated: the address of the client's own form, for a letter to that client."""
        for feedback in self.sudo():
            answers = feedback.user_input_id
            feedback.url = answers and url_join(answers.get_base_url(), answers.get_start_url())

    @api.model
    def _ask(self, lead, partner):
        """Claim the deal and send the letter.

        :return: the request, or nothing when the client was asked before.
        """
        feedback = self.sudo()._claim({"lead_id": lead.id})
        if not feedback:
            return feedback
        lead.invalidate_recordset(["feedback_ids", "feedback_url"])
        survey = (lead.company_id or self.env.company).feedback_survey_id or self.env.ref(
            "crm_sales_flow.survey_feedback", raise_if_not_found=False
        )
        feedback.write(
            {
                "partner_id": partner.id,
                "asked_at": fields.Datetime.now(),
                "user_input_id": feedback._new_answers(survey, partner).id,
            }
        )
        lead.feedback_asked_at = fields.Date.context_today(lead)
        feedback._send("crm_sales_flow.mail_template_feedback_request", lead)
        return feedback

    @api.model
    def _new_answers(self, survey, partner):
        """An empty form for this client; elevated, because people of sales keep no surveys."""
        if not survey:
            return self.env["survey.user_input"]
        return survey.sudo()._create_answer(partner=partner, check_attempts=False)

    def _send(self, template_xmlid, lead):
        lead.with_context(mail_post_autofollow=False).message_post_with_source(
            self.env.ref(template_xmlid),
            partner_ids=self.partner_id.ids,
            subtype_xmlid="mail.mt_comment",
            message_type="comment",
            author_id=(lead.user_id.partner_id or self.env.user.partner_id).id,
        )

    # --------------------------------------------------------------- answer

    def _take_answer(self):
        """What the client answered becomes the score and the words of the deal (R04)."""
        for feedback in self.sudo():
            lines = feedback.user_input_id.user_input_line_ids.filtered(lambda row: not row.skipped)
            scores = [line._flow_score() for line in lines if line.answer_type == "scale"]
            words = [
                f"{line.question_id.title}\n{line.display_name}"
                for line in lines
                if line.answer_type != "scale" and line.display_name
            ]
            feedback.answered_at = fields.Datetime.now()
            feedback.lead_id.write(
                {
                    "feedback_score": round(sum(scores) / len(scores)) if scores else 0,
                    "feedback_answer": "\n\n".join(words),
                    "feedback_answered_on": fields.Date.context_today(feedback),
                }
            )
            feedback.lead_id._message_log(
                body=self.env._(
                    "The client answered the request for feedback: %(score)s of 10",
                    score=feedback.lead_id.feedback_score or "–",
                )
            )

    # ----------------------------------------------------------------- cron

    @api.model
    def _cron_feedback(self):
        """Ask where the papers are complete, remind once where no answer came (R04, R06)."""
        deals, silent = self._due_to_ask(), self._due_to_remind()
        progress = self.env["ir.cron"]._commit_progress
        progress(remaining=len(deals) + len(silent))
        for lead in deals:
            with self._alone(lead):
                lead = lead.try_lock_for_update()
                if lead and not lead.feedback_asked_at:
                    lead._flow_ask_feedback_or_plan_call()
            if not progress(1):
                return
        for feedback in silent:
            with self._alone(feedback.lead_id):
                feedback = feedback.try_lock_for_update()
                if feedback and not feedback.reminded_at:
                    feedback._remind()
            if not progress(1):
                return

    @contextmanager
    def _alone(self, lead):
        """What goes wrong with one deal is told in the log, and the others go on."""
        name, number = lead.display_name, lead.id
        try:
            with self.env.cr.savepoint():
                yield
        except psycopg2.OperationalError:  # somebody writes the same: a cron is not repeated
            _logger.info("Feedback of the deal %s is left for the next pass", number)
        # Not narrower: a template that somebody edited or a mail server may raise anything, and
        # one deal must not keep the others waiting.
        except Exception:
            _logger.exception("Feedback of the deal «%s» (%s) failed", name, number)

    @api.model
    def _due_to_ask(self):
        domain = [
            ("stage_id.flow_step", "=", "closing"),
            ("type", "=", "opportunity"),
            ("team_id.flow_enabled", "=", True),
            ("documents_complete", "=", True),
            ("feedback_asked_at", "=", False),
            ("feedback_answered_on", "=", False),
        ]
        deals = self.env["crm.lead"].search(domain)
        deals = deals.filtered(
            lambda lead: (lead.company_id or self.env.company).feedback_is_automatic
        )
        planned = deals._flow_open_tasks("feedback_call").mapped("res_id")
        return deals.filtered(lambda lead: lead.id not in planned)

    @api.model
    def _due_to_remind(self):
        """Requests without an answer whose term, a setting of their company, is over."""
        domain = Domain("answered_at", "=", False) & Domain("reminded_at", "=", False)
        domain &= Domain("asked_at", "!=", False)
        domain &= Domain("lead_id.feedback_answered_on", "=", False)
        domain &= Domain("lead_id.won_status", "!=", "lost")
        now = fields.Datetime.now()
        return self.search(domain).filtered(
            lambda request: (
                request.asked_at
                <= now
                - timedelta(
                    days=(request.lead_id.company_id or self.env.company).feedback_remind_days
                )
            )
        )

    def _remind(self):
        """One letter and one task to call; the mark is set first, in the same transaction."""
        self.ensure_one()
        self.reminded_at = fields.Datetime.now()
        self._send("crm_sales_flow.mail_template_feedback_reminder", self.lead_id)
        self.lead_id._flow_schedule("feedback_call")
