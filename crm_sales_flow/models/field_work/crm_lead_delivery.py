from odoo import api, fields, models
from odoo.tools import format_date

TELL_DELIVERY = "tell_delivery_date"
TELL_VISIT = "tell_visit_date"
PLAN_SHIPMENT = "plan_shipment"
# Stages that a deal without such work passes, and the field that says so.
PASSED = (("delivery", "installation_state"), ("attestation", "attestation_state"))


class CrmLead(models.Model):
    """Where and when the equipment goes, and that the client knows the days (O01, O06, O07)."""

    _inherit = "crm.lead"

    site_contact_id = fields.Many2one(
        "res.partner",
        "Contact on site",
        domain="[('id', 'child_of', partner_id)]",
        index="btree_not_null",
        help="Who meets the driver and the engineers; empty: the contact person of the deal.",
    )
    access_note = fields.Text(
        "Access to the site", help="Pass, papers, working hours, safety briefing."
    )
    carrier_id = fields.Many2one("res.partner", index="btree_not_null")
    delivery_planned_on = fields.Date(
        "Delivery planned on", tracking=True, help="The day that the client is told."
    )
    next_visit_at = fields.Datetime(
        "Next visit",
        compute="_compute_next_visit_at",
        compute_sudo=True,
        help="The earliest open visit of the engineers that has a date.",
    )

    @api.depends("field_work_ids.date_deadline", "field_work_ids.state")
    def _compute_next_visit_at(self):
        for lead in self:
            opened = lead.field_work_ids.filtered(
                lambda task: not task.is_closed and task.field_work_type != "claim"
            )
            lead.next_visit_at = min(filter(None, opened.mapped("date_deadline")), default=False)

    def _flow_after_write(self, names):
        """A day that was set or moved is told to the client: a letter is offered (O07)."""
        result = super()._flow_after_write(names)
        if "delivery_planned_on" in names:
            dated = self.filtered("delivery_planned_on")._flow_in_work()
            dated._flow_settle_tasks(PLAN_SHIPMENT, self.env._("The delivery is planned."))
            for day, leads in dated.grouped("delivery_planned_on").items():
                text = self.env._("Delivery on %(date)s", date=format_date(self.env, day))
                leads._flow_offer_letter(TELL_DELIVERY, text)
        return result

    def _flow_in_work(self):
        return self.filtered(
            lambda lead: (
                lead.type == "opportunity"
                and lead.team_id.flow_enabled
                and lead.won_status == "pending"
            )
        )

    def _flow_offer_letter(self, policy, text):
        """One task with a draft of the letter; a day that moves again changes its text."""
        tasks = self._flow_schedule(policy, note=text)
        tasks.filtered(lambda task: task.note != text).note = text

    def _flow_settle_tasks(self, policies, feedback):
        if tasks := self._flow_open_tasks(policies):
            tasks.action_feedback(feedback=feedback)

    def _flow_after_move(self, moves):
        """What is passed because nothing is to be done there is noted in the deal (O06)."""
        result = super()._flow_after_move(moves)
        ordered = self.browse([move.lead.id for move in moves]).sudo()
        ordered = ordered.filtered(lambda lead: "sale" in lead.order_ids.mapped("state"))
        if not ordered:
            return result
        texts = {
            "delivery": self.env._("Nothing of the order is installed: no commissioning act."),
            "attestation": self.env._("Nothing of the order is attested: the stage is passed."),
        }
        rank = {
            stage.flow_step: place
            for place, stage in enumerate(self.env["crm.stage"]._flow_stages())
            if stage.flow_step
        }
        bodies = {}
        for lead, origin, target in moves:
            begin = rank.get(origin.flow_step) if origin else None
            end = rank.get(target.flow_step)
            if begin is None or end is None or lead not in ordered:
                continue
            said = [
                texts[step]
                for step, name in PASSED
                if begin <= rank.get(step, -1) < end and lead[name] == "not_needed"
            ]
            if said:
                bodies[lead.id] = " ".join(said)
        if bodies:
            self.browse(bodies).sudo()._message_log_batch(bodies)
        return result
