from odoo import api, models
from odoo.exceptions import AccessError
from odoo.tools import format_list


class FlowFactsMixin(models.AbstractModel):
    """Some fields are filled by the program alone: gates rest on them (I06, I11, N04).

    Odoo lets every caller of the API write a stored computed or readonly field, and a new record
    take a default of it from the context.
    """

    _name = "flow.facts.mixin"
    _description = "Record with fields that only the program fills"

    @api.model
    def _flow_fact_names(self):
        """Names of the fields that only the program fills."""
        return frozenset()

    @api.model
    def _flow_check_facts(self, names, creating=False):
        """Refuse them from people.

        :param names: fields that the caller gives values of.
        :param creating: the context may give values, too.
        """
        if self.env.su:
            return
        facts = self._flow_fact_names()
        given = facts.intersection(names)
        if creating:
            given |= {name for name in facts if f"default_{name}" in self.env.context}
        if given:
            labels = [text["string"] for text in self.fields_get(list(given), ["string"]).values()]
            raise AccessError(
                self.env._(
                    "The program fills these by itself, from documents and events: %(fields)s",
                    fields=format_list(self.env, sorted(labels)),
                )
            )
