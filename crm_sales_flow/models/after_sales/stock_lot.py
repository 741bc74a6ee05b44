from odoo import api, fields, models


class StockLot(models.Model):
    """The equipment passport is the serial number (S01-S03).

    Salespersons and engineers read it and nothing else of stock; what they may not read stands
    here as a field of the passport. It is written by the shipment and by the signed act; a
    machine sold before the system is entered by hand, a returned one loses its owner.
    """

    _inherit = "stock.lot"

    owner_id = fields.Many2one("res.partner", "Client", index="btree_not_null")
    returned_by_id = fields.Many2one(
        "res.partner",
        "Returned by",
        readonly=True,
        help="The client who sent the machine back, for a repair or for good.",
    )
    site_id = fields.Many2one("res.partner", help="Where the machine stands.")
    lead_id = fields.Many2one("crm.lead", "Deal", index="btree_not_null", ondelete="set null")
    manager_id = fields.Many2one("res.users", compute="_compute_manager", compute_sudo=True)
    manager_phone = fields.Char("Manager's Phone", compute="_compute_manager", compute_sudo=True)
    shipped_on = fields.Date("Shipped on", readonly=True)
    commissioned_on = fields.Date("Commissioned on", help="Date of the commissioning act.")
    act_task_id = fields.Many2one(
        "project.task", "Commissioning Act", readonly=True, index="btree_not_null"
    )
    act_number = fields.Char(related="act_task_id.act_number", string="Act No.")
    warranty_until = fields.Date(
        "Warranty until",
        help="Date of the act of commissioning, or of the shipment where nothing is installed, "
        "plus the warranty months of the product or else of the company.",
    )
    warranty_days_left = fields.Integer("Days of Warranty Left", compute="_compute_warranty")
    under_warranty = fields.Boolean(compute="_compute_warranty", search="_search_under_warranty")
    certificate_ids = fields.One2many("crm.attestation.certificate", "lot_id", "Certificates")
    visit_ids = fields.Many2many(
        "project.task", "crm_field_work_lot_rel", "lot_id", "task_id", "Visits", readonly=True
    )
    service_contract_ids = fields.Many2many(
        "crm.service.contract", "crm_service_contract_lot_rel", "lot_id", "contract_id", "Contracts"
    )

    @api.depends("lead_id.user_id", "owner_id.user_id")
    def _compute_manager(self):
        for lot in self:
            lot.manager_id = lot.lead_id.user_id or lot.owner_id.user_id
            lot.manager_phone = lot.manager_id.phone

    @api.depends("warranty_until")
    def _compute_warranty(self):
        today = fields.Date.context_today(self)
        for lot in self:
            days = (lot.warranty_until - today).days if lot.warranty_until else -1
            lot.under_warranty = days >= 0
            lot.warranty_days_left = max(0, days)

    def _search_under_warranty(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("warranty_until", ">=", fields.Date.context_today(self))]

    def _passport_ship(self, client, site, lead, company):
        """The machine has left for ``client``, to stand at ``site``; ``lead`` is its deal, if any.

        Its warranty is that of the client: it goes on after a repair and begins anew for another;
        by an act of commissioning, or at once where nothing is installed (S03).
        """
        owner = client.commercial_partner_id
        others = self.filtered(lambda lot: (lot.owner_id or lot.returned_by_id) != owner)
        others.write({"commissioned_on": False, "act_task_id": False, "warranty_until": False})
        others._passport_leave_contracts(owner)
        today = fields.Date.context_today(self)
        for lot in self.filtered(lambda lot: not lot.product_id.installation_required):
            lot.warranty_until = lot.warranty_until or lot._warranty_from(today, company)
        self.write(
            {
                "owner_id": owner.id,
                "returned_by_id": False,
                "site_id": site.id,
                "lead_id": lead.id,
                "shipped_on": today,
            }
        )

    def _passport_leave_contracts(self, owner):
        """A machine that another client bought is in no contract of the former one."""
        for contract in self.service_contract_ids:
            if contract.state != "closed" and contract.partner_id.commercial_partner_id != owner:
                gone = contract.lot_ids & self
                contract.lot_ids -= gone
                contract._message_log(
                    body=self.env._(
                        "%(lots)s: sold to another client, no longer in this contract.",
                        lots=", ".join(gone.mapped("name")),
                    )
                )

    def _passport_return(self):
        """The machine is back and has no owner until it leaves again."""
        gone = dict.fromkeys(("owner_id", "site_id", "lead_id", "shipped_on"), False)
        for owner, lots in self.grouped("owner_id").items():
            lots.write({**gone, "returned_by_id": owner.id})

    # What the room of the visits asks of the passport.

    def _field_work_site(self):
        return (self.site_id or self.owner_id)[:1]

    def _field_work_lead(self):
        return self.sudo().lead_id[:1]

    def _field_work_under_warranty(self, day):
        return self.filtered(lambda lot: lot.warranty_until and lot.warranty_until >= day)

    def _passport_commission(self, task):
        """The commissioning act ``task`` is signed: the warranty runs."""
        self.write({"act_task_id": task.id, "commissioned_on": task.act_date})
        for lot in self:
            lot.warranty_until = lot._warranty_from(task.act_date, task.company_id)

    def _warranty_from(self, day, company):
        """:return: the last day of the warranty, by the product or else by the company"""
        company = self.company_id or company or self.env.company
        months = self.product_id.warranty_months or company.warranty_months
        return fields.Date.add(day, months=months)
