from datetime import timedelta

from odoo import Command, api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import plaintext2html


class CrmAttestationCertificate(models.Model):
    """The protocol behind a verdict, and what follows from a failed one (P04, P06)."""

    _inherit = "crm.attestation.certificate"

    protocol_ids = fields.One2many("crm.checklist.result", "certificate_id")
    mending_ids = fields.One2many(
        "project.task", "failed_certificate_id", "Visits that mend it", readonly=True
    )

    @api.onchange("lot_id")
    def _onchange_lot_protocol(self):
        """The protocol of the machine's kind is ready to be filled."""
        if not self._origin and not self.protocol_ids.filtered("is_done"):
            rows = self._protocol_rows(self.lot_id)
            self.protocol_ids = [Command.clear(), *(Command.create(row) for row in rows)]

    @api.model
    def _protocol_rows(self, lot):
        product = lot.sudo().product_id
        lines = self.env["crm.checklist"]._lines_for(product, "attestation")
        return [{**line._result_values(), "lot_id": lot.id} for line in lines.get(product) or ()]

    @api.model_create_multi
    def create(self, vals_list):
        if self.env["project.task"]._act_may_visit():
            self._take_deals(vals_list)
        certificates = super().create(vals_list)
        certificates._after_verdict()
        return certificates

    @api.model
    def _take_deals(self, vals_list):
        """An engineer sees no deals: his certificate is one of the deal of the machine."""
        for vals in vals_list:
            if not vals.get("lead_id") and vals.get("lot_id"):
                vals["lead_id"] = self.env["stock.lot"].browse(vals["lot_id"])._field_work_lead().id

    def write(self, vals):
        result = super().write(vals)
        if "verdict" in vals:
            self._after_verdict()
        return result

    @api.constrains("verdict", "protocol_ids")
    def _check_protocol(self):
        """A certificate says what its protocol says."""
        for certificate in self.filtered(lambda row: row.verdict == "passed"):
            rows = certificate.protocol_ids
            if failed := rows.filtered(lambda row: row.verdict == "failed"):
                raise ValidationError(
                    self.env._(
                        "The protocol does not conform, so the verdict cannot: %(points)s.",
                        points=", ".join(failed[:5].mapped("name")),
                    )
                )
            if left := rows.filtered(lambda row: row.verdict == "open"):
                raise ValidationError(
                    self.env._(
                        "Fill in the protocol: %(points)s.",
                        points=", ".join(left[:5].mapped("name")),
                    )
                )

    def _after_verdict(self):
        """A failed attestation goes back to the works; a passed one says that it is mended (P06).

        Elevated: whoever enters the verdict need not be able to plan visits or to move the deal.
        """
        failed = self.sudo().filtered(lambda row: row.verdict == "failed" and not row.mending_ids)
        if failed:
            self.env["project.task"]._field_work_create([row._mending_values() for row in failed])
            failed.lead_id._flow_back_to_works()
        passed = self.sudo().filtered(lambda row: row.verdict == "passed")
        if passed:
            earlier = self.sudo().search([("lot_id", "in", passed.lot_id.ids)])
            earlier.mending_ids._finish_visit()

    def _mending_values(self):
        """On the next day, until somebody agrees on another one."""
        visits = self.env["project.task"]
        tomorrow = fields.Date.context_today(self) + timedelta(days=1)
        points = self.protocol_ids.filtered(lambda row: row.verdict == "failed")
        return {
            "name": self.env._("Mend after the attestation: %(lot)s", lot=self.lot_id.display_name),
            "description": plaintext2html(", ".join(points.mapped("name"))) if points else False,
            "field_work_type": "visit",
            "work_kind": "repair",
            "failed_certificate_id": self.id,
            "date_deadline": visits._visit_morning(self.company_id, tomorrow),
            "lead_id": self.lead_id.id,
            "partner_id": (
                self.lot_id._field_work_site() or self.lead_id.site_id or self.lead_id.partner_id
            ).id,
            "lot_ids": [Command.set(self.lot_id.ids)],
            "company_id": self.company_id.id,
        }
