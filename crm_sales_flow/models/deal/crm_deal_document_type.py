from odoo import api, fields, models
from odoo.exceptions import UserError

DOCUMENT_STATES = [
    ("required", "Required"),
    ("issued", "Issued"),
    ("sent", "Sent"),
    ("signed", "Signed / received"),
]
STATE_ORDER = {state: rank for rank, (state, _label) in enumerate(DOCUMENT_STATES)}


class CrmDealDocumentType(models.Model):
    _name = "crm.deal.document.type"
    _description = "Type of a deal's document"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(help="Handle for the documents that the program registers by itself.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    satisfied_state = fields.Selection(
        DOCUMENT_STATES[1:],
        "Enough when",
        required=True,
        default="issued",
        help="In this state, or a later one, the document counts as complete. «Signed / received»: "
        "the original that was sent must come back.",
    )
    is_payment = fields.Boolean(help="Its amount counts as paid by the client.")
    report_id = fields.Many2one(
        "ir.actions.report",
        "Printed form",
        domain="[('model', '=', 'crm.deal.document')]",
        help="The form by which the program makes this document from the data of the deal.",
    )
    number_sequence_id = fields.Many2one(
        "ir.sequence", "Numbering", help="Gives the number when the document is made."
    )
    company_id = fields.Many2one("res.company", index=True)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used_by_program(self):
        if self.filtered("code"):
            raise UserError(
                self.env._("The program registers documents of this type: archive it instead.")
            )
