from odoo import api, fields, models

MAX_KEY = 320  # what is longer does not fit into an index


class CrmRequestSender(models.Model):
    """An address or number from which a stranger asked for the first time.

    Two first letters of one stranger may be read at the same time, and neither transaction sees
    the lead of the other. The claim of the later one ends in a serialization failure, and its
    second try finds the lead (C05, E08).
    """

    _name = "crm.request.sender"
    _description = "Stranger who has asked"
    _inherit = ["flow.claim.mixin"]
    _rec_name = "key"

    key = fields.Char(required=True, readonly=True, export_string_translation=False)

    _key_uniq = models.Constraint("UNIQUE (key)", "The sender has asked before.")

    @api.model
    def _claim_senders(self, keys):
        """Claim ``keys`` in one order for everybody, so that two batches never deadlock."""
        for key in sorted({key[:MAX_KEY] for key in keys}):
            self._claim({"key": key})
