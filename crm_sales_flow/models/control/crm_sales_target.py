from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CrmSalesTarget(models.Model):
    """What a department, or one of its managers, is to sell in a month (Z12)."""

    _name = "crm.sales.target"
    _description = "Sales plan"
    _order = "month desc, team_id, user_id nulls first"

    month = fields.Date(
        required=True,
        default=lambda self: fields.Date.context_today(self).replace(day=1),
        help="Any day of it; the plan is for the whole month.",
    )
    team_id = fields.Many2one(
        "crm.team",
        "Department",
        required=True,
        index=True,
        ondelete="cascade",
        domain=[("is_department", "=", True)],
    )
    user_id = fields.Many2one(
        "res.users",
        "Manager",
        index="btree_not_null",
        ondelete="restrict",
        domain=[("share", "=", False)],
        help="Empty: the plan of the whole department, his people's plans included.",
    )
    amount = fields.Monetary("Sales, plan", help="By the amounts of won deals.")
    amount_paid = fields.Monetary("Payments, plan")
    deal_count = fields.Integer("Won deals, plan")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")

    _one_uniq = models.UniqueIndex(
        "(company_id, month, team_id, COALESCE(user_id, 0))",
        "There is a plan of this department or manager for this month already.",
    )

    @api.depends("month", "team_id", "user_id")
    def _compute_display_name(self):
        for target in self:
            month = target.month.strftime("%m.%Y") if target.month else ""
            whose = target.user_id.name or target.team_id.name or ""
            target.display_name = f"{whose}, {month}".strip(", ")

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._of_month(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._of_month(vals))

    @api.model
    def _of_month(self, vals):
        """A plan stands on the first day of its month."""
        if not vals.get("month"):
            return vals
        return {**vals, "month": fields.Date.to_date(vals["month"]).replace(day=1)}

    @api.constrains("amount", "amount_paid", "deal_count")
    def _check_figures(self):
        for target in self:
            if min(target.amount, target.amount_paid, target.deal_count) < 0:
                raise ValidationError(self.env._("A plan is not less than zero."))

    def action_copy_to_next_month(self):
        """Button: the same plans for the month after; those that are there already stay."""
        made = self.browse()
        for target in self:
            month = target.month + relativedelta(months=1)
            key = [("month", "=", month), ("team_id", "=", target.team_id.id)]
            if not self.search_count([*key, ("user_id", "=", target.user_id.id)], limit=1):
                made |= target.copy({"month": month})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Plans for the next month"),
            "res_model": self._name,
            "view_mode": "list,form",
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", made.ids)],
        }
