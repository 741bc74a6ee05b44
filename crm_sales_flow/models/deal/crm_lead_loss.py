from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_list


class CrmLead(models.Model):
    """Why a deal was lost, where, and to whom (I14)."""

    _inherit = "crm.lead"

    lost_stage_id = fields.Many2one(
        "crm.stage",
        "Stage of loss",
        compute="_compute_lost_stage_id",
        store=True,
        index="btree_not_null",
        tracking=True,
        help="Where the deal stood when it was lost.",
    )
    lost_competitor = fields.Char(
        "Competitor", copy=False, tracking=True, help="Who got the order instead of us."
    )

    @api.depends("won_status")
    def _compute_lost_stage_id(self):
        for lead in self:
            is_lost = lead.won_status == "lost" and lead.type == "opportunity"
            lead.lost_stage_id = lead.stage_id if is_lost else False

    def _flow_check_loss(self):
        """A lost deal says why; where the reason is a competitor, it names him."""
        self.ensure_one()
        reason = self.lost_reason_id
        if not reason:
            raise UserError(
                self.env._("Choose the reason: why the deal was lost is as valuable as a won one.")
            )
        if reason.ask_competitor and not (self.lost_competitor or "").strip():
            raise UserError(
                self.env._("Name the competitor to whom «%(deal)s» was lost.", deal=self.name)
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_of_the_process(self):
        """The history, the exceptions and the papers of a deal are proof (AE01).

        Odoo deletes merged deals elevated; what they had is handed over before.
        """
        deals = self.filtered(lambda lead: lead.type == "opportunity" and lead.flow_enabled)
        if deals and not self.env.su:
            raise UserError(
                self.env._(
                    "A deal is not deleted, its history is proof: mark it as lost. %(deals)s",
                    deals=format_list(self.env, deals.mapped("name")),
                )
            )

    def action_set_lost(self, **additional_values):
        """Odoo archives first and gives the reason in a second write; here both come at once."""
        deals = self.filtered(lambda lead: lead.flow_enabled and lead.type == "opportunity")
        deals.write(
            {**additional_values, "active": False, "probability": 0, "automated_probability": 0}
        )
        return super().action_set_lost(**additional_values)

    def action_unarchive(self):
        """A revived deal was not lost to anybody; what was said stays in the chatter."""
        revived = self.filtered(lambda lead: not lead.active and lead.lost_competitor)
        result = super().action_unarchive()
        revived.lost_competitor = False
        return result
