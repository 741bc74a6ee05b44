from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from .crm_deal_document_type import STATE_ORDER


class CrmLead(models.Model):
    """The documents of a deal and the list of those it must have (N01, N04, K01)."""

    _inherit = "crm.lead"

    document_ids = fields.Many2many(
        "crm.deal.document",
        "crm_deal_document_lead_rel",
        "lead_id",
        "document_id",
        "Documents",
        copy=False,
    )
    document_count = fields.Integer(compute="_compute_document_count", compute_sudo=True)
    documents_complete = fields.Boolean(
        compute="_compute_documents_complete",
        store=True,
        help="Every document that the cooperation variant requires is in the state that it needs.",
    )

    @api.depends("document_ids.is_cancelled")
    def _compute_document_count(self):
        """Who reads a deal reads its documents; the deal is asked without their rules."""
        self.env["crm.deal.document"].flush_model(["deal_ids", "is_cancelled"])
        query = SQL(  # grouping by deals would join and filter the table of links twice
            """
            SELECT link.lead_id, COUNT(*)
              FROM crm_deal_document_lead_rel link
              JOIN crm_deal_document document ON document.id = link.document_id
             WHERE link.lead_id = ANY(%s) AND document.is_cancelled IS NOT TRUE
             GROUP BY link.lead_id
            """,
            self.ids,
        )
        counts = dict(self.env.execute_query(query))
        for lead in self:
            lead.document_count = counts.get(lead._origin.id, 0)

    @api.depends("document_ids.is_required", "document_ids.is_satisfied")
    def _compute_documents_complete(self):
        for lead in self:
            required = lead.document_ids.filtered("is_required")
            lead.documents_complete = all(required.mapped("is_satisfied"))

    def _flow_check_write(self, vals):
        result = super()._flow_check_write(vals)
        self._flow_check_document_commands([vals])
        return result

    @api.model
    def _flow_check_document_commands(self, vals_list):
        """Documents come to a deal and leave it by themselves or by their own form.

        Through the deal they are only made and edited: linking a foreign payment or dropping a
        required paper would open a gate.
        """
        commands = [command for vals in vals_list for command in vals.get("document_ids") or []]
        if not self.env.su and any(
            not isinstance(command, (list, tuple)) or command[0] not in (0, 1, 2)
            for command in commands
        ):
            raise AccessError(
                self.env._("Documents are linked with a deal in the document, not in the deal.")
            )

    def _sync_required_documents(self):
        """Make the list of required documents follow the cooperation variant (K01, N04).

        What somebody has already worked on stays and is no longer asked for; a document that is
        there already is not asked for a second time.
        """
        self._drop_required_documents()
        values = []
        for lead in self:
            rows = lead.document_ids.filtered(lambda row: not row.is_cancelled)
            wanted = lead.cooperation_variant_id.required_type_ids - rows.required_type_id
            for kind in wanted:
                present = rows.filtered(lambda row, kind=kind: row.type_id == kind)
                if present:
                    best = max(present, key=lambda row: STATE_ORDER[row.state])
                    best.required_type_id = kind
                else:
                    values.append(lead._required_document_values(kind))
        self.env["crm.deal.document"].create(values)

    def _required_document_values(self, kind):
        return {
            "type_id": kind.id,
            "state": "required",
            "required_type_id": kind.id,
            "deal_ids": [(6, 0, self.ids)],
            "company_id": (self.company_id or self.env.company).id,
        }

    def _flow_after_merge(self, tail):
        """Of two lists of required documents one is left: each kind is asked for once (N04)."""
        result = super()._flow_after_merge(tail)
        rows = self.sudo().document_ids.filtered("required_type_id")
        for same in rows.grouped("required_type_id").values():
            best = max(same, key=lambda row: STATE_ORDER[row.state])
            spare = same - best
            untouched = spare.filtered_domain(spare._untouched_domain())
            (spare - untouched).required_type_id = False
            untouched.unlink()
        return result

    def _drop_required_documents(self):
        """Stop asking for what the variant does not require; untouched rows go altogether."""
        obsolete = self.env["crm.deal.document"]
        for lead in self:
            wanted = lead.cooperation_variant_id.required_type_ids
            obsolete |= lead.document_ids.filtered(
                lambda row, wanted=wanted: (
                    row.required_type_id and row.required_type_id not in wanted
                )
            )
        # A shared document stays required while another deal requires it.
        obsolete = obsolete.filtered(
            lambda row: (
                row.required_type_id not in row.deal_ids.cooperation_variant_id.required_type_ids
            )
        )
        untouched = obsolete.filtered_domain(obsolete._untouched_domain())
        (obsolete - untouched).required_type_id = False
        untouched.unlink()
