from odoo import fields, models
from odoo.exceptions import UserError


class CrmTaskChain(models.Model):
    """Standard actions one after another, with branches by outcome (G09).

    Why not what Odoo has: an activity plan (``mail.activity.plan``) makes all its activities at
    once, by whole days from one date, and knows no outcome; a chained type
    (``triggered_next_type_id``) has one successor, for every record of the database alike, and a
    date without a time. Here the next task is made when the one before it is closed, by its
    outcome, in working time, with a minute and reminders, and a meeting stands in the calendars
    of its participants. The tasks themselves are Odoo's activities of Odoo's types.
    """

    _name = "crm.task.chain"
    _description = "Chain of standard actions"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company")
    policy_id = fields.Many2one(
        "crm.task.policy",
        "Begins by itself with",
        ondelete="restrict",
        help="When a task of this policy is planned, it is the first step of the chain. Empty: "
        "the chain is begun by hand only.",
    )
    step_ids = fields.One2many("crm.task.chain.step", "chain_id", "Steps", copy=True)

    _policy_uniq = models.UniqueIndex(
        "(policy_id, COALESCE(company_id, 0)) WHERE active AND policy_id IS NOT NULL",
        "Another chain begins with this policy already.",
    )

    def copy(self, default=None):
        """The branches of the copy lead to its own steps."""
        copies = super().copy(default)
        for chain, copy in zip(self, copies, strict=True):
            steps = dict(zip(chain.step_ids, copy.step_ids, strict=False))
            self.env["crm.task.chain.branch"].create(
                [
                    {
                        "step_id": steps[branch.step_id].id,
                        "sequence": branch.sequence,
                        "outcome_id": branch.outcome_id.id,
                        "next_step_id": steps[branch.next_step_id].id,
                    }
                    for branch in chain.step_ids.branch_ids
                    if {branch.step_id, branch.next_step_id} <= steps.keys()
                ]
            )
        return copies

    def action_start(self, leads):
        """Begin the chain by hand."""
        self.ensure_one()
        leads.check_access("write")
        if not self.step_ids:
            raise UserError(self.env._("«%(chain)s» has no steps yet.", chain=self.name))
        self.step_ids[:1]._plan(leads)
