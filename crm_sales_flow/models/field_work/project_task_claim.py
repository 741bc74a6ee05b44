from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import plaintext2html


class ProjectTask(models.Model):
    """A claim has a term, an owner, an answer and a result (S04, S09); a visit follows from it."""

    _inherit = "project.task"

    claim_id = fields.Many2one(
        "project.task",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="The claim of the client that this visit looks at.",
    )
    claim_visit_ids = fields.One2many("project.task", "claim_id", "Visits on the claim")
    claim_registered_at = fields.Datetime("Claim of", readonly=True, copy=False)
    claim_result = fields.Selection(
        [
            ("repaired", "Repaired under warranty"),
            ("replaced", "Replaced"),
            ("paid", "Repaired at the client's cost"),
            ("refunded", "Money returned"),
            ("explained", "Explained"),
            ("refused", "Refused"),
        ],
        "Result of the claim",
        readonly=True,
        copy=False,
        tracking=True,
    )
    claim_answer = fields.Html("Answer to the client", readonly=True, copy=False)
    claim_answered_at = fields.Datetime("Answered", readonly=True, copy=False, tracking=True)
    claim_state = fields.Selection(
        [("open", "To be answered"), ("late", "Late"), ("answered", "Answered")],
        "State of the claim",
        compute="_compute_claim_state",
    )

    under_warranty = fields.Boolean(
        compute="_compute_under_warranty",
        compute_sudo=True,
        help="On the day of the claim, of the act or of the visit; today without any.",
    )

    @api.depends(
        "lot_ids",
        "act_date",
        "claim_registered_at",
        "claim_id.claim_registered_at",
        "date_deadline",
    )
    def _compute_under_warranty(self):
        """A warranty repair knows its warranty (S05)."""
        today = fields.Date.context_today(self)
        for task in self:
            claimed = task.claim_registered_at or task.claim_id.claim_registered_at
            visited = task.act_date or (task.date_deadline and task.date_deadline.date())
            day = (claimed and claimed.date()) or visited or today
            task.under_warranty = bool(task.lot_ids._field_work_under_warranty(day))

    @api.depends("claim_answered_at", "date_deadline", "field_work_type")
    def _compute_claim_state(self):
        now = fields.Datetime.now()
        for task in self:
            if task.field_work_type != "claim":
                task.claim_state = False
            elif task.claim_answered_at:
                task.claim_state = "answered"
            else:
                late = task.date_deadline and task.date_deadline < now
                task.claim_state = "late" if late else "open"

    @api.model
    def _claim_hours(self, company, lots):
        """Hook: how soon a claim about these machines is answered."""
        return company.claim_hours

    @api.model
    def _register_claim(self, text, partner, lots, lead, owner):
        """A claim with its term; the caller has checked the rights."""
        company = lead.company_id or lots.company_id[:1] or self.env.company
        now = fields.Datetime.now()
        hours = self._claim_hours(company, lots)
        summary, _newline, rest = text.strip().partition("\n")
        return self._field_work_create(
            [
                {
                    "name": self.env._("Claim: %(text)s", text=summary[:150]),
                    "description": (summary[150:] + rest) and plaintext2html(text),
                    "field_work_type": "claim",
                    "claim_registered_at": now,
                    "date_deadline": fields.Datetime.add(now, hours=hours),
                    "partner_id": partner.id,
                    "lead_id": lead.id,
                    "lot_ids": [Command.set(lots.ids)],
                    "user_ids": [Command.set(owner.ids)],
                    "company_id": company.id,
                }
            ]
        )

    def _check_claim_owner(self):
        """Claims are worked on by their owners, by who works on the deal, and by engineers."""
        if self.env.su or self._act_may_visit():
            return
        for claim in self.filtered(lambda claim: self.env.user not in claim.user_ids):
            if not (claim.lead_id and claim.lead_id.has_access("write")):
                raise AccessError(self.env._("This claim is in the hands of somebody else."))

    def action_claim_visit(self):
        """Button: a visit on the claim with everything that the engineer needs (S05, S09)."""
        self.ensure_one()
        if self.field_work_type != "claim":
            raise UserError(self.env._("«%(visit)s» is no claim.", visit=self.name))
        self._check_claim_owner()
        visit = self.sudo().claim_visit_ids.filtered(lambda task: not task.is_closed)[:1]
        if not visit:
            visit = self._field_work_create([self._claim_visit_values()])
        action = self.env["ir.actions.actions"]._for_xml_id("crm_sales_flow.action_field_work")
        form = self.env.ref("crm_sales_flow.field_work_view_form")
        return action | {"res_id": visit.id, "views": [(form.id, "form")], "view_mode": "form"}

    def _claim_visit_values(self):
        claim = self.sudo()
        site = claim.lot_ids._field_work_site() or claim.partner_id
        return {
            "name": self.env._("Visit: %(claim)s", claim=claim.name),
            "description": claim.description,
            "field_work_type": "visit",
            "work_kind": "repair",
            "date_deadline": claim.date_deadline,
            "claim_id": claim.id,
            "lead_id": claim.lead_id.id,
            "partner_id": site.id,
            "lot_ids": [Command.set(claim.lot_ids.ids)],
            "company_id": claim.company_id.id,
        }

    def action_claim_answer(self):
        """Button: the result and the letter to the client."""
        self.ensure_one()
        self._check_claim_owner()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Answer the claim"),
            "res_model": "crm.claim.answer",
            "view_mode": "form",
            "target": "new",
            "context": {"default_task_id": self.id},
        }
