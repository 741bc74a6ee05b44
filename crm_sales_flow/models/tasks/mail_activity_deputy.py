from odoo import api, fields, models

# Where a deputy may work instead of the absent person.
MODELS = ("crm.lead", "sale.order")


class MailActivity(models.Model):
    """Tasks that come during an absence go to the deputy, and come back afterwards (W04)."""

    _inherit = "mail.activity"

    stands_for_id = fields.Many2one(
        "res.users",
        "Instead of",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        copy=False,
        help="The task was meant for this person, who is away.",
    )

    @api.model
    def _redirect_to_deputies(self, vals_list):
        """Give tasks that are due before the return of an absent person to his deputy."""
        users = self.env["res.users"].browse(
            {vals["user_id"] for vals in vals_list if vals.get("user_id")}
        )
        absent = users.sudo().filtered("active_deputy_ids")
        if not absent:
            return
        back = {
            row.user_id.id: row.date_to
            for row in self.env["crm.substitution"]
            .sudo()
            .search([("user_id", "in", absent.ids), ("state", "=", "active")])
        }
        for vals in vals_list:
            user = absent.browse(vals.get("user_id") or ())
            if user in absent and self._due_day(vals) <= back[user.id]:
                if self._deputy_works_on(vals):
                    vals.update(user_id=user._flow_on_duty().id, stands_for_id=user.id)

    def _due_day(self, vals):
        moment = fields.Datetime.to_datetime(vals.get("deadline_at")) or self[:1].deadline_at
        day = moment or vals.get("date_deadline") or self[:1].date_deadline
        return fields.Date.to_date(day) or fields.Date.today()

    def _deputy_works_on(self, vals):
        if "res_model_id" in vals:
            model = self.env["ir.model"].sudo().browse(vals["res_model_id"]).model
        else:
            model = vals.get("res_model") or self[:1].res_model
        return model in MODELS
