from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ...models.intake.crm_request_marketing import SCORE_HELP

HANDLERS = ("crm_sales_flow.group_marketer", "crm_sales_flow.group_director")


class CrmMarketingHandover(models.TransientModel):
    """Marketing hands clients over to sales: each becomes a request at the sorting desk (F10)."""

    _name = "crm.marketing.handover"
    _description = "Hand clients over to sales"

    partner_ids = fields.Many2many(
        "res.partner",
        string="Clients",
        required=True,
        default=lambda self: self._default_partners(),
    )
    campaign_id = fields.Many2one("utm.campaign", required=True)
    source_id = fields.Many2one(
        "utm.source",
        required=True,
        domain="[('flow_approved', '=', True)]",
        default=lambda self: self.env.ref("crm_sales_flow.utm_source_mailing", False),
    )
    score = fields.Integer(default=50, help=SCORE_HELP)
    comment = fields.Text(
        required=True, help="What the client did and what he may need: the manager reads it."
    )
    refusal = fields.Text("Not handed over", compute="_compute_refusal")
    accepted_count = fields.Integer("Handed over", compute="_compute_refusal")

    @api.model
    def _default_partners(self):
        if self.env.context.get("active_model") != "res.partner":
            return False
        return self.env["res.partner"].browse(self.env.context.get("active_ids", ()))

    @api.depends("partner_ids")
    def _compute_refusal(self):
        for wizard in self:
            partners = wizard.partner_ids._origin
            refusals = partners._handover_refusals()
            wizard.refusal = partners._handover_text(refusals)
            wizard.accepted_count = len(partners) - len(refusals)

    @api.constrains("score")
    def _check_score(self):
        if any(not 0 <= wizard.score <= 100 for wizard in self):
            raise ValidationError(self.env._("The score is between 0 and 100."))

    def action_hand_over(self):
        """Only to the sorting desk: no department and no person is chosen here."""
        self.ensure_one()
        if not any(self.env.user.has_group(group) for group in HANDLERS):
            raise AccessError(self.env._("Clients are handed over by marketing."))
        partners = self.partner_ids
        refusals = partners._handover_refusals()
        accepted = partners.filtered(lambda partner: partner not in refusals)
        if not accepted:
            raise UserError(
                self.env._("Nobody is handed over.\n%(why)s", why=partners._handover_text(refusals))
            )
        requests = (
            self.env["crm.request"]
            .sudo()
            .create([self._request_values(partner) for partner in accepted])
        )
        return self._told(requests, refusals)

    def _request_values(self, partner):
        return {
            **partner._handover_values(),
            "subject": self.env._("Marketing: %(campaign)s", campaign=self.campaign_id.name),
            "body": self._text(),
            "campaign_id": self.campaign_id.id,
            "source_id": self.source_id.id,
            "marketing_score": self.score,
        }

    def _text(self):
        lines = Markup("<br/>").join(self.comment.splitlines())
        score = self.env._("Score of marketing: %(score)s of 100", score=self.score)
        return Markup("<p>%s</p><p>%s</p>") % (lines, score)

    def _told(self, requests, refusals):
        text = self.env._("At the sorting desk: %(count)s", count=len(requests))
        if refusals:
            text += "\n" + self.env._("Not handed over: %(count)s", count=len(refusals))
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": text,
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
