from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

LIMIT = 7


class FlowShortListMixin(models.AbstractModel):
    """A list that people choose from holds what fits into one glance (AA01, H03, I14)."""

    _name = "flow.short.list.mixin"
    _description = "List of a few values"

    # A field whose every value has a list of its own.
    _short_list_of = None

    @api.model
    def _short_list_domain(self):
        """What belongs to the list besides being active."""
        return Domain.TRUE

    @api.constrains(lambda self: self._short_list_triggers())
    def _check_short_list(self):
        """A longer list is not read but scrolled: one is archived before another is added.

        What an update brings is let in beside the values of the company: it must not fail.
        """
        if self.env.context.get("install_mode"):
            return
        owner = self._short_list_of
        domain = Domain("active", "=", True) & self._short_list_domain()
        if owner:
            domain &= Domain(owner, "in", self[owner].ids)
        for *found, count in self._read_group(domain, [owner] if owner else [], ["__count"]):
            if count > LIMIT:
                name = (
                    found[0].display_name if found else self.env["ir.model"]._get(self._name).name
                )
                raise ValidationError(
                    self.env._(
                        "«%(list)s» has %(limit)s values already: archive one of them.",
                        list=name,
                        limit=LIMIT,
                    )
                )

    @api.model
    def _short_list_triggers(self):
        """Fields whose change may make the list longer."""
        return ["active", *([self._short_list_of] if self._short_list_of else [])]
