from odoo import models


class FlowKeptRightMixin(models.AbstractModel):
    """What a person changes stays within what he may change.

    Odoo asks the rules of access before a write, about the row as it was. Where a rule looks at a
    field that people write, a row of one's own could be turned into a row of somebody else: into
    an absence of a foreign Head, or a certificate of a foreign deal (W04, AE01).
    """

    _name = "flow.kept.right.mixin"
    _description = "Row that stays one's own"

    # Fields that the rules of access of the model look at.
    _kept_right_names = frozenset()

    def write(self, vals):
        names = frozenset(vals)  # an override below may change the dict
        result = super().write(vals)
        if self._kept_right_names & names:
            self._check_right_kept()
        return result

    def _check_right_kept(self):
        if not self.env.su:
            self.check_access("write")
