from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

# What the Head writes; everything else of the row is set once.
WRITTEN = frozenset({"cause", "resolution"})


class CrmDealEscalation(models.Model):
    """A hard case: the manager asks, the Head joins, finds the cause and solves it (A08)."""

    _name = "crm.deal.escalation"
    _description = "Hard case"
    _order = "create_date desc, id desc"
    _rec_name = "lead_id"

    lead_id = fields.Many2one(
        "crm.lead", "Deal", required=True, index=True, ondelete="cascade", readonly=True
    )
    reason = fields.Text("What is hard", required=True, readonly=True)
    user_id = fields.Many2one("res.users", "Asked by", required=True, readonly=True)
    head_id = fields.Many2one("res.users", "Co-responsible", required=True, readonly=True)
    cause = fields.Text(help="What made the case hard; the same should not happen again.")
    resolution = fields.Text(help="What was decided and done.")
    resolved_at = fields.Datetime("Resolved", readonly=True)
    resolved_by_id = fields.Many2one("res.users", readonly=True)
    company_id = fields.Many2one(related="lead_id.company_id")

    _open_uniq = models.UniqueIndex(
        "(lead_id) WHERE resolved_at IS NULL", "The Head already helps with this deal."
    )

    @api.model_create_multi
    def create(self, vals_list):
        """The Head is told within the same minute, and follows the deal from now on."""
        for vals in vals_list:
            vals.update(user_id=self.env.uid, resolved_at=False, resolved_by_id=False)
        cases = super().create(vals_list)
        for case in cases:
            case.lead_id.check_access("write")
            if case.head_id not in case.lead_id.sudo().team_id.head_ids:
                raise UserError(self.env._("Ask the Head of the department of the deal."))
            if not case.reason.strip():
                raise UserError(self.env._("Write what is hard: the Head will read it first."))
            case._call_head()
        return cases

    def write(self, vals):
        if not self.env.su and (vals.keys() - WRITTEN or self.filtered("resolved_at")):
            raise AccessError(
                self.env._(
                    "A hard case is a record: only its cause and resolution "
                    "are written, until it is resolved."
                )
            )
        return super().write(vals)

    def _call_head(self):
        lead = self.lead_id
        lead.message_subscribe(partner_ids=self.head_id.partner_id.ids)
        lead.message_post(
            body=self.env._(
                "Hard case. %(head)s joins the deal: %(reason)s",
                head=self.head_id.name,
                reason=self.reason,
            ),
            subtype_xmlid="mail.mt_note",
        )
        lead._flow_schedule("hard_case", user=self.head_id, note=self.reason)

    def action_resolve(self):
        """The flag goes with a cause and a resolution, by the Head or a director."""
        self.ensure_one()
        user = self.env.user
        heads = self.lead_id.sudo().team_id.head_ids | self.head_id
        if user not in heads and not user.has_group("crm_sales_flow.group_director"):
            raise AccessError(self.env._("Only the Head resolves a hard case."))
        if not (self.cause or "").strip() or not (self.resolution or "").strip():
            raise UserError(self.env._("Write the cause and the resolution first."))
        self.sudo().write({"resolved_at": fields.Datetime.now(), "resolved_by_id": user.id})
        lead = self.lead_id
        lead._flow_open_tasks("hard_case").action_feedback(feedback=self.resolution)
        lead.message_post(
            body=self.env._(
                "The hard case is resolved. Cause: %(cause)s. Resolution: %(resolution)s",
                cause=self.cause,
                resolution=self.resolution,
            ),
            subtype_xmlid="mail.mt_note",
        )
        return {"type": "ir.actions.act_window_close"}
