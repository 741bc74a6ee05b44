from odoo import models

STORED = ("head_ids", "staff_ids", "reader_ids")


class IrRule(models.Model):
    """The domain of a rule is kept per person and per what is open to him.

    Odoo keeps it per user. Ours name the teams and the absent people by id: a chain of sub-queries
    in their place is worked out for every deal and cost the opening of a pipeline more than all
    the rest. So these ids are a part of the key: when a team gets a member, or an absence begins,
    the next transaction asks under another key, and nothing has to be invalidated.
    """

    _inherit = "ir.rule"

    def _compute_domain_context_values(self):
        yield from super()._compute_domain_context_values()
        if not self.env.su:
            self._flow_flush_access()
            yield self.env.user.sudo().flow_access

    def _flow_flush_access(self):
        """Readers, Heads and members that wait for their computation must be there."""
        teams = self.env["crm.team"].sudo()
        pending = self.env.transaction.tocompute
        if any(teams._fields[name] in pending for name in STORED):
            teams.flush_model(STORED)
