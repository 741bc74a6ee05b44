from odoo import fields, models

DOCUMENT_STATES = [
    ("required", "Required"),
    ("issued", "Issued"),
    ("sent", "Sent"),
    ("signed", "Signed"),
]


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
        help="In this state, or a later one, the document counts as complete.",
    )
    is_payment = fields.Boolean(help="Its amount counts as paid by the client.")
    company_id = fields.Many2one("res.company", index=True)
