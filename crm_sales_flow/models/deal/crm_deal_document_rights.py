import base64

from odoo import api, models
from odoo.exceptions import AccessError, UserError, ValidationError

# What only the program says: a person would make a paper pass for a document of the program, or
# strike it off the required list.
DECIDED = frozenset(
    {"res_model", "res_id", "required_type_id", "is_required", "source_state", "is_cancelled"}
)


class CrmDealDocument(models.Model):
    """Who may say what of a document: gates ask the register (N03-N06, I11)."""

    _name = "crm.deal.document"
    _inherit = ["crm.deal.document", "flow.facts.mixin"]

    def _check_authority(self, payments=None):
        """Money is entered by accounting; a document serves only deals that its author works on.

        :param payments: documents that were payments before the change.
        """
        if self.env.su:
            return
        user = self.env.user
        accountant = user.has_group("crm_sales_flow.group_accountant")
        if not accountant and not user.has_group("crm_sales_flow.group_director"):
            if payments or self.filtered("type_id.is_payment"):
                raise AccessError(
                    self.env._("A payment is entered by the accountant or by a director.")
                )
        self.deal_ids.check_access("read" if accountant else "write")

    @api.model
    def _flow_fact_names(self):
        return DECIDED

    def _check_stays(self, vals):
        """Refuse from people what would take a paper away, and keep the file that gives way."""
        if {"type_id", "deal_ids"} & vals.keys():
            self._check_required_stays()
        if {"type_id", "deal_ids", "file", "state"} & vals.keys():
            self._check_evidence_stays()
        if "file" in vals:
            self.filtered(lambda row: row.state == "signed" or not vals["file"])._keep_file()

    def _keep_file(self):
        """A file that is taken out, and a signed scan that is replaced, stay in the history."""
        for paper in self.with_context(bin_size=False).filtered("file"):
            paper.message_post(
                body=self.env._("The file that was here before."),
                attachments=[(paper.file_name or paper.display_name, base64.b64decode(paper.file))],
            )

    def _check_not_of_won(self):
        """What a deal was closed with stays (R01)."""
        deals = self.sudo().deal_ids.filtered(lambda lead: lead.won_status == "won")
        if deals:
            raise UserError(
                self.env._(
                    "The deal «%(deal)s» is closed: its papers stay as they are.",
                    deal=deals[0].name,
                )
            )

    def _check_required_stays(self):
        """A paper that the deal needs is not struck off by moving or deleting its row (N04)."""
        if required := self.filtered("required_type_id"):
            raise UserError(
                self.env._(
                    "«%(document)s» stands in the required list of the deal. What was entered by "
                    "mistake is taken out with «Clear»; the Head may let the deal pass without it.",
                    document=required[0].display_name,
                )
            )

    def _check_evidence_stays(self):
        """The paper that proves the client's acceptance stays with its deal (K03)."""
        accepted = self.env["crm.lead"].sudo().with_context(active_test=False)
        if accepted.search_count([("acceptance_document_id", "in", self.ids)], limit=1):
            raise UserError(
                self.env._(
                    "This paper proves the client's acceptance. A better one takes its place when "
                    "the acceptance is entered again."
                )
            )

    def _check_draft_stays(self):
        """A draft of the program is no paper yet: nobody can have sent or signed it."""
        if self.env.su:
            return
        if drafts := self.filtered(
            lambda row: row.res_id and row.source_state == "required" and row.state != "required"
        ):
            raise UserError(
                self.env._(
                    "%(document)s is still a draft: finish the document itself first.",
                    document=drafts[0].display_name,
                )
            )

    @api.constrains("state", "file", "name", "type_id")
    def _check_paper_is_there(self):
        """A state alone is no paper (N03-N05, R01).

        What must come back signed counts with its scan only; what else the deal needs has at
        least a number. A document of the program proves itself, and money stands on the bank's
        statement. Asked when a person says something of the paper: what the program does with
        its row changes nothing in it.
        """
        by_hand = self.filtered(lambda row: not (row.res_id or row.is_payment or row.is_cancelled))
        for document in by_hand.filtered("is_satisfied"):
            if document.file:
                continue
            if document.type_id.satisfied_state == "signed":
                raise ValidationError(
                    self.env._(
                        "Attach the scan of «%(document)s»: it counts as signed when the signed "
                        "paper is here.",
                        document=document.display_name,
                    )
                )
            if document.is_required and not document.name:
                raise ValidationError(
                    self.env._(
                        "Enter the number of «%(document)s» or attach its file.",
                        document=document.display_name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_automatic(self):
        if self.env.su:
            return
        if self.filtered("res_id"):
            raise UserError(
                self.env._("This row follows a document of the program and cannot be deleted.")
            )
        self._check_required_stays()
        self._check_evidence_stays()
        self._check_authority(self.filtered("type_id.is_payment"))
