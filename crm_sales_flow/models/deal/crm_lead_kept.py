from odoo import models
from odoo.exceptions import UserError

# Set by the write of a deal for what it writes into its lines. It is known by its identity, which
# no caller of the API can send.
CHECKED_BY_DEAL = object()


class CrmLead(models.Model):
    """What a deal had to have to leave its first stage it has on every later one (I01)."""

    _inherit = "crm.lead"

    def _flow_facts_met(self, names):
        """Which conditions of the first stage each deal beyond it meets before a change.

        Only conditions that ask for one of ``names`` are looked at: any other write costs nothing.

        :return: dict gate -> deals
        """
        Gate = self.env["crm.stage.gate"]
        if self.env.su or not names & Gate._fields_kept() or self._flow_gates_waived():
            return {}
        deals = self._flow_beyond_the_first_stage()
        if not deals:
            return {}
        return {
            gate: deals - gate._unmet(deals)
            for gate in Gate._of_the_first_stage()
            if names & set(gate._field_names())
        }

    def _flow_beyond_the_first_stage(self):
        """Elevated: the deals of the process that left its first stage, also the won ones."""
        deals = self.sudo().filtered(
            lambda lead: lead.active and lead.type == "opportunity" and lead.team_id.flow_enabled
        )
        if not deals:
            return deals
        stages = self.env["crm.stage"]._flow_stages()
        steps = stages.mapped("flow_step")
        later = stages[steps.index("needs") + 1 :] if "needs" in steps else stages.browse()
        return deals.filtered(lambda lead: lead.stage_id in later)

    def _flow_check_facts_kept(self, met):
        """One refusal names everything that a change took away from the deals.

        :param met: what ``_flow_facts_met`` returned before the change.
        """
        if not met:
            return
        deals, unmet = self._flow_beyond_the_first_stage(), {}
        for gate, had_it in met.items():
            for lead in gate._unmet(deals & had_it):
                unmet.setdefault(lead, []).append(gate._told())
        if unmet:
            raise UserError("\n\n".join(self._flow_facts_lost(*item) for item in unmet.items()))

    def _flow_facts_lost(self, lead, conditions):
        head = self.env._("«%(deal)s» cannot be saved without this:", deal=lead.name)
        return "\n".join([head, *(f"- {condition}" for condition in conditions)])
