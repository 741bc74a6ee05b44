from odoo import models
from odoo.exceptions import UserError


class HeldBack(UserError):
    """Deals that cannot go on yet; whoever sees the message may open the deal from it."""

    def __init__(self, message, deals):
        super().__init__(message)
        self.context = {"flow_deal_ids": deals.ids}


class CrmLead(models.Model):
    """What holds a deal back on its stage (design section 3, I06, I11)."""

    _inherit = "crm.lead"

    # ------------------------------------------------------------ checks

    def _flow_check_move(self, moves):
        super()._flow_check_move(moves)
        if self._flow_gates_waived():
            return
        unmet = self._flow_unmet_gates(moves)
        if unmet:
            self.env["crm.stage.gate"].union(*unmet.values())._report_broken()
            raise HeldBack(self._flow_unmet_message(unmet), self.browse().union(*unmet))

    def _flow_gates_waived(self):
        """An administrator's import may set any stage; the history says who did it.

        The context key alone opens nothing: the user must be an administrator, and to act with
        the rights of the superuser for somebody else, as some of Odoo's code does, is not enough.
        """
        return bool(self.env.context.get("import_file")) and self.env.user._is_system()

    # ------------------------------------------------------------- gates

    def _flow_unmet_gates(self, moves):
        """The gates that hold back each deal.

        :return: dict deal -> recordset of gates, only for deals that are held back. Exceptions
            allowed beforehand are used up when nothing else holds their deal back.
        """
        stages = self.env["crm.stage"]._flow_stages()
        rank = {stage.id: position for position, stage in enumerate(stages)}
        leads_by_stage = {}
        for lead, origin, target in moves:
            # A stage of one team only is no stage of the process: the way there is the whole way.
            start, end = rank.get(origin.id, 0), rank.get(target.id, len(stages))
            for stage in stages[start:end]:
                leads_by_stage.setdefault(stage.id, []).append(lead.id)
        return self._flow_evaluate(leads_by_stage)

    def _flow_evaluate(self, leads_by_stage):
        gates = self.env["crm.stage.gate"].sudo()._of_stages(leads_by_stage)
        if not gates:
            return {}
        everyone = self.sudo().browse(
            {lead_id for ids in leads_by_stage.values() for lead_id in ids}
        )
        allowed = self.env["crm.stage.override"].sudo()._pending(everyone)
        pairs = {(override.lead_id.id, override.gate_id.id): override for override in allowed}
        unmet, used = {}, {}
        for gate in gates:
            for lead in gate._unmet(
                everyone.browse(leads_by_stage[gate.stage_id.id]).with_prefetch(everyone.ids)
            ):
                override = pairs.get((lead.id, gate.id))
                if override:
                    used.setdefault(lead, []).append(override)
                else:
                    unmet[lead] = unmet.get(lead, gate.browse()) | gate
        for lead, overrides in used.items():
            if lead not in unmet:
                allowed.concat(*overrides).consumed_at = self.env.cr.now()
        return unmet

    def _flow_unmet_message(self, unmet):
        """One text for all deals and all conditions; the same condition of two stages once."""
        parts = []
        for lead, gates in unmet.items():
            rows = {}
            for gate in gates:
                rows.setdefault(gate.name, f"- {gate.stage_id.name}: {gate._told()}")
            head = self.env._("«%(deal)s» cannot go on yet:", deal=lead.name)
            parts.append("\n".join([head, *rows.values()]))
        return "\n\n".join(parts)
