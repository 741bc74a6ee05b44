from odoo import api, fields, models


class AccountMove(models.Model):
    _inherit = "account.move"

    expectation_ids = fields.One2many("crm.payment.expectation", "move_id", readonly=True)
    date_expected = fields.Date(
        "Payment expected on",
        compute="_compute_date_expected",
        store=True,
        compute_sudo=True,
        copy=False,
        index="btree_not_null",
        help="Told by the manager of the deal; until he tells it, the day of the terms counts.",
    )

    @api.depends("expectation_ids.date")
    def _compute_date_expected(self):
        """What was told last counts (T04)."""
        for move in self:
            move.date_expected = move.expectation_ids.sorted("id")[-1:].date

    def action_expect(self):
        """Ask when the money of the invoice is expected."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Expected payment"),
            "res_model": "crm.payment.expectation",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_move_id": self.id,
                "default_date": self.date_expected or self.invoice_date_due,
            },
        }
