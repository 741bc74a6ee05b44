from odoo import fields, models


class CrmLead(models.Model):
    """The client's acceptance with its evidence (K03)."""

    _inherit = "crm.lead"

    acceptance_document_id = fields.Many2one(
        "crm.deal.document",
        "Evidence of acceptance",
        readonly=True,
        copy=False,
        ondelete="set null",
    )

    def _register_acceptance(self, date, way, signer=None, file=None, file_name=None):
        """Remember when and how the client agreed; the evidence stands in the register."""
        self.ensure_one()
        self.check_access("write")
        kind = self.env.ref("crm_sales_flow.document_type_approval")
        values = {
            "date": date,
            "date_signed": date,
            "state": "signed",
            "signer": signer,
            "file": file,
            "file_name": file_name,
        }
        row = self.acceptance_document_id
        if row:
            # Elevated after the check of the deal: people do not touch what proves the acceptance.
            row.sudo()._keep_file()
            row.sudo().write(values)
        else:
            row = row.create(
                {
                    **values,
                    "type_id": kind.id,
                    "deal_ids": [(6, 0, self.ids)],
                    "company_id": (self.company_id or self.env.company).id,
                }
            )
        # Elevated, because these are facts that nobody types in.
        self.sudo().write(
            {
                "acceptance_at": date,
                "acceptance_way": way,
                "acceptance_document_id": row.id,
            }
        )

    def _take_over_acceptance(self, others):
        """After a merge: what the client accepted is accepted, with its evidence."""
        accepted = others.filtered("acceptance_document_id")[:1]
        if accepted and not self.acceptance_document_id:
            self.write(
                {
                    "acceptance_at": accepted.acceptance_at,
                    "acceptance_way": accepted.acceptance_way,
                    "acceptance_document_id": accepted.acceptance_document_id.id,
                }
            )
