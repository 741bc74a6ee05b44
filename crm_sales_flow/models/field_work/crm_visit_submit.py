from odoo import api, fields, models

KEPT_DAYS = 90


class CrmVisitSubmit(models.Model):
    """What the device of an engineer has sent: the same UUID does its work once (S05-S10).

    A device repeats what it got no answer to: a lost answer, a second tap, a page that was closed
    in the middle. The row is claimed before the work and both are committed together, so that a
    submit that broke leaves nothing and a repeated one gets the first answer.
    """

    _name = "crm.visit.submit"
    _description = "Submit of a Device"
    _inherit = ["flow.claim.mixin"]

    uuid = fields.Char(required=True, readonly=True)
    task_id = fields.Many2one("project.task", index=True, ondelete="cascade", readonly=True)
    kind = fields.Char(readonly=True)
    answer = fields.Json(readonly=True)

    _uuid_uniq = models.Constraint("UNIQUE (uuid)", "This was sent already.")

    @api.autovacuum
    def _gc_submits(self):
        """A device repeats within hours or days; acts keep their own UUID for ever."""
        oldest = fields.Datetime.subtract(fields.Datetime.now(), days=KEPT_DAYS)
        self.search([("create_date", "<", oldest)], limit=10_000).unlink()
