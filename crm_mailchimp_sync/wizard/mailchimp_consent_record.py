from odoo import api, fields, models
from odoo.exceptions import UserError


class MailchimpConsentRecord(models.TransientModel):
    """Write down that people agreed to mailings: when, and what proves it (V04)."""

    _name = "mailchimp.consent.record"
    _description = "Record consent to mailings"

    partner_ids = fields.Many2many("res.partner", string="Clients")
    at = fields.Datetime("When", required=True, default=fields.Datetime.now)
    basis = fields.Char(
        required=True,
        help="What proves it: the form and the version of its text, the signed paper, the letter.",
    )
    without_count = fields.Integer("Without an e-mail", compute="_compute_without_count")

    @api.depends("partner_ids")
    def _compute_without_count(self):
        for wizard in self:
            wizard.without_count = len(
                wizard.partner_ids.filtered(lambda p: not p.email_normalized)
            )

    def action_record(self):
        """Whoever withdrew later than that stays withdrawn, and is named."""
        self.ensure_one()
        if self.at > fields.Datetime.now():
            raise UserError(self.env._("A consent is not given in the future."))
        emails = [email for email in self.partner_ids.mapped("email_normalized") if email]
        said = dict.fromkeys(emails, (self.at, self.basis))
        # The log belongs to the program: it is written by its own methods only.
        Consent = self.env["mailchimp.consent"].sudo()
        Consent._give(said)
        still = sorted(Consent._stopped(emails))
        if still:
            message = self.env._(
                "They said later that they want no mailings, and stay so: %(emails)s",
                emails=", ".join(still[:20]),
            )
        else:
            message = self.env._("Recorded: %(count)s", count=len(said))
        params = {"type": "warning" if still else "success", "message": message,
                  "next": {"type": "ir.actions.act_window_close"}}  # fmt: skip
        return {"type": "ir.actions.client", "tag": "display_notification", "params": params}
