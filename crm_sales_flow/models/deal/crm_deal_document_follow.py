from odoo import models

from .crm_deal_document_type import STATE_ORDER


class CrmDealDocument(models.Model):
    """How a row of the register follows the Odoo document it stands for (N01)."""

    _inherit = "crm.deal.document"

    def _follow(self, vals):
        """Take over what the source says now.

        People may have taken the paper further than the source knows (sent, signed): a step
        forward of the source never takes that back, a step back of the source does.
        """
        self.ensure_one()
        now, former, revived = vals["state"], self.deal_ids, self.is_cancelled
        if STATE_ORDER.get(self.source_state, 0) <= STATE_ORDER[now] <= STATE_ORDER[self.state]:
            vals = {**vals, "state": self.state}
        changed = {
            name: value
            for name, value in {**vals, "source_state": now, "is_cancelled": False}.items()
            if self._differs(name, value)
        }
        if changed:
            self.write(changed)
        (former - self.deal_ids)._sync_required_documents()
        if revived or self.deal_ids - former:
            self._absorb_waiting()

    def _differs(self, name, value):
        if name == "deal_ids":
            return set(self.deal_ids.ids) != set(value[0][2])
        return self._fields[name].convert_to_write(self[name], self) != value

    def _absorb_waiting(self):
        """Stand for the rows of the required lists that waited for a document like these.

        A document shared by several deals fulfils the lists of all of them.
        """
        waiting = self.search(
            [
                ("required_type_id", "in", self.type_id.ids),
                ("deal_ids", "in", self.deal_ids.ids),
                ("id", "not in", self.ids),
                *self._untouched_domain(),
            ]
        )
        gone = self.browse()
        for row in self if waiting else ():
            asked = waiting.filtered(
                lambda other, row=row: (
                    other.required_type_id == row.type_id and other.deal_ids & row.deal_ids
                )
            )
            if asked:
                row.required_type_id = row.type_id
                gone |= asked
        gone.unlink()

    def _untouched_domain(self):
        """Rows of a required list that nobody has worked on."""
        return [
            ("state", "=", "required"),
            ("res_id", "in", (False, 0)),
            ("file", "=", False),
        ]

    def _withdraw(self):
        """The document is cancelled or deleted.

        What people entered about it (a file, a signature, the day it was sent) is kept in a
        cancelled row; a row that only repeated the document goes. What it fulfilled is required
        anew.
        """
        deals = self.deal_ids
        kept = self.filtered(lambda row: row.file or row.signer or row.date_sent)
        kept.write({"is_cancelled": True, "required_type_id": False})
        (self - kept).unlink()
        deals._sync_required_documents()
