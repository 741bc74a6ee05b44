from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import html2plaintext


class CrmClaimAnswer(models.TransientModel):
    """The answer to a claim: result for us, letter for the client (S09)."""

    _name = "crm.claim.answer"
    _description = "Answer a Claim"

    task_id = fields.Many2one("project.task", "Claim", required=True)
    partner_id = fields.Many2one(related="task_id.partner_id")
    email = fields.Char(related="task_id.partner_id.email")
    under_warranty = fields.Boolean(related="task_id.under_warranty")
    result = fields.Selection(selection="_results", required=True)
    answer = fields.Html(
        "Letter to the client", compute="_compute_answer", store=True, readonly=False
    )
    send = fields.Boolean(
        "Send the letter by e-mail", compute="_compute_send", store=True, readonly=False
    )

    @api.model
    def _results(self):
        """The results of a claim, in the language of the person."""
        return self.env["project.task"]._fields["claim_result"]._description_selection(self.env)

    @api.depends("task_id")
    def _compute_answer(self):
        for wizard in self:
            wizard.answer = wizard._letter()

    def _letter(self):
        """The letter in which the decision is still to be written."""
        template = self.env.ref("crm_sales_flow.mail_template_claim").sudo()
        return template._render_field("body_html", self.task_id.ids).get(self.task_id.id)

    @api.depends("email")
    def _compute_send(self):
        for wizard in self:
            wizard.send = bool(wizard.email)

    def action_answer(self):
        """Elevated after the check of the owner: salespersons may not write tasks."""
        self.ensure_one()
        claim = self.task_id
        claim._check_claim_owner()
        if claim.claim_answered_at:
            raise UserError(self.env._("This claim is answered already."))
        text = html2plaintext(self.answer or "").strip()
        if text in ("", html2plaintext(self._letter() or "").strip()):
            raise UserError(self.env._("Write what the client is answered."))
        if self.send and not self.email:
            raise UserError(self.env._("The client has no e-mail: send the letter otherwise."))
        claim.sudo().write(
            {
                "claim_result": self.result,
                "claim_answer": self.answer,
                "claim_answered_at": fields.Datetime.now(),
            }
        )
        claim.sudo()._finish_visit()
        if self.send:
            claim.sudo().message_post(
                body=self.answer,
                subject=self.env._("Your claim: %(claim)s", claim=claim.name),
                partner_ids=claim.partner_id.ids,
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
            )
