import logging
from datetime import timedelta

from odoo import api, fields, models

_logger = logging.getLogger(__name__)

# To somebody who asks again within this time one answer is enough (D06).
QUIET = timedelta(hours=1)
# So that the robots of others do not answer ours.
HEADERS = repr({"Auto-Submitted": "auto-replied", "X-Auto-Response-Suppress": "All"})


class CrmRequest(models.Model):
    """Requests posted by forms of websites, and the answer that the visitor gets."""

    _inherit = "crm.request"

    form_id = fields.Many2one(
        "crm.request.source", "Website form", readonly=True, copy=False, index="btree_not_null"
    )
    filter_reason = fields.Selection(selection_add=[("trap", "Filled in by a program")])
    # Consent to the processing of personal data
    consent_version = fields.Char("Version of the consent", readonly=True, copy=False)
    consent_at = fields.Datetime("Consent given", readonly=True, copy=False)
    consent_address = fields.Char("Consent given from", readonly=True, copy=False)
    answer_state = fields.Selection(
        [
            ("due", "To be sent"),
            ("sent", "Sent"),
            ("unneeded", "Answered within the hour"),
            ("failed", "Could not be made"),
        ],
        "Answer to the client",
        readonly=True,
        copy=False,
    )

    _answer_idx = models.Index("(id) WHERE answer_state = 'due'")
    _answered_idx = models.Index(
        "(email_normalized, registered_at) WHERE answer_state IN ('due', 'sent')"
    )

    def _match(self):
        result = super()._match()
        self._plan_answers()
        return result

    def _keep_files(self, files):
        """What the visitor sent along, as it came; with the request it goes on to the deal (C09).

        :param files: of ``tools.form_file``: their kinds are the safe ones.
        """
        self.env["ir.attachment"].with_context(image_no_postprocess=True).create(
            [
                {
                    "name": file.name,
                    "raw": file.content,
                    "mimetype": file.mimetype,
                    "res_model": self._name,
                    "res_id": self.id,
                }
                for file in files
            ]
        )

    def _match_safely(self):
        """A fault in the work that follows leaves the request registered, flagged and shown."""
        waiting = self.filtered(lambda request: request.state == "new")
        try:
            with self.env.cr.savepoint():
                waiting._match()
                waiting.flush_recordset()
        except Exception as error:  # any fault of what a stranger sent
            if self.env["crm.request.letter"]._is_temporary(error):
                raise
            text = f"{type(error).__name__}: {error}"[:2000].replace("\x00", "")
            self.write({"state": "broken", "error": text})

    # --------------------------------------------------------------- answer

    def _plan_answers(self):
        """One answer to each visitor who left an e-mail, none when he asks again at once.

        The letter is made by a job of its own: who posts a form does not wait for it.
        """
        asked = self.sudo().filtered(lambda request: request._wants_answer())
        own = self.env["mail.alias.domain"].sudo()._find_aliases(asked.mapped("email_normalized"))
        asked = asked.filtered(lambda request: request.email_normalized not in own)
        if not asked:
            return
        answered = set(self._recently_answered(asked.mapped("email_normalized")))
        for request in asked:
            again = request.email_normalized in answered
            request.answer_state = "unneeded" if again else "due"
            answered.add(request.email_normalized)
        if "due" in asked.mapped("answer_state"):
            self.env.ref("crm_sales_flow.ir_cron_answers").sudo()._trigger()

    def _wants_answer(self):
        door = self.form_id or self.template_id
        wanted = self.channel == "site" and door and door.acknowledge and not self.answer_state
        return bool(wanted and self.email_normalized and self.state in ("new", "attached"))

    @api.model
    def _recently_answered(self, emails):
        domain = [
            ("email_normalized", "in", emails),
            ("answer_state", "in", ("due", "sent")),
            ("registered_at", ">", fields.Datetime.now() - QUIET),
        ]
        return self.sudo().search(domain).mapped("email_normalized")

    @api.model
    def _cron_answer(self):
        """Make the letters; a killed run has made all of a request's answer or nothing."""
        template = self.env.ref("crm_sales_flow.mail_template_request_answer")
        cron = self.env["ir.cron"]
        requests = self.search([("answer_state", "=", "due")], order="id", limit=100)
        cron._commit_progress(remaining=len(requests))
        for request in requests:
            request = request.try_lock_for_update().filtered(
                lambda request: request.answer_state == "due"
            )
            if request:
                request._answer(template)
            if not cron._commit_progress(1):
                break

    def _answer(self, template):
        """A letter that cannot be made does not keep the other visitors waiting."""
        try:
            with self.env.cr.savepoint():
                template.send_mail(self.id, email_values={"headers": HEADERS})
                self.answer_state = "sent"
        except Exception as error:  # of whatever stands in the template or in the request
            if self.env["crm.request.letter"]._is_temporary(error):
                raise
            _logger.warning("No answer could be made to request %s", self.name, exc_info=True)
            self.answer_state = "failed"

    def _answer_language(self):
        """Of the client when he is known, else of the company."""
        partner = self.partner_id
        known = partner.lang if partner and not self.partner_is_new else False
        return known or self.company_id.partner_id.lang or self.env.user.lang
