from odoo import api, models

from .mailchimp_consent import WITHDRAWN


class MailBlacklist(models.Model):
    """Odoo's own list of those who want no mailings: what stands there holds at Mailchimp (V03)."""

    _inherit = "mail.blacklist"

    @api.model_create_multi
    def create(self, vals_list):
        entries = super().create(vals_list)
        entries.filtered("active")._mailchimp_withdrawn()
        return entries

    def write(self, vals):
        result = super().write(vals)
        if vals.get("active"):
            self._mailchimp_withdrawn()
        elif "active" in vals:
            self.env["mailchimp.change"]._add_emails(self.mapped("email"))
        return result

    def _mailchimp_withdrawn(self):
        """The word is written down, so that it outlives the entry."""
        if self.env.context.get("mailchimp_recorded") or not self:
            return
        Consent = self.env["mailchimp.consent"].sudo()
        basis = self.env._("Blacklist of Odoo, %(name)s", name=self.env.user.name)
        now = self.env["mailchimp.account"].sudo()._now_of_all()
        Consent._record(WITHDRAWN, {entry.email: (now, basis) for entry in self})
        self.env["mailchimp.change"]._add_emails(self.mapped("email"))
        self.env["mailchimp.audience"]._trigger_sync()
