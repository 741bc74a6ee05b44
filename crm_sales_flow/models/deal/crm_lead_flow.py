from typing import NamedTuple

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_list

# A change of one of these may move a deal, directly or through Odoo's computes.
TRIGGERS = frozenset(
    {"stage_id", "team_id", "user_id", "type", "active", "probability", "cooperation_variant_id"}
)


class StageMove(NamedTuple):
    """A deal that came to another stage; ``origin`` is empty for a deal that has just begun."""

    lead: models.Model
    origin: models.Model
    target: models.Model


class FlowState(NamedTuple):
    """What decides whether, and where, a record is in the sales process."""

    is_deal: bool
    stage: models.Model
    won_status: str
    active: bool
    team: models.Model
    variant: models.Model


NOWHERE = FlowState(False, None, "pending", True, None, None)


class CrmLead(models.Model):
    """The one override of ``create`` and ``write`` of deals, and the gates behind it.

    Gates are checked after ``super()`` on flushed values, as superuser and in one batch per
    move, so that a user may fill a field and move the deal in one save; the transaction takes
    it all back when a gate is not met (design section 3).
    """

    _inherit = "crm.lead"

    # ------------------------------------------------------------------ ORM

    @api.model_create_multi
    def create(self, vals_list):
        leads = super().create(vals_list)
        leads._flow_settle({})
        leads._flow_announce_assigned({})
        return leads

    def write(self, vals):
        self._flow_check_write(vals)
        names = frozenset(vals)  # Odoo's own write changes the dict it is given
        before = self._flow_states() if TRIGGERS & names else None
        owners = {lead.id: lead.user_id.id for lead in self.sudo()} if "user_id" in names else None
        result = super().write(vals)
        self._flow_after_write(names)
        if before is not None:
            self._flow_settle(before)
        if owners is not None:
            self._flow_announce_assigned(owners)
        return result

    def _flow_states(self):
        """Where each record stands.

        Of records outside the process nothing more is read: reading the result of a pending
        compute, such as the probability, would compute it record by record.
        """
        return {
            lead.id: FlowState(
                True,
                lead.stage_id,
                lead.won_status,
                lead.active,
                lead.team_id,
                lead.cooperation_variant_id or None,
            )
            if lead.team_id.flow_enabled and lead.type == "opportunity"
            else NOWHERE
            for lead in self.sudo()
        }

    def _flow_settle(self, before):
        """Check and record what a create or write did to the deals of the process."""
        after = self._flow_states()
        deals = self.sudo().filtered(lambda lead: after[lead.id].is_deal)
        left = self.sudo().filtered(lambda lead: before.get(lead.id, NOWHERE).is_deal) - deals
        left._flow_check_left(before)
        deals._flow_check_archived(before)

        moves = [
            StageMove(lead, was.stage if was.is_deal else lead.stage_id.browse(), lead.stage_id)
            for lead in deals
            for was in [before.get(lead.id, NOWHERE)]
            if not was.is_deal or was.stage != lead.stage_id
        ]
        if moves:
            self._flow_check_move(moves)
        changed = deals.filtered(
            lambda lead: (
                before.get(lead.id, NOWHERE)[:3] != after[lead.id][:3]
                and (lead.won_status == "lost" or lead.active)
            )
        )
        if changed:
            self._flow_record_history(changed)
        deals.filtered(
            lambda lead: before.get(lead.id, NOWHERE).variant != after[lead.id].variant
        )._sync_required_documents()
        if moves:
            self._flow_after_move(moves)

    def _flow_announce_assigned(self, owners):
        """:param owners: dict lead id -> responsible person before the change."""
        assigned = self.sudo().filtered(
            lambda lead: (
                lead.team_id.flow_enabled
                and lead.user_id
                and lead.user_id.id != owners.get(lead.id, False)
            )
        )
        if assigned:
            assigned._flow_after_assign()

    def _flow_record_history(self, deals):
        visits = self.env["crm.stage.history"].sudo()._record(deals)
        by_deal = {visit.lead_id.id: visit.id for visit in visits}
        used = (
            self.env["crm.stage.override"]
            .sudo()
            .search(
                [
                    ("lead_id", "in", deals.ids),
                    ("consumed_at", "!=", False),
                    ("history_id", "=", False),
                ]
            )
        )
        for override in used:
            override.history_id = by_deal[override.lead_id.id]

    # ------------------------------------------------------------ checks

    def _flow_check_left(self, before):
        """A deal leaves the process only by the Head of its department, a sorter or a director."""
        user = self.env.user
        if user.has_group("crm_sales_flow.group_director") or user.has_group(
            "crm_sales_flow.group_request_sorter"
        ):
            return
        foreign = self.filtered(lambda lead: user not in before[lead.id].team.head_ids)
        if foreign:
            raise AccessError(
                self.env._(
                    "Only the Head may take a deal out of the sales process: %(deals)s",
                    deals=format_list(self.env, foreign.mapped("name")),
                )
            )

    def _flow_check_archived(self, before):
        """A deal of the process is put away only by losing it, with a reason (I14)."""
        for lead in self:
            if lead.active or not before.get(lead.id, NOWHERE).active:
                continue
            if lead.won_status != "lost" or not lead.lost_reason_id:
                raise UserError(
                    self.env._(
                        "«%(deal)s» cannot be archived: mark it as lost and give the reason.",
                        deal=lead.name,
                    )
                )

    def _flow_check_move(self, moves):
        super()._flow_check_move(moves)
        if self._flow_gates_waived():
            return
        unmet = self._flow_unmet_gates(moves)
        if unmet:
            raise UserError(self._flow_unmet_message(unmet))

    def _flow_gates_waived(self):
        """An administrator's import may set any stage; the history says who did it.

        The context key alone opens nothing: the user must be an administrator.
        """
        return bool(self.env.context.get("import_file")) and self.env.is_system()

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
            start, end = rank.get(origin.id, 0), rank.get(target.id, 0)
            for stage in stages[start:end]:
                leads_by_stage.setdefault(stage.id, []).append(lead.id)
        return self._flow_evaluate(leads_by_stage)

    def _flow_evaluate(self, leads_by_stage):
        gates = self.env["crm.stage.gate"].sudo().search([("stage_id", "in", list(leads_by_stage))])
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
        parts = []
        for lead, gates in unmet.items():
            rows = [f"- {gate.stage_id.name}: {gate.name}" for gate in gates]
            parts.append(
                "\n".join([self.env._("«%(deal)s» cannot go on yet:", deal=lead.name), *rows])
            )
        return "\n\n".join(parts)
