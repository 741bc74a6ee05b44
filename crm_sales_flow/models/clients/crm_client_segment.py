from odoo import api, fields, models
from odoo.exceptions import ValidationError

LIMIT = 7  # what fits into one glance


class CrmClientSegment(models.Model):
    """By what marketing chooses clients: what they do, what may come of it, how much (X04)."""

    _name = "crm.client.segment"
    _description = "Segment of clients"
    _order = "kind, sequence, id"

    name = fields.Char(required=True, translate=True)
    kind = fields.Selection(
        [
            ("activity", "Kind of activity"),
            ("prospect", "Prospects"),
            ("potential", "Potential"),
        ],
        required=True,
        default="activity",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    @api.constrains("kind", "active")
    def _check_short_lists(self):
        """Seven of each at most; what an update brings is let in beside the company's own."""
        if self.env.context.get("install_mode"):
            return
        groups = self._read_group([("kind", "in", self.mapped("kind"))], ["kind"], ["__count"])
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for kind, count in groups:
            if count > LIMIT:
                raise ValidationError(
                    self.env._(
                        "«%(list)s» has %(limit)s values already: archive one of them.",
                        list=labels[kind],
                        limit=LIMIT,
                    )
                )
