from odoo import api, fields, models
from odoo.fields import Domain


class StockLot(models.Model):
    """The passport: configuration as built, claims, who led the project, the label (S01-S04)."""

    _inherit = "stock.lot"

    component_ids = fields.One2many("crm.equipment.component", "lot_id", "Configuration as built")
    leader_id = fields.Many2one(
        "res.users",
        "Commissioned by",
        compute="_compute_leader",
        compute_sudo=True,
        help="The engineer who signed the commissioning act with the client.",
    )
    leader_phone = fields.Char("Engineer's Phone", compute="_compute_leader", compute_sudo=True)
    claim_count = fields.Integer("Claims", compute="_compute_claims", compute_sudo=True)
    claim_open_count = fields.Integer("Open claims", compute="_compute_claims", compute_sudo=True)
    last_claim_on = fields.Date("Last claim", compute="_compute_claims", compute_sudo=True)
    certified_until = fields.Date(
        "Certificate until",
        compute="_compute_certified_until",
        compute_sudo=True,
        help="End of the last certificate with which the machine conforms.",
    )
    passport_url = fields.Char(compute="_compute_passport_url", export_string_translation=False)

    @api.depends("act_task_id.act_signed_by_id")
    def _compute_leader(self):
        for lot in self:
            lot.leader_id = lot.act_task_id.act_signed_by_id
            lot.leader_phone = lot.leader_id.phone

    @api.depends("visit_ids.field_work_type", "visit_ids.claim_answered_at")
    def _compute_claims(self):
        """One query for all machines."""
        groups = self.env["project.task"]._read_group(
            Domain("lot_ids", "in", self.ids) & Domain("field_work_type", "=", "claim"),
            ["lot_ids"],
            ["__count", "claim_answered_at:count", "claim_registered_at:max"],
        )
        found = {lot.id: rest for lot, *rest in groups}
        for lot in self:
            count, answered, last = found.get(lot.id, (0, 0, False))
            lot.claim_count = count
            lot.claim_open_count = count - answered
            lot.last_claim_on = last and fields.Datetime.to_datetime(last).date()

    @api.depends("certificate_ids.valid_until", "certificate_ids.verdict")
    def _compute_certified_until(self):
        groups = self.env["crm.attestation.certificate"]._read_group(
            [("lot_id", "in", self.ids), ("verdict", "=", "passed")],
            ["lot_id"],
            ["valid_until:max"],
        )
        found = {lot.id: until for lot, until in groups}
        for lot in self:
            lot.certified_until = found.get(lot.id, False)

    def _compute_passport_url(self):
        """What the label says: a member of the staff who scans it is at the passport."""
        base = self.get_base_url()
        for lot in self:
            lot.passport_url = f"{base}/odoo/equipment/{lot.id}"

    def _passport_ship(self, client, site, lead, company):
        result = super()._passport_ship(client, site, lead, company)
        self._passport_configure()
        return result

    def _passport_configure(self):
        """Take the configuration from the production orders, once for each machine."""
        Component = self.env["crm.equipment.component"].sudo()
        known = Component.search([("lot_id", "in", self.ids)]).lot_id
        productions = (
            self.env["mrp.production"]
            .sudo()
            .search([("lot_producing_ids", "in", (self - known).ids), ("state", "=", "done")])
        )
        rows = []
        for production in productions:
            lots = production.lot_producing_ids
            used = production.move_raw_ids.filtered(lambda move: move.state == "done")
            for number, line in enumerate(used.move_line_ids.sorted("id"), 1):
                rows += [
                    {
                        "lot_id": lot.id,
                        "sequence": number,
                        "product_id": line.product_id.id,
                        "quantity": line.quantity_product_uom / len(lots),
                        "component_lot_id": line.lot_id.id,
                        "company_id": production.company_id.id,
                    }
                    for lot in lots & (self - known)
                ]
        Component.create(rows)

    @api.model
    def passport_find(self, code):
        """The machine of a scanned label: our address, or the serial number itself (S06).

        :return: its id, or False.
        """
        code = (code or "").strip()
        number = code.rpartition("/odoo/equipment/")[2] if "/odoo/equipment/" in code else ""
        if number.isdigit():
            return self.search([("id", "=", int(number))]).id
        found = self.search([("name", "=", code)], limit=2)
        return found.id if len(found) == 1 else False

    def action_new_claim(self):
        """Button: the client complains about this machine."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Register a claim"),
            "res_model": "crm.claim.register",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_lot_ids": self.ids,
                "default_partner_id": self[:1].owner_id.id,
            },
        }

    def action_view_claims(self):
        action = self.env["ir.actions.actions"]._for_xml_id("crm_sales_flow.action_claims")
        return action | {"domain": [("lot_ids", "in", self.ids), ("field_work_type", "=", "claim")]}

    def action_label_preview(self):
        """The label as a page: works on every machine, with or without a PDF printer."""
        name = "crm_sales_flow.form_label"
        ids = ",".join(map(str, self.ids))
        return {"type": "ir.actions.act_url", "url": f"/report/html/{name}/{ids}", "target": "new"}
