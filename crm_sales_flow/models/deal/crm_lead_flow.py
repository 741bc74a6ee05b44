from typing import NamedTuple

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_list

from .crm_lead_kept import CHECKED_BY_DEAL

# A change of one of these may move a deal, directly or through Odoo's computes.
TRIGGERS = frozenset(
    {
        "stage_id",
        "team_id",
        "user_id",
        "type",
        "active",
        "probability",
        "lost_reason_id",
        "lost_competitor",
        "cooperation_variant_id",
    }
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

    @property
    def place(self):
        """What the history of the deal tells apart."""
        return self.is_deal, self.stage, self.won_status


NOWHERE = FlowState(
    is_deal=False, stage=None, won_status="pending", active=True, team=None, variant=None
)


class CrmLead(models.Model):
    """The one override of ``create`` and ``write`` of deals (the gates: ``crm_lead_gates.py``).

    Gates are checked after ``super()`` on flushed values, as superuser and in one batch per
    move, so that a user may fill a field and move the deal in one save; the transaction takes
    it all back when a gate is not met (design section 3).
    """

    _inherit = "crm.lead"

    # ------------------------------------------------------------------ ORM

    @api.model_create_multi
    def create(self, vals_list):
        self._flow_check_facts({name for vals in vals_list for name in vals}, creating=True)
        self._flow_check_document_commands(vals_list)
        leads = super().create(vals_list)
        leads._flow_settle({})
        leads._flow_after_create()
        leads._flow_announce_assigned({})
        return leads

    def write(self, vals):
        self._flow_check_write(vals)
        names = frozenset(vals)  # Odoo's own write changes the dict it is given
        before = self._flow_states() if TRIGGERS & names else None
        owners = {lead.id: lead.user_id.id for lead in self.sudo()} if "user_id" in names else None
        teams = {lead.id: lead.team_id for lead in self.sudo()} if "team_id" in names else None
        met = self._flow_facts_met(names)
        lines = self.with_context(flow_facts_checked=CHECKED_BY_DEAL) if met else self
        result = super(CrmLead, lines).write(vals)
        self._flow_after_write(names)
        if before is not None:
            self._flow_settle(before)
        self._flow_check_facts_kept(met)
        if owners is not None:
            self._flow_announce_assigned(owners)
        if teams is not None:
            self._flow_announce_moved(teams)
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
        deals._flow_check_handed_over(before)
        deals._flow_check_lost(before)

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
                before.get(lead.id, NOWHERE).place != after[lead.id].place
                and (lead.won_status == "lost" or lead.active)
            )
        )
        if changed or left:
            self._flow_record_history(changed | left)
        deals.filtered(
            lambda lead: before.get(lead.id, NOWHERE).variant != after[lead.id].variant
        )._sync_required_documents()
        if moves:
            self._flow_after_move(moves)

    def _flow_announce_assigned(self, owners):
        """:param owners: dict lead id -> responsible person before the change."""
        ours = self.sudo().filtered("team_id.flow_enabled")
        if handed := ours.filtered(
            lambda lead: lead.user_id.id != owners.get(lead.id, lead.user_id.id)
        ):
            handed._flow_after_handover(owners)
        if assigned := ours.filtered(
            lambda lead: lead.user_id and lead.user_id.id != owners.get(lead.id, False)
        ):
            assigned._flow_after_assign()
        if free := ours.filtered(lambda lead: not lead.user_id and owners.get(lead.id, True)):
            free._flow_after_free()

    def _flow_announce_moved(self, teams):
        """:param teams: dict lead id -> team before the change."""
        if moved := self.sudo().filtered(
            lambda lead: lead.team_id.flow_enabled and lead.team_id != teams[lead.id]
        ):
            moved._flow_after_department()

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
        if foreign := self._flow_not_mine_to_give(before):
            raise AccessError(
                self.env._(
                    "Only the Head may take a deal out of the sales process: %(deals)s",
                    deals=format_list(self.env, foreign.mapped("name")),
                )
            )

    def _flow_check_handed_over(self, before):
        """Nor does it pass to another department by anybody else; sub-units are one with it."""
        moved = self.filtered(
            lambda lead: (
                (was := before.get(lead.id, NOWHERE)).is_deal
                and was.team.department_id != lead.team_id.department_id
            )
        )
        if foreign := moved._flow_not_mine_to_give(before):
            raise AccessError(
                self.env._(
                    "Only the Head may hand a deal over to another department: %(deals)s",
                    deals=format_list(self.env, foreign.mapped("name")),
                )
            )

    def _flow_not_mine_to_give(self, before):
        """Those of ``self`` whose department the user neither leads nor sorts for."""
        user = self.env.user
        if user.has_group("crm_sales_flow.group_director") or user.has_group(
            "crm_sales_flow.group_request_sorter"
        ):
            return self.browse()
        return self.filtered(lambda lead: user not in before[lead.id].team.head_ids)

    def _flow_check_lost(self, before):
        """A deal of the process is put away only by losing it, with a reason (I14)."""
        for lead in self:
            was = before.get(lead.id, NOWHERE)
            if not lead.active and was.active and lead.won_status != "lost":
                raise UserError(
                    self.env._(
                        "«%(deal)s» cannot be archived: mark it as lost and give the reason.",
                        deal=lead.name,
                    )
                )
            if lead.won_status == "lost":
                lead._flow_check_loss()
