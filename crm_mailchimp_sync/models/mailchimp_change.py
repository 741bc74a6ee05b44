from odoo import api, fields, models
from odoo.tools import SQL

MODELS = ("res.partner", "crm.lead")
WHOLE = "mailchimp.audience"  # everybody of it
CHUNK = 1000


class MailchimpChange(models.Model):
    """Whom the next run looks at: a change is written down in the transaction that makes it.

    Rows are only added, so that nobody waits for anybody; the run takes them away.
    """

    _name = "mailchimp.change"
    _description = "Change to be looked at"
    _log_access = False

    model = fields.Char(export_string_translation=False)
    res_id = fields.Integer(export_string_translation=False)
    email = fields.Char(export_string_translation=False)

    @api.model
    def _add_records(self, records):
        if records:
            self.env.cr.execute(
                SQL(
                    "INSERT INTO mailchimp_change (model, res_id) SELECT %s, unnest(%s)",
                    records._name,
                    records.ids,
                )
            )

    @api.model
    def _add_emails(self, emails):
        emails = sorted({email for email in emails if email})
        if emails:
            self.env.cr.execute(
                SQL("INSERT INTO mailchimp_change (email) SELECT unnest(%s)", emails)
            )

    @api.model
    def _forget(self):
        self.env.cr.execute(
            """DELETE FROM mailchimp_change
                WHERE id = ANY(ARRAY(SELECT id FROM mailchimp_change FOR UPDATE SKIP LOCKED))"""
        )

    @api.model
    def _take(self, limit=CHUNK):
        """One run at a time takes them. What a killed one still holds is waited for: skipped, it
        would be missed, and the run would say that all was done.

        :return: addresses of the oldest changes, which are changes no more; None: no changes
        """
        rows = self.env.execute_query(
            SQL(
                """DELETE FROM mailchimp_change WHERE id = ANY(ARRAY(
                       SELECT id FROM mailchimp_change ORDER BY id LIMIT %s FOR UPDATE
                   )) RETURNING model, res_id, email""",
                limit,
            )
        )
        if not rows:
            return None
        emails = {email for _model, _id, email in rows if email}
        whole = {res_id for model, res_id, _email in rows if model == WHOLE}
        self.env[WHOLE].browse(whole).exists()._enqueue_all()
        for model in MODELS:
            ids = {res_id for name, res_id, _email in rows if name == model}
            emails |= self.env[model].sudo().browse(ids)._mailchimp_emails() if ids else set()
        return sorted(emails)
