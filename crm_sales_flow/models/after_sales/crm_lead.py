from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..field_work.project_task import LOT_READERS


class CrmLead(models.Model):
    """Service is offered on every deal; the answer makes the next task (Q01-Q04)."""

    _inherit = "crm.lead"

    service_outcome = fields.Selection(
        [("contract", "Agreed to a contract"), ("refused", "Refused"), ("later", "Later")],
        "Answer about Service",
        tracking=True,
        copy=False,
    )
    service_reason = fields.Selection(
        [
            ("price", "Too expensive"),
            ("own_staff", "Own staff services it"),
            ("other", "Another contractor"),
            ("warranty", "The warranty is enough for now"),
            ("budget", "No budget this year"),
            ("not_needed", "Nothing to service"),
        ],
        "Reason",
        tracking=True,
        copy=False,
    )
    service_next_date = fields.Date("Offer Again on", tracking=True, copy=False)
    service_contract_ids = fields.One2many("crm.service.contract", "lead_id", "Service Contracts")
    equipment_ids = fields.One2many("stock.lot", "lead_id", groups=LOT_READERS)

    @api.constrains("service_outcome", "service_next_date")
    def _check_service_next_date(self):
        today = fields.Date.context_today(self)
        for lead in self:
            if (
                lead.service_outcome == "later"
                and lead.service_next_date
                and lead.service_next_date < today
            ):
                raise ValidationError(
                    self.env._("The day to offer service again has passed already.")
                )

    def _flow_after_move(self, moves):
        """On entering the stage the manager gets «Offer a service contract», once."""
        result = super()._flow_after_move(moves)
        entered = self.browse(
            [move.lead.id for move in moves if move.target.flow_step == "service"]
        )
        entered.filtered(lambda lead: not lead.service_outcome)._flow_schedule("offer_service")
        return result

    def _flow_after_write(self, names):
        result = super()._flow_after_write(names)
        if "service_outcome" in names:
            unwilling = self.filtered(lambda lead: lead.service_outcome != "contract")
            unwilling._flow_open_tasks("conclude_contract").sudo().unlink()
            self._flow_service_answered()
        elif "service_next_date" in names:
            self._flow_schedule_next_offer()
        return result

    def _flow_service_answered(self):
        answered = self.filtered(lambda lead: lead.type == "opportunity" and lead.service_outcome)
        for outcome, leads in answered.grouped("service_outcome").items():
            if tasks := leads._flow_open_tasks("offer_service"):
                labels = dict(self._fields["service_outcome"]._description_selection(self.env))
                tasks.action_feedback(feedback=labels[outcome])
            if outcome == "contract":
                leads._flow_schedule("conclude_contract")
            leads._flow_schedule_next_offer()

    def _flow_schedule_next_offer(self):
        """A task on the day that the client named, whether he refused or put it off; it goes with
        the day (Q04)."""
        self._flow_open_tasks("offer_service_again").sudo().unlink()
        today = fields.Date.context_today(self)
        asked = self.filtered(
            lambda lead: (
                lead.service_outcome in ("later", "refused")
                and lead.service_next_date
                and lead.service_next_date >= today
            )
        )
        for day, leads in asked.grouped("service_next_date").items():
            start = self.env["crm.task.policy"]._get("offer_service_again")._day_start(day)
            leads._flow_schedule("offer_service_again", start=start)

    def _flow_contract_concluded(self):
        """The contract is signed: the task to conclude it is done."""
        self.filtered(lambda lead: lead.service_outcome != "contract").service_outcome = "contract"
        if tasks := self._flow_open_tasks("conclude_contract"):
            tasks.action_feedback(feedback=self.env._("The service contract is concluded."))

    def action_new_service_contract(self):
        """A draft of the contract with the client and the equipment of the deal."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Service Contract"),
            "res_model": "crm.service.contract",
            "view_mode": "form",
            "context": {
                "default_lead_id": self.id,
                "default_partner_id": self.partner_id.commercial_partner_id.id,
                "default_user_id": self.user_id.id or self.env.uid,
                "default_lot_ids": self.equipment_ids.ids,
                "default_date_end": fields.Date.context_today(self)
                + relativedelta(years=1, days=-1),
            },
        }

    def _flow_after_merge(self, tail):
        result = super()._flow_after_merge(tail)
        tail = tail.with_context(active_test=False)
        tail.service_contract_ids.lead_id = self
        tail.equipment_ids.lead_id = self
        return result
