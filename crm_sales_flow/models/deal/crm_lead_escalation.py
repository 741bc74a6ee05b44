from odoo import api, fields, models


class CrmLead(models.Model):
    """A deal with an open hard case, and who helps with it (A08)."""

    _inherit = "crm.lead"

    escalation_ids = fields.One2many("crm.deal.escalation", "lead_id", "Hard cases", readonly=True)
    is_hard_case = fields.Boolean(
        "Hard case", compute="_compute_is_hard_case", store=True, compute_sudo=True, tracking=True
    )
    co_responsible_id = fields.Many2one(
        "res.users",
        "Co-responsible",
        compute="_compute_is_hard_case",
        store=True,
        compute_sudo=True,
        tracking=True,
        help="The Head who helps with the hard case.",
    )

    is_led_by_me = fields.Boolean(
        compute="_compute_is_led_by_me",
        compute_sudo=True,
        help="The reader is the Head who would be asked for help.",
    )

    @api.depends("team_id")
    @api.depends_context("uid")
    def _compute_is_led_by_me(self):
        user = self.env.user
        led = user.head_team_ids if user.has_group("crm_sales_flow.group_head") else ()
        for lead in self:
            lead.is_led_by_me = lead.team_id in led

    @api.depends("escalation_ids.resolved_at")
    def _compute_is_hard_case(self):
        for lead in self:
            case = lead.escalation_ids.filtered(lambda case: not case.resolved_at)[:1]
            lead.is_hard_case = bool(case)
            lead.co_responsible_id = case.head_id

    def action_escalate(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Ask the Head for help"),
            "res_model": "crm.deal.escalate",
            "view_mode": "form",
            "target": "new",
            "context": {"active_id": self.id},
        }

    def action_resolve_hard_case(self):
        self.ensure_one()
        case = self.escalation_ids.filtered(lambda case: not case.resolved_at)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Resolve the hard case"),
            "res_model": "crm.deal.escalation",
            "res_id": case.id,
            "view_mode": "form",
            "target": "new",
        }

    def _flow_after_merge(self, tail):
        """Every case stays as a log; of the open ones one goes on, the others end in it (E07)."""
        result = super()._flow_after_merge(tail)
        cases = tail.escalation_ids
        opened = cases.filtered(lambda case: not case.resolved_at)
        for case in opened if self.is_hard_case else opened[1:]:
            case.write(
                {
                    "resolution": case.resolution
                    or self.env._("Merged with the hard case of «%(deal)s»", deal=self.name),
                    "resolved_at": fields.Datetime.now(),
                    "resolved_by_id": self.env.uid,
                }
            )
        cases.flush_recordset()  # the unique index of open cases is checked row by row
        cases.lead_id = self
        return result
