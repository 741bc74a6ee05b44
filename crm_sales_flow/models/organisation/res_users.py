from odoo import fields, models


class ResUsers(models.Model):
    """Who stands in for whom today (W04)."""

    _inherit = "res.users"

    substitution_ids = fields.One2many("crm.substitution", "user_id", "Absences")
    active_deputy_ids = fields.Many2many(
        "res.users",
        "res_users_active_deputy_rel",
        "user_id",
        "deputy_id",
        "Deputy today",
        readonly=True,
        copy=False,
        help="Who does the work of this person now. Stored and switched by absences, because the "
        "rules of access read it: a rule is cached per user and may not look at the clock.",
    )

    def _flow_on_duty(self):
        """Who does the work of this person now: the deputy during an absence, else himself."""
        return self.sudo().active_deputy_ids[:1].with_env(self.env) or self
