from datetime import timedelta

from odoo import Command, api, fields, models
from odoo.tools import split_every

from ...tools.visit_plan import visit_days

AHEAD = timedelta(days=92)
RENEW = timedelta(days=30)
BATCH = 100


class CrmServiceContract(models.Model):
    """Visits of a contract are planned ahead, and its end is announced (S10, Q05)."""

    _inherit = "crm.service.contract"

    visits_per_year = fields.Integer(
        "Visits a year",
        default=2,
        help="Planned visits, spread evenly over the period; 0: on call only.",
    )
    visit_ids = fields.One2many("project.task", "service_contract_id", "Visits")
    visit_count = fields.Integer("Number of visits", compute="_compute_visit_count")
    planned_until = fields.Date(
        "Visits planned until",
        readonly=True,
        copy=False,
        help="Visits up to this day stand in the plan of the engineers.",
    )
    renewal_asked_on = fields.Date(
        "Renewal announced",
        readonly=True,
        copy=False,
        help="The day on which the manager got the task to renew the contract.",
    )

    _visits_positive = models.Constraint(
        "CHECK (visits_per_year BETWEEN 0 AND 52)", "Visits a year are a number from 0 to 52."
    )

    @api.depends("visit_ids")
    def _compute_visit_count(self):
        groups = (
            self.env["project.task"]
            .sudo()
            ._read_group(
                [("service_contract_id", "in", self.ids)], ["service_contract_id"], ["__count"]
            )
        )
        counts = {contract.id: count for contract, count in groups}
        for contract in self:
            contract.visit_count = counts.get(contract.id, 0)

    def write(self, vals):
        before = {row: row.lot_ids for row in self.sudo()} if "lot_ids" in vals else {}
        result = super().write(vals)
        for contract, lots in before.items():
            contract._visits_follow_equipment(lots)
        return result

    def _visits_follow_equipment(self, before):
        """What the contract covers now is what its open visits look at; elevated."""
        visits = self.visit_ids.filtered(lambda visit: not (visit.is_closed or visit.act_signed_at))
        gone, come = before - self.lot_ids, self.lot_ids - before
        if visits and (gone or come):
            links = [*map(Command.unlink, gone.ids), *map(Command.link, come.ids)]
            visits.write({"lot_ids": links})

    def action_activate(self):
        result = super().action_activate()
        self._plan_visits(fields.Date.context_today(self) + AHEAD)
        return result

    def action_close(self):
        """Visits that nobody has taken yet are not made any more."""
        result = super().action_close()
        opened = self.sudo().visit_ids.filtered(
            lambda visit: not (visit.is_closed or visit.user_ids or visit.act_signed_at)
        )
        opened.write({"state": "1_canceled"})
        return result

    def _plan_visits(self, horizon):
        """Visits of these contracts up to ``horizon``, in one batch; each day once.

        Elevated: whoever signs a contract need not be able to write tasks.
        """
        contracts = self.sudo()
        rows = []
        for contract in contracts:
            days = visit_days(contract.date_start, contract.date_end, contract.visits_per_year)
            last = contract.planned_until
            wanted = [day for day in days if day <= horizon and not (last and day <= last)]
            rows += [contract._visit_plan_values(day) for day in wanted]
        if rows:
            quiet = {"tracking_disable": True, "flow_visits_in_plan": True}
            self.env["project.task"].with_context(**quiet)._field_work_create(rows)
        contracts.with_context(tracking_disable=True).write({"planned_until": horizon})

    def _visit_plan_values(self, day):
        site = self.lot_ids._field_work_site() or self.partner_id
        return {
            "name": self.env._(
                "Planned service: %(client)s, contract %(number)s",
                client=self.partner_id.name,
                number=self.name,
            ),
            "field_work_type": "visit",
            "service_contract_id": self.id,
            "service_day": day,
            "lead_id": self.lead_id.id,
            "partner_id": site.id,
            "lot_ids": [Command.set(self.lot_ids.ids)],
            "date_deadline": self.env["project.task"]._visit_morning(self.company_id, day),
            "company_id": self.company_id.id,
        }

    @api.model
    def _cron_plan_visits(self):
        """Every day: plan what comes within the horizon, a hundred contracts at a time."""
        horizon = fields.Date.today() + AHEAD
        todo = self.search(
            [
                ("state", "=", "active"),
                ("visits_per_year", ">", 0),
                ("date_start", "<=", horizon),
                "|",
                ("planned_until", "=", False),
                ("planned_until", "<", horizon),
            ],
            order="id",
        ).ids
        for batch in split_every(BATCH, todo):
            self.browse(batch)._plan_visits(horizon)
            self.env["ir.cron"]._commit_progress(len(batch))

    @api.model
    def _cron_renewals(self):
        """Every day: announce the ends, once for each contract, and close what has ended."""
        today = fields.Date.today()
        ended = self.search([("state", "=", "active"), ("date_end", "<", today)])
        ended.action_close()
        ending = self.search(
            [
                ("state", "=", "active"),
                ("date_end", "<=", today + RENEW),
                ("renewal_asked_on", "=", False),
            ]
        )
        ending._ask_renewal()

    def _ask_renewal(self):
        with_deal = self.filtered("lead_id")
        for user, contracts in with_deal.grouped("user_id").items():
            contracts.lead_id._flow_schedule("renew_contract", user=user or None)
        for contract in self - with_deal:
            contract.activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=contract.date_end,
                summary=self.env._("Renew the service contract"),
                user_id=contract.user_id.id or self.env.uid,
            )
        self.write({"renewal_asked_on": fields.Date.today()})
