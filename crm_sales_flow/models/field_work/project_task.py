from datetime import timedelta

from odoo import Command, api, fields, models
from odoo.tools import SQL

# Who may read serial numbers; for others a field that lists them must not exist, or reading the
# record would fail.
LOT_READERS = ",".join(
    (
        "crm_sales_flow.group_manager",
        "crm_sales_flow.group_service_engineer",
        "stock.group_stock_user",
    )
)


class ProjectTask(models.Model):
    """A visit to the client: installation, attestation, service, claim.

    Salespersons read tasks and cannot write them; visits are made by methods of the deal, which
    check the right on the deal first and then elevate for exactly that creation.
    """

    _inherit = "project.task"

    field_work_type = fields.Selection(
        [
            ("installation", "Installation"),
            ("attestation", "Attestation"),
            ("visit", "Service visit"),
            ("claim", "Claim"),
        ],
        "Kind of Visit",
        index="btree_not_null",
        tracking=True,
    )
    lead_id = fields.Many2one("crm.lead", "Deal", index="btree_not_null", ondelete="restrict")
    field_work_order_id = fields.Many2one(
        "sale.order", "Client's Order", index="btree_not_null", readonly=True, copy=False
    )
    lot_ids = fields.Many2many(
        "stock.lot",
        "crm_field_work_lot_rel",
        "task_id",
        "lot_id",
        "Equipment",
        copy=False,
        groups=LOT_READERS,
    )
    attestation_body_id = fields.Many2one(
        "crm.attestation.body",
        copy=False,
        help="The organisation with which the attestation is planned.",
    )
    site_address = fields.Char("Address", compute="_compute_site", compute_sudo=True)
    manager_id = fields.Many2one(
        "res.users", "Manager of the Deal", compute="_compute_site", compute_sudo=True
    )
    manager_phone = fields.Char("Manager's Phone", compute="_compute_site", compute_sudo=True)

    _installation_of_order = models.UniqueIndex(
        "(field_work_order_id) WHERE field_work_type = 'installation' AND state <> '1_canceled' "
        "AND act_signed_at IS NULL",
        "The installation of this order is already planned.",
    )

    @api.depends("partner_id", "lead_id.user_id")
    def _compute_site(self):
        """What an engineer needs and may not read on the deal."""
        for task in self:
            address = task.partner_id and task.partner_id._display_address(without_company=True)
            task.site_address = ", ".join(filter(None, map(str.strip, (address or "").split("\n"))))
            task.manager_id = task.lead_id.user_id
            task.manager_phone = task.lead_id.user_id.phone

    @api.model
    def _field_work_create(self, vals_list):
        """Create visits for a person who may not write tasks.

        Elevated for exactly this: the callers have checked the right on the deal, or act for the
        program itself (the warehouse ships, the task of the engineers appears).
        """
        project = self.env.ref("crm_sales_flow.project_field_visits")
        defaults = {"project_id": project.id, "user_ids": False}
        return self.sudo().create([defaults | vals for vals in vals_list]).with_env(self.env)

    @api.model
    def _plan_installations(self, orders):
        """One open installation for each order of ``orders`` that is not accepted in full; safe to
        repeat. What is shipped after a signed act gets an installation of its own.

        The row of the order is touched first: of two sessions that come here at once the second
        is rolled back and repeated by Odoo, and then sees the visit of the first.
        """
        if not orders:
            return self.browse()
        self.env.cr.execute(
            SQL("UPDATE sale_order SET state = state WHERE id = ANY(%s)", orders.ids)
        )
        planned = orders._field_work_installations().filtered(lambda task: not task.act_signed_at)
        waiting = orders.sudo()._field_work_unaccepted()
        missing = {
            order: lots
            for order, lots in waiting.items()
            if order not in planned.field_work_order_id
        }
        self._field_work_create([self._installation_values(*row) for row in missing.items()])
        planned._take_delivered_lots()
        return orders.browse().union(*missing)

    def _take_delivered_lots(self):
        """A visit planned ahead learns its serial numbers when they are shipped."""
        opened = self.filtered(lambda task: not task.act_signed_at)
        waiting = opened.field_work_order_id._field_work_unaccepted()
        for task in opened:
            lots = waiting.get(task.field_work_order_id, task.lot_ids)
            if lots - task.lot_ids:
                task.lot_ids |= lots

    def _installation_values(self, order, lots):
        """On the day after the delivery, until somebody agrees on another one (O02)."""
        lead = order.opportunity_id
        today = fields.Date.context_today(self)
        arrival = max(lead.delivery_planned_on or today, today)
        return {
            "name": self.env._(
                "Installation: %(client)s, %(order)s",
                client=order.partner_id.commercial_partner_id.name,
                order=order.name,
            ),
            "field_work_type": "installation",
            "field_work_order_id": order.id,
            "date_deadline": self._visit_morning(order.company_id, arrival + timedelta(days=1)),
            "lead_id": lead.id,
            "partner_id": order.partner_shipping_id.id or order.partner_id.id,
            "company_id": order.company_id.id,
            "lot_ids": [Command.set(lots.ids)],
        }
