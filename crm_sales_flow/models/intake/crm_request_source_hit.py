from datetime import timedelta

from odoo import api, fields, models


class CrmRequestSourceHit(models.Model):
    """A post that was let in, for the limits a minute and, of files, an hour; kept as long."""

    _name = "crm.request.source.hit"
    _description = "Post of a website form"
    _rec_name = "at"
    _log_access = False

    source_id = fields.Many2one("crm.request.source", required=True, ondelete="cascade")
    address = fields.Char(export_string_translation=False)
    at = fields.Datetime("Time", required=True)
    size = fields.Integer("Bytes", export_string_translation=False)

    _recent_idx = models.Index("(source_id, at)")

    @api.autovacuum
    def _gc_hits(self):
        limit = fields.Datetime.now() - timedelta(hours=1)
        self.sudo().search([("at", "<", limit)]).unlink()
